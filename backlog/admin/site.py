"""The workplace: Django's admin under our name, menu and home page.

The admin modules ask for the site while they register, so nothing here may import them.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import cache, update_wrapper
from typing import Any, TypeVar, cast

from django.contrib.admin import AdminSite
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path
from django.utils import timezone

from backlog.admin import dashboard
from backlog.admin.menu import menu
from research.models import User
from research.operations import throttling, visits

ATTEMPTS = 10
WINDOW = timedelta(minutes=10)

View = TypeVar("View", bound=Callable[..., Any])


class LoginForm(AuthenticationForm):
    """Lets everyone in who is known; what they may open is asked page by page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def clean(self) -> dict[str, Any]:
        """Check the password, unless that was tried too often lately from the same place for the same name."""
        address = self.request.META.get("REMOTE_ADDR", "") if self.request else ""
        caller = f"{address} {self.cleaned_data.get('username', '').casefold()}"
        try:
            throttling.count(scope="login", caller=caller, at=timezone.now(), limit=ATTEMPTS, window=WINDOW)
        except throttling.TooOften as error:
            raise ValidationError(str(error)) from error
        return super().clean()


class TypeAhead(AutocompleteJsonView):
    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        """Call rows as their own pages are headed: nobody finds an insight by its number."""
        heading = getattr(self.model_admin, "heading", str)
        return {"id": str(getattr(obj, to_field_name)), "text": heading(obj)}


class Workplace(AdminSite):
    """Open to everyone who has a role (`is_staff`, which giving a role sets). Whoever has none is told so."""

    site_header = site_title = "Throughline"
    index_title = "Home"
    login_form = LoginForm
    index_template = "workplace/home.html"
    site_url = None
    enable_nav_sidebar = False  # ours is in the header, on every page

    def get_urls(self) -> list[URLPattern | URLResolver]:
        own: list[URLPattern | URLResolver] = [
            path("logout/", self.logout, name="logout"),  # Django's own lets nobody without a role out
        ]
        return [*own, *super().get_urls()]

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            refuse_nul(request)
            return view(request, *args, **kwargs)

        return cast("View", super().admin_view(update_wrapper(answer, view), cacheable))

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        context = super().each_context(request)
        if context["has_permission"]:
            context["menu"] = menu(self, request, apps=context["available_apps"])

        return context

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        at = timezone.now()
        since = visits.note(cast("User", request.user), at=at)
        home = dashboard.of(request.user, at=at, since=since)
        return super().index(request, {"dashboard": home, **(extra_context or {})})

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return cast("HttpResponse", TypeAhead.as_view(admin_site=self)(request))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Ask who it is. Somebody who is known, and has no role, learns whom to ask."""
        if request.method == "GET" and request.user.is_authenticated and not self.has_permission(request):
            context = {**self.each_context(request), "title": "You have no role yet"}
            return TemplateResponse(request, "workplace/no_role.html", context, status=403)
        return super().login(request, extra_context)


def refuse_nul(request: HttpRequest) -> None:
    """Answer 400 to NUL, which Postgres cannot hold and Django's filters would hand on to it."""
    values = (value for name in request.GET for value in (name, *request.GET.getlist(name)))
    if "\x00" in request.path or any("\x00" in value for value in values):
        raise BadRequest("An address cannot hold a NUL character.")


@cache
def workplace() -> Workplace:
    """Return the one site, however often it is asked for while the admin modules are being imported."""
    return Workplace()
