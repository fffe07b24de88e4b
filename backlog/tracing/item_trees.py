"""What hangs under items: their parts, how far these are, and what they are estimated to take."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection

from backlog.models import BacklogItem
from backlog.models.backlog_item import SEES_INTERNAL
from research.models import Viewer

DONE, DROPPED = BacklogItem.Status.DONE, BacklogItem.Status.DROPPED

BELOW = """
    WITH RECURSIVE below(top, id) AS (
        SELECT id, id FROM backlog_backlogitem WHERE id = ANY(%s)
        UNION
        SELECT below.top, child.id FROM backlog_backlogitem child JOIN below ON child.parent_id = below.id
        WHERE %s OR NOT child.is_internal
    )
    SELECT below.top, item.id, item.parent_id, item.number, item.title, item.kind, item.status, item.estimate
    FROM below JOIN backlog_backlogitem item ON item.id = below.id
    ORDER BY below.top, item.rank, item.id
"""


@dataclass(frozen=True, kw_only=True)
class Part:
    """An item with those under it, in their order. `estimate` is its own, in person-days."""

    id: int
    parent_id: int | None
    number: int
    title: str
    kind: str
    status: str
    estimate: Decimal | None
    parts: list["Part"] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class Rolled:
    """What the parts come to. `parts` counts the smallest that were not dropped, `unestimated` those without a figure.

    `status` is null where nothing hangs under the item: then its own counts.
    """

    parts: int
    done: int
    estimate: Decimal | None
    unestimated: int
    status: str | None

    @property
    def share(self) -> int:
        """Percent that is done."""
        return round(100 * self.done / self.parts) if self.parts else 0

    @property
    def words(self) -> str:
        return BacklogItem.Status(self.status).label if self.status else ""


def of(ids: Collection[int], *, viewer: Viewer) -> dict[int, Part]:
    """Return each item with all that the person may see under it. One query, however many and however deep."""
    with connection.cursor() as cursor:
        cursor.execute(BELOW, [list(ids), viewer.has_perm(SEES_INTERNAL)])
        columns = [each.name for each in cursor.description or ()]
        rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    by_top: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        by_top[row.pop("top")].append(row)
    return {top: _tree(top, found) for top, found in by_top.items()}


def ids_below(item: int, *, viewer: Viewer) -> list[int]:
    """Return the ids of all that hangs under the item, without it. One query."""
    return [each.id for top in of([item], viewer=viewer).values() for part in top.parts for each in _all(part)]


def rolled(top: Part) -> Rolled:
    """Add up. An estimate of a part never counts beside those of its own parts, and what was dropped counts nowhere."""
    ends = [each for part in top.parts for each in _ends(part)] if top.parts else [top]
    ends = [each for each in ends if each.status != DROPPED]
    return Rolled(
        parts=len(ends),
        done=sum(each.status == DONE for each in ends),
        estimate=total(top),
        unestimated=sum(each.estimate is None for each in ends),
        status=_status([each.status for each in ends]) if top.parts and ends else None,
    )


def total(part: Part) -> Decimal | None:
    """Return what it takes in person-days: the sum of its parts as soon as one of them has a figure, else its own."""
    below = [known for each in part.parts if each.status != DROPPED and (known := total(each)) is not None]
    return sum(below, Decimal(0)) if below else part.estimate


def _status(statuses: Collection[str]) -> str:
    """All done is done; something begun or done is in progress; all ready is ready; else it is an idea."""
    if all(status == DONE for status in statuses):
        return DONE
    if any(status in (DONE, BacklogItem.Status.IN_PROGRESS) for status in statuses):
        return BacklogItem.Status.IN_PROGRESS
    is_ready = all(status == BacklogItem.Status.READY for status in statuses)
    return BacklogItem.Status.READY if is_ready else BacklogItem.Status.IDEA


def _tree(top: int, rows: Iterable[Mapping[str, Any]]) -> Part:
    parts = {row["id"]: Part(**row) for row in rows}
    for part in parts.values():
        if part.id != top and part.parent_id in parts:
            parts[part.parent_id].parts.append(part)
    return parts[top]


def _all(part: Part) -> list[Part]:
    return [part, *(each for below in part.parts for each in _all(below))]


def _ends(part: Part) -> list[Part]:
    """Those under which nothing hangs. What hangs under something dropped was dropped with it."""
    if not part.parts or part.status == DROPPED:
        return [part]
    return [end for below in part.parts for end in _ends(below)]
