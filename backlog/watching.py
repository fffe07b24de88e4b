"""Saved searches: asked again, and what is new since somebody looked."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.dateparse import parse_datetime

from backlog import search
from backlog.models import SavedSearch
from research.models import User
from research.operations.refusals import Refused, Unacceptable
from research.search import finding, question
from research.search.finding import Filters, Shelf

MOST_OF_ONE = 50
MOST_TOLD = 99
"""New ones are counted up to this many of a kind."""
MOMENTS = ("held_from", "held_until")


class NameTaken(Refused):
    """Somebody's saved searches have names of their own."""


class TooMany(Refused):
    """Each is asked again every few minutes."""


@transaction.atomic
def keep(*, name: str, q: str, kind: str, filters: Filters, by: User, at: datetime) -> SavedSearch:
    """Save a question, as looked at now. Raises `Unacceptable` for none at all, `NameTaken` and `TooMany`."""
    given = {key: value.isoformat() if key in MOMENTS else value for key, value in filters.given().items()}
    if question.read(q).is_empty and not given:
        raise Unacceptable("Ask for something first.", field="q")
    if by.saved_searches.count() >= MOST_OF_ONE:
        raise TooMany(f"You have {MOST_OF_ONE} saved searches. Take one away first.")
    saved = SavedSearch(user=by, name=name, q=q, kind=kind, filters=given, looked_at=at)
    saved.seen = _newest(saved)
    try:
        with transaction.atomic():
            saved.save()
    except IntegrityError as error:
        raise NameTaken("You have a saved search of this name.") from error
    return saved


def look(saved: SavedSearch, *, at: datetime) -> None:
    """Note that its owner sees what there is now."""
    saved.seen, saved.new, saved.looked_at = _newest(saved), 0, at
    saved.save(update_fields=["seen", "new", "looked_at"])


def check_all() -> int:
    """Count for every saved search what came since its owner looked; returns how many have news.

    One query a kind and search, none of which reads more than came since.
    """
    rows = SavedSearch.objects.filter(user__is_active=True).select_related("user").order_by("user", "pk")
    return sum(bool(check(saved)) for saved in rows.iterator())


def check(saved: SavedSearch) -> int:
    """Count what came since, of what has the words and its owner may see now; notes and returns it."""
    asked, filters = question.read(saved.q), filters_of(saved)
    new = sum(
        finding.came_since(
            shelf, asked, filters=filters, viewer=saved.user, newest=saved.seen.get(shelf.kind, 0), most=MOST_TOLD
        )
        for shelf in _shelves(saved)
    )
    if new != saved.new:
        SavedSearch.objects.filter(pk=saved.pk, looked_at=saved.looked_at).update(new=new)
    return new


def filters_of(saved: SavedSearch) -> Filters:
    given: Mapping[str, Any] = saved.filters
    moments: dict[str, Any] = {key: parse_datetime(given[key]) for key in MOMENTS if key in given}
    return Filters(**{**given, **moments})


def _newest(saved: SavedSearch) -> dict[str, int]:
    return {shelf.kind: finding.newest(shelf) for shelf in _shelves(saved)}


def _shelves(saved: SavedSearch) -> Iterator[Shelf]:
    return (
        shelf for shelf in search.SHELVES if saved.kind in ("", shelf.kind) and saved.user.has_perm(shelf.permission)
    )
