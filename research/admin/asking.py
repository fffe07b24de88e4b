"""Actions: from a list or from a record's own page, at once or after one more question."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django import forms
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

from research.admin.base import WorkplaceAdmin
from research.admin.links import address_of_list, form_address_of

M = TypeVar("M", bound=Model)
F = TypeVar("F", bound=forms.Form)

ANSWERED = "answered"
FROM_PAGE = "from_page"


@dataclass(frozen=True, kw_only=True)
class Button:
    """An action of the list, offered on a record's own page. One of them is the next thing to do."""

    action: str
    label: str
    is_main: bool = False


class AskingAdmin(WorkplaceAdmin[M]):
    """Pages whose buttons are the list's actions, run for the one record and then back on its page."""

    def buttons(self, request: HttpRequest, obj: M) -> Iterable[Button]:
        """Say which actions make sense for the record as it is. Those that the person may not run are left out."""
        return ()

    def answer(self, request: HttpRequest, form: type[F], **given: Any) -> F:
        """Return the form of an action's question: with the answer, if there is one yet."""
        data = request.POST if ANSWERED in request.POST else None
        return form(data, label_suffix="", **given)

    def ask(
        self,
        request: HttpRequest,
        queryset: QuerySet[M],
        *,
        form: forms.Form,
        action: str,
        question: str,
        button: str,
        lead: str = "",
    ) -> HttpResponse:
        """Show the question; what it is about comes back with the answer."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": question,
            "lead": lead,
            "form": form,
            "media": self.media + form.media,
            "action": action,
            "button": button,
            "back": self._page(request) or address_of_list(self.model),
            "headings": [self.heading(row) for row in queryset[:MOST_NAMED]],
            "more": max(0, queryset.count() - MOST_NAMED),
            "carried": [
                (name, value)
                for name in ("_selected_action", "select_across", FROM_PAGE)
                for value in request.POST.getlist(name)
            ],
        }
        return TemplateResponse(request, "workplace/ask.html", context, status=400 if form.errors else 200)

    def response_action(self, request: HttpRequest, queryset: QuerySet[Any], *args: Any, **kwargs: Any) -> Any:
        """Run the action, then go back to the page where it was chosen. Django 6.1 asks with an argument more."""
        response = super().response_action(request, queryset, *args, **kwargs)
        page = self._page(request)
        return HttpResponseRedirect(page) if page and isinstance(response, HttpResponseRedirect) else response

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        if obj := kwargs.get("obj"):
            allowed = self.get_actions(request)
            context["buttons"] = [button for button in self.buttons(request, obj) if button.action in allowed]
        return super().render_change_form(request, context, *args, **kwargs)

    def _page(self, request: HttpRequest) -> str:
        """Return the address of the record's own page, if that is where the action was chosen."""
        pk = request.POST.get(FROM_PAGE, "")
        return form_address_of(self.model(pk=int(pk))) if pk.isdecimal() else ""


MOST_NAMED = 8
