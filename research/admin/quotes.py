"""Passages as the pages show them that are about something else: who says it, where, and the way there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, QuerySet
from django.utils.text import Truncator

from research.admin.links import address_of
from research.models import Highlight, HighlightQuerySet, Participant, Tag, Viewer

AT_ONCE = 25
LONGEST = 600


@dataclass(frozen=True, kw_only=True)
class Quote:
    """One passage. `who` are the codes with role and account of those who speak in it.

    `is_example`: it shows what a tag is for, where the highlights were asked with that (annotated).
    """

    pk: int
    words: str
    is_verbatim: bool
    address: str
    who: Sequence[str]
    interview: str
    held_at: datetime | None
    kind: str
    tags: Sequence[Tag]
    is_example: bool


def shown(highlights: HighlightQuerySet, *, viewer: Viewer, most: int = AT_ONCE) -> list[Quote]:
    """Return the first of them, in their order. Three queries. Ask for one more than is shown to know of more."""
    people = Participant.objects.select_related("account").only("code", "role", "account__name").order_by("code")
    tags: QuerySet[Tag] = Tag.objects.visible_to(viewer).only("name", "colour").order_by("name").distinct()
    rows = (
        highlights.select_related("note__interview")
        .only(
            "quote", "kind", "state", "verbatim", "by_interviewer", "note__interview__title", "note__interview__held_at"
        )
        .prefetch_related(Prefetch("participants", people), Prefetch("tags", tags))
    )
    return [_quote(row) for row in rows[:most]]


def _quote(highlight: Highlight) -> Quote:
    interview = highlight.note.interview
    nobody = ["An interviewer"] if highlight.by_interviewer else ["Somebody unnamed"]
    return Quote(
        pk=highlight.pk,
        words=Truncator(highlight.quote).chars(LONGEST),
        is_verbatim=highlight.verbatim,
        address=address_of(highlight),
        who=[_about(person) for person in highlight.participants.all()] or nobody,
        interview=interview.title,
        held_at=interview.held_at,
        kind="" if highlight.kind == Highlight.Kind.NONE else highlight.get_kind_display(),
        tags=list(highlight.tags.all()),
        is_example=getattr(highlight, "is_example", False),
    )


def _about(person: Participant) -> str:
    return ", ".join(filter(None, (person.code, person.role, person.account.name if person.account else "")))
