"""One's saved searches, beside the search itself: kept, opened (which is looking), taken away."""

from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_POST

from backlog import watching
from backlog.models import SavedSearch
from research.admin.refusals import SHOWN, explain
from research.models import User
from research.search.finding import Filters

DAYS: Mapping[str, str] = {"held_from": "start", "held_until": "until"}
"""What the page's form calls the moments."""


def keep(request: HttpRequest, *, name: str, q: str, kind: str, filters: Filters) -> None:
    """Save what is asked on the page, and say so."""
    by = cast("User", request.user)
    try:
        watching.keep(name=name, q=q, kind=kind, filters=filters, by=by, at=timezone.now())
    except SHOWN as error:
        messages.error(request, explain(error).sentence)
    else:
        messages.success(request, f"Saved as “{name}”. What is new will stand on your home page.")


@require_GET
@permission_required("research.view_insight", raise_exception=True)
def follow(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    """Lead to the search, with the newest counted as seen."""
    saved = _own(request, pk)
    watching.look(saved, at=timezone.now())
    return HttpResponseRedirect(_address(saved))


@require_POST
@permission_required("research.view_insight", raise_exception=True)
def remove(request: HttpRequest, pk: int) -> HttpResponseRedirect:
    saved = _own(request, pk)
    saved.delete()
    messages.success(request, f"“{saved.name}” is no longer asked.")
    return HttpResponseRedirect(reverse("search"))


def _own(request: HttpRequest, pk: int) -> SavedSearch:
    return get_object_or_404(SavedSearch.objects.visible_to(request.user).select_related("user"), pk=pk)


def _address(saved: SavedSearch) -> str:
    """Return the page that asks it. A tag, which only the API takes by its id, is left to the words."""
    asked: dict[str, Any] = {"q": saved.q, "type": saved.kind}
    for name, value in saved.filters.items():
        moment = parse_datetime(value) if name in DAYS else None
        asked[DAYS.get(name, name)] = timezone.localtime(moment).date().isoformat() if moment else value
    return f"{reverse('search')}?{urlencode({name: value for name, value in asked.items() if value})}"
