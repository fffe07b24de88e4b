"""What can be found: what research holds, and the backlog's items."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Func, QuerySet, TextField, Value

from backlog.models import BacklogItem, Evidence
from research.models import Viewer
from research.search import finding, question, shelves, spelling
from research.search.finding import Filters, Found, Shelf


def _resting_on(rows: QuerySet[Any], stance: str) -> QuerySet[Any]:
    return rows.filter(pk__in=Evidence.objects.filter(stance=stance).values("item"))


def _items(viewer: Viewer) -> QuerySet[Any]:
    return BacklogItem.objects.visible_to(viewer)


ITEMS = Shelf(
    kind="item",
    permission="backlog.view_backlogitem",
    rows=_items,
    title="title",
    words=Func(Value("\n"), F("description"), F("i_want"), function="concat_ws", output_field=TextField()),
    about={"status": "status", "number": "number"},
    restricts={
        "held_from": lambda rows, moment: rows.filter(created_at__gte=moment),
        "held_until": lambda rows, moment: rows.filter(created_at__lt=moment),
        "stance": _resting_on,
    },
    code="external_references__key",
)

SHELVES = (shelves.HIGHLIGHTS, shelves.INSIGHTS, ITEMS, *(each for each in shelves.SHELVES[2:]))
"""In the order in which answers are worth looking at."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What each shelf has, and the question as it may have been meant if none has anything."""

    found: tuple[Found, ...]
    did_you_mean: str | None


def answer(
    text: str, *, filters: Filters, viewer: Viewer, kinds: Collection[str], limit: int, offset: int = 0
) -> Answer:
    """Look on the shelves of these kinds that the viewer may read. One query each; nothing asked finds nothing."""
    asked = question.read(text)
    open_to = [shelf for shelf in SHELVES if shelf.kind in kinds and viewer.has_perm(shelf.permission)]
    if asked.is_empty and not filters.given():
        return Answer(found=tuple(finding.nothing(shelf) for shelf in open_to), did_you_mean=None)
    found = tuple(
        finding.on(shelf, asked, filters=filters, viewer=viewer, limit=limit, offset=offset) for shelf in open_to
    )
    is_lost = asked.wanted and not any(each.total for each in found)
    return Answer(found=found, did_you_mean=spelling.correct(text, asked, viewer=viewer) if is_lost else None)
