"""A piece of feedback as the inbox shows it: its text cut where marks begin and end, and what rests on each mark."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.db.models import Prefetch, QuerySet

from backlog.models import BacklogItem, Evidence
from research.admin.links import address_of
from research.models import (
    CodingStatus,
    Highlight,
    InsightEvidence,
    Interview,
    Note,
    OpportunityEvidence,
    Tag,
    Viewer,
)


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A run of the text under the same marks."""

    text: str
    colour: str = ""
    marks: tuple[int, ...] = ()


def of(interview: Interview, *, user: Viewer) -> dict[str, Any]:
    """Return what the page shows of it: its texts, and what is marked in them. Ten queries."""
    notes = list(interview.notes.defer("original", "search").order_by("pk"))
    marked = list(_marked(notes, user))
    items = _items(marked)
    done = interview.coding_statuses.filter(status=CodingStatus.Status.DONE).select_related("user").first()
    return {
        "interview": interview,
        "address": address_of(interview),
        "people": list(interview.participants.all()),
        "done_by": done.user if done else None,
        "notes": [
            {"note": note, "pieces": _pieces(note, [row for row in marked if row.note_id == note.pk])} for note in notes
        ],
        "marks": [_mark(row, items) for row in marked],
    }


def _marked(notes: Sequence[Note], user: Viewer) -> QuerySet[Highlight]:
    opened = OpportunityEvidence.objects.select_related("opportunity").order_by("pk")
    seen: Any = InsightEvidence.objects.words_visible_to(user).select_related("insight").order_by("pk")
    citing = seen.prefetch_related(Prefetch("insight__opportunity_evidence", opened))
    named = Prefetch("tags", Tag.objects.order_by("name").distinct())
    rows = Highlight.objects.visible_to(user).filter(note__in=notes).placed().defer("search")
    return rows.prefetch_related(named, Prefetch("insight_evidence", citing)).order_by("note", "start", "pk")


def _items(marked: Sequence[Highlight]) -> dict[int, list[BacklogItem]]:
    """The items that rest on each insight which cites one of these. One query."""
    citing = {one.insight_id for row in marked for one in row.insight_evidence.all()}
    resting = Evidence.objects.filter(insight__in=citing).select_related("item").order_by("pk") if citing else ()
    by_insight: dict[int, list[BacklogItem]] = defaultdict(list)
    for one in resting:
        by_insight[one.insight_id].append(one.item)
    return by_insight


def _mark(row: Highlight, items: Mapping[int, Sequence[BacklogItem]]) -> dict[str, Any]:
    links = []
    for insight in (one.insight for one in row.insight_evidence.all()):
        links.append(("insight", insight.title, address_of(insight)))
        opened = (one.opportunity for one in insight.opportunity_evidence.all())
        links += [("opportunity", one.statement, address_of(one)) for one in opened]
        links += [("item", f"#{one.number} {one.title}", address_of(one)) for one in items.get(insight.pk, ())]
    return {
        "row": row,
        "kind": "" if row.kind == Highlight.Kind.NONE else row.get_kind_display(),
        "tags": list(row.tags.all()),
        "tag_ids": " ".join(str(tag.pk) for tag in row.tags.all()),
        "links": list(dict.fromkeys(links)),
    }


def _pieces(note: Note, rows: Sequence[Highlight]) -> list[Piece]:
    """Cut the text where marks begin and end. The colour is that of the first tag."""
    cuts = sorted({0, len(note.text), *(row.start or 0 for row in rows), *(row.end or 0 for row in rows)})
    made = []
    for start, end in pairwise(cuts):
        over = [row for row in rows if (row.start or 0) < end and (row.end or 0) > start]
        colours = [tag.colour for row in over for tag in row.tags.all()]
        made.append(
            Piece(
                text=note.text[start:end],
                colour=next(iter(colours), "grey") if over else "",
                marks=tuple(row.pk for row in over),
            )
        )
    return made
