"""People's words on the pages of the workplace, with their source; without those that may not be quoted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from research.admin.links import address_of
from research.admin.reading import at_second, clock
from research.models import Highlight, HighlightQuerySet, Interview, Participant, Tag, Viewer
from research.models.turn import begins_ms

KINDS = (
    (Highlight.Kind.PAIN_POINT, "Pain points"),
    (Highlight.Kind.NEED, "Needs"),
    (Highlight.Kind.DESIRE, "Desires"),
    (Highlight.Kind.WORKAROUND, "Workarounds"),
    (Highlight.Kind.DELIGHT, "Delights"),
    (Highlight.Kind.QUESTION, "Open questions"),
    (Highlight.Kind.NONE, "Also marked"),
)


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A passage as pages show it: `words`, or why they are left out; where it is read and where it is heard."""

    pk: int
    kind: str
    words: str
    withheld: str
    is_verbatim: bool
    is_detached: bool
    people: Sequence[Participant]
    tags: Sequence[Tag]
    interview: Interview
    clock: str
    address: str
    recording: str


@dataclass(frozen=True, kw_only=True)
class Group:
    """The passages of one kind."""

    kind: str
    title: str
    quotes: Sequence[Quote]


def of(highlights: HighlightQuerySet, *, viewer: Viewer, at: datetime, most: int) -> list[Quote]:
    """Return the first of them as quotes, in their order. Three queries."""
    people = Participant.objects.select_related("account").order_by("code")
    tags: Any = Tag.objects.visible_to(viewer).order_by("name").distinct()
    rows = highlights.with_words(at=at).annotate(start_ms=begins_ms()).select_related("note__interview")
    narrow = rows.defer("note__text", "note__original", "note__search", "note__interview__search")
    marked = narrow.prefetch_related(Prefetch("participants", people), Prefetch("tags", tags.defer("search")))
    return [_quote(row) for row in marked[:most]]


def by_kind(quotes: Iterable[Quote]) -> list[Group]:
    """Return the kinds that there are, what hurts first."""
    given = list(quotes)
    groups = (
        Group(kind=kind.value, title=title, quotes=[one for one in given if one.kind == kind]) for kind, title in KINDS
    )
    return [group for group in groups if group.quotes]


def _quote(row: Any) -> Quote:
    interview = row.note.interview
    return Quote(
        pk=row.pk,
        kind=row.kind,
        words=row.words,
        withheld=row.withheld,
        is_verbatim=row.verbatim,
        is_detached=row.state == Highlight.State.DETACHED,
        people=list(row.participants.all()),
        tags=list(row.tags.all()),
        interview=interview,
        clock=clock(row.start_ms),
        address=address_of(row),
        recording=at_second(interview.recording_url, row.start_ms),
    )
