"""Letting people in: administrators make links, and whoever has one makes an account."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth import login
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers

from research.admin.base import WorkplaceAdmin
from research.models import Invitation, Study, User
from research.operations import invitations, throttling
from research.operations.refusals import Refused
from research.permissions import Role

ATTEMPTS = 20
WINDOW = timedelta(minutes=10)


class InviteForm(forms.Form):
    """Whom to let in, as what, and into which private studies."""

    name = forms.CharField(max_length=150, required=False, help_text="Whom it is for.")
    email = forms.EmailField(required=False)
    role = forms.ChoiceField(choices=[(role.value, role.value.capitalize()) for role in Role])
    studies = forms.ModelMultipleChoiceField(
        Study.objects.none(),
        required=False,
        help_text="Private studies that they are to read.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, studies: QuerySet[Any], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["studies"].queryset = studies  # type: ignore[attr-defined]


@admin.register(Invitation)
class InvitationAdmin(WorkplaceAdmin[Invitation]):
    """Links are made, shown once and revoked; nothing of them is edited."""

    list_display = ("name", "role", "state", "created_at", "created_by", "expires_at")
    list_filter = ("role",)
    list_select_related = ("created_by",)
    search_fields = ("name", "email")
    fields = ("name", "email", "role", "studies", "created_at", "created_by", "expires_at", "accepted_at", "revoked_at")
    actions = ("revoke",)

    @admin.display(description="state")
    def state(self, invitation: Invitation) -> str:
        if invitation.accepted_at:
            return "accepted"
        if invitation.revoked_at:
            return "revoked"
        return "open" if invitation.expires_at > timezone.now() else "run out"

    @admin.action(description="Revoke", permissions=["delete"])
    def revoke(self, request: HttpRequest, queryset: QuerySet[Invitation]) -> None:
        def step() -> str:
            for invitation in queryset:
                invitations.revoke(invitation, at=timezone.now())
            return "The links are of no use any more."

        self.attempt(request, step)

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        return False

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Ask whom to invite; then show the link, which cannot be shown again."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        private = Study.objects.visible_to(request.user).private().order_by("title")
        form = InviteForm(request.POST or None, studies=private, initial={"role": Role.RESEARCHER})
        context = {**self.admin_site.each_context(request), "opts": self.opts, "title": "Invite somebody", "form": form}
        if form.is_valid():
            invitation, secret = invitations.invite(at=timezone.now(), by=request.user, **form.cleaned_data)  # type: ignore[arg-type]
            link = request.build_absolute_uri(reverse("join", args=[secret]))
            context |= {"title": "The link is ready", "invitation": invitation, "link": link}
        return TemplateResponse(request, "workplace/invite.html", context)


class JoinForm(forms.Form):
    username = forms.CharField(
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        help_text="What you log in with, and what others see.",
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "autocapitalize": "none"}),
    )
    password = forms.CharField(
        strip=False,
        help_text="At least eight characters, not only digits, and nothing that others would guess.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Answer to the link: make an account with the invitation's role, once, and log in. Public, so throttled."""
    context = {**admin.site.each_context(request), "title": "Welcome to Throughline"}
    status = 200
    try:
        if request.method == "POST":
            _count(request)
        context["invitation"] = invitations.find(secret, at=timezone.now())
        form = JoinForm(request.POST or None, label_suffix="")
        context["form"] = form
        if form.is_valid() and _joined(request, form, secret):
            return HttpResponseRedirect(reverse("admin:index"))
    except throttling.TooOften as error:
        context["refusal"], status = str(error), 429
    except invitations.NoLongerGood as error:
        context["refusal"], status = str(error), 410
    response = TemplateResponse(request, "workplace/join.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response


def _joined(request: HttpRequest, form: JoinForm, secret: str) -> User | None:
    """Make the account and log in, or leave the reasons against it in the form. Raises `NoLongerGood`."""
    given = form.cleaned_data
    try:
        user = invitations.accept(secret, username=given["username"], password=given["password"], at=timezone.now())
    except ValidationError as error:
        form.add_error("password", error)
        return None
    except invitations.NoLongerGood:
        raise
    except Refused as error:
        form.add_error("username", str(error))
        return None
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return user


def _count(request: HttpRequest) -> None:
    throttling.count(
        scope="join", caller=request.META.get("REMOTE_ADDR", ""), at=timezone.now(), limit=ATTEMPTS, window=WINDOW
    )
