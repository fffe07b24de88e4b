"""Colleagues: who they are, their role, and whether they get in. Rights come with the role and in no other way."""

from typing import Any, cast

from django import forms
from django.contrib import admin
from django.contrib.auth import admin as _  # noqa: F401  (registers what is unregistered here)
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.safestring import SafeString

from research.admin import marks
from research.admin.base import WorkplaceAdmin
from research.models import User
from research.operations import users
from research.permissions import Role


class UserForm(forms.ModelForm[User]):
    role = forms.ChoiceField(
        choices=[("", "None"), *((role.value, role.value.capitalize()) for role in Role)],
        required=False,
        help_text="What they may read and write. One role each.",
    )

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if "role" in self.fields:
            self.initial["role"] = _role(self.instance)

    def clean_role(self) -> str:
        role: str = self.cleaned_data["role"]
        if not role and self.initial["role"]:
            raise forms.ValidationError("Choose a role; whoever is to get in no more is made inactive.")
        return role


class RoleFilter(admin.SimpleListFilter):
    title = "role"
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(role.value, role.value) for role in Role]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


# Groups are what `roles.ensure()` writes; a page that edits them would be a way around it.
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(WorkplaceAdmin[User]):
    """Everybody reads who is there; administrators change it. New people come by invitation."""

    form = UserForm
    list_display = ("username", "name", "role", "state")
    list_filter = (RoleFilter, "is_active")
    search_fields = ("username", "first_name", "last_name")
    ordering = ("username",)
    actions = ("shut_out", "let_in")

    def heading(self, obj: User) -> str:
        return obj.get_full_name() or obj.get_username()

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_fields(self, request: HttpRequest, obj: User | None = None) -> list[Any]:
        """Addresses are for those who administer accounts."""
        if self.has_change_permission(request, obj):
            return ["username", "first_name", "last_name", "email", "role", "is_active"]
        return ["username", "first_name", "last_name", "role", "is_active"]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[Any, ...]:
        return () if self.has_change_permission(request, obj) else ("role",)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        is_above = obj is not None and obj.is_superuser and not cast("User", request.user).is_superuser
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody is deleted: what they wrote would lose its author. They are made inactive."""
        return False

    @admin.display(description="name", ordering="first_name")
    def name(self, user: User) -> str:
        return user.get_full_name()

    @admin.display(description="role")
    def role(self, user: User) -> str:
        return _role(user)

    @admin.display(description="state", ordering="is_active")
    def state(self, user: User) -> SafeString:
        return marks.chip("active", "good") if user.is_active else marks.chip("inactive")

    @admin.action(description="Let in no more", permissions=["change"])
    def shut_out(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        by = cast("User", request.user)
        self.attempt(request, lambda: f"Not let in any more: {users.shut_out(list(queryset), by=by)}.")

    @admin.action(description="Let in again", permissions=["change"])
    def let_in(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        by = cast("User", request.user)
        self.attempt(request, lambda: f"Let in again: {users.let_in(list(queryset), by=by)}.")

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Accounts are made by those who are to have them."""
        return HttpResponseRedirect(reverse("admin:research_invitation_add"))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        users.change(obj, role=form.cleaned_data["role"], by=cast("User", request.user))


def _role(user: User) -> str:
    if user._state.adding:
        return ""
    names = [group.name for group in user.groups.all()]
    return names[0] if names else ""
