"""Keys that programs use in a person's name: made, shown once, revoked."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString

from research.admin import marks
from research.admin.base import WorkplaceAdmin
from research.admin.filters import GivenFilter
from research.models import ApiToken, User
from research.operations import api_tokens

LONGEST = 3650


class TokenForm(forms.Form):
    """Whose key it is, what uses it, what it may do and for how long."""

    user = forms.ModelChoiceField(User.objects.none(), label="In whose name", help_text="It may do what they may.")
    name = forms.CharField(
        max_length=100, label="What uses it", help_text="So that you know it when you revoke it.", initial=""
    )
    scope = forms.ChoiceField(choices=[(scope, label.capitalize()) for scope, label in ApiToken.Scope.choices])
    days = forms.IntegerField(
        required=False, min_value=1, max_value=LONGEST, label="Days", help_text="How long it works. Empty: for good."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        user = cast("forms.ModelChoiceField[User]", self.fields["user"])
        user.queryset = User.objects.filter(is_active=True).order_by("username")

    def issue(self) -> tuple[ApiToken, str]:
        given = self.cleaned_data
        expires_at = timezone.now() + timedelta(days=given["days"]) if given["days"] else None
        return api_tokens.issue(user=given["user"], name=given["name"], scope=given["scope"], expires_at=expires_at)


class RevokedFilter(GivenFilter):
    called = "state"
    words = {"Empty": "not revoked", "Not empty": "revoked"}


@admin.register(ApiToken)
class ApiTokenAdmin(WorkplaceAdmin[ApiToken]):
    """Nothing of a key is edited; of its secret only a hash is kept."""

    list_display = ("name", "user", "scope", "prefix", "state", "created_at", "expires_at")
    list_filter = ("scope", ("revoked_at", RevokedFilter))
    list_select_related = ("user",)
    search_fields = ("name", "prefix", "user__username")
    fields = ("name", "user", "scope", "prefix", "created_at", "expires_at", "revoked_at")
    actions = ("revoke",)

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        """A revoked key stays, so that one can tell later whose it was."""
        return False

    def has_revoke_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("research.delete_apitoken")

    @admin.display(description="state")
    def state(self, token: ApiToken) -> SafeString:
        if token.revoked_at:
            return marks.chip("revoked")
        if token.expires_at and token.expires_at <= timezone.now():
            return marks.chip("expired")
        return marks.chip("works", "good") if token.user.is_active else marks.chip("user inactive", "warn")

    @admin.action(description="Revoke", permissions=["revoke"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiToken]) -> None:
        def step() -> str:
            for token in queryset:
                api_tokens.revoke(token)
            return "The tokens open nothing any more."

        self.attempt(request, step)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask what it is for; then show the secret, which cannot be shown again."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = TokenForm(request.POST or None, initial={"user": request.user.pk})
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "New API token", "form": form}
        if form.is_valid():
            token, secret = form.issue()
            context |= {"title": "The token is ready", "token": token, "secret": secret}
        response = TemplateResponse(request, "workplace/api_token.html", context, status=400 if form.errors else 200)
        add_never_cache_headers(response)
        return response
