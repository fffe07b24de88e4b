"""Whether two people who coded the same note marked the same in it, and where they did not."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Length

from research.models import BlindCoding, CodingStatus, Highlight, Note, Tag, Tagging, User, Viewer
from research.statistics import agreement, spans
from research.statistics.agreement import Coefficient, Counts
from research.statistics.spans import Span

MOST_NOTES = 100
Coding = Mapping[int, Sequence[Span]]
"""What one person marked in a note, by tag."""


@dataclass(frozen=True, kw_only=True)
class TagAgreement:
    tag: Tag
    counts: Counts
    kappa: Coefficient
    alpha: Coefficient


@dataclass(frozen=True, kw_only=True)
class Disagreement:
    """Words that one of the two gave a tag and the other did not. `highlight` is the one that holds them."""

    tag: Tag
    coder: User
    other: User
    highlight: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Agreement:
    """Of two people on one note. `length` is in characters. `was_blind`: neither saw the other's marks meanwhile."""

    note: Note
    first: User
    second: User
    length: int
    was_blind: bool
    kappa: Coefficient
    alpha: Coefficient
    tags: Sequence[TagAgreement]
    disagreements: Sequence[Disagreement]


def notes(viewer: Viewer) -> QuerySet[Note]:
    """Notes that two people or more have tagged, as far as the viewer may see.

    With `coders` and how many people are `done` with the interview; those that were coded blind (`is_blind`), where
    the figures say most, come first. One query.
    """
    seen = Highlight.objects.visible_to(viewer).placed()
    tagged = Note.objects.visible_to(viewer).filter(highlights__in=seen, highlights__taggings__tagged_by__isnull=False)
    counted = tagged.annotate(
        coders=Count("highlights__taggings__tagged_by", distinct=True),
        done=Count(
            "interview__coding_statuses",
            distinct=True,
            filter=Q(interview__coding_statuses__status=CodingStatus.Status.DONE),
        ),
        is_blind=Exists(BlindCoding.objects.filter(interview=OuterRef("interview"))),
    )
    rows = counted.filter(coders__gt=1).select_related("interview__study").defer("text", "original", "search")
    return rows.order_by("-is_blind", "-done", "-pk")[:MOST_NOTES]


def coders(note: Note, *, viewer: Viewer) -> list[User]:
    """Return who tagged something in the note that the viewer may see, by name. One query."""
    seen = note.highlights.visible_to(viewer).placed()
    return list(User.objects.filter(taggings__highlight__in=seen).distinct().order_by("username"))


def of(note: Note, *, first: User, second: User, viewer: Viewer) -> Agreement:
    """Compare what the two marked in the note, as far as the viewer may see. Four queries."""
    length = Note.objects.annotate(length=Length("text")).values_list("length", flat=True).get(pk=note.pk)
    rows = list(_taggings(note, viewer).filter(tagged_by__in=(first, second)))
    codings: dict[int, dict[int, list[Span]]] = {first.pk: defaultdict(list), second.pk: defaultdict(list)}
    for row in rows:
        codings[row.tagged_by_id or 0][row.tag_id].append(_span(row.highlight))
    tags = {row.tag_id: row.tag for row in rows}
    one, other = codings[first.pk], codings[second.pk]
    counted = {pk: agreement.count(one[pk], other[pk], length=length) for pk in tags}
    judged = {pk: agreement.units([one[pk], other[pk]], length=length) for pk in tags}
    each = [
        TagAgreement(
            tag=tag,
            counts=counted[pk],
            kappa=agreement.kappa(counted[pk]),
            alpha=agreement.alpha(judged[pk]),
        )
        for pk, tag in sorted(tags.items(), key=lambda item: item[1].name.casefold())
    ]
    return Agreement(
        note=note,
        first=first,
        second=second,
        length=length,
        was_blind=_was_blind(note, first, second),
        kappa=agreement.kappa(*counted.values()),
        alpha=agreement.alpha(*judged.values()),
        tags=each,
        disagreements=_disagreements(rows, codings, people={first.pk: first, second.pk: second}),
    )


def _taggings(note: Note, viewer: Viewer) -> QuerySet[Tagging]:
    seen = note.highlights.visible_to(viewer).placed()
    rows = Tagging.objects.filter(highlight__in=seen).select_related("highlight", "tag")
    return rows.order_by("highlight__start", "highlight__end", "pk")


def _span(highlight: Highlight) -> Span:
    assert highlight.start is not None and highlight.end is not None  # noqa: S101, PT018  (only placed ones are asked for)
    return Span(highlight.start, highlight.end)


def _was_blind(note: Note, first: User, second: User) -> bool:
    """Tell whether neither saw the other's marks while coding. One query."""
    blind = BlindCoding.objects.filter(interview=note.interview_id, coder__in=(first, second))
    return blind.values("coder").distinct().count() > 1


def _disagreements(
    rows: Sequence[Tagging], codings: Mapping[int, Coding], *, people: Mapping[int, User]
) -> list[Disagreement]:
    """Each stretch of a tagging that the other person did not give the tag, in the order of the text."""
    found = []
    for row in rows:
        coder = people[row.tagged_by_id or 0]
        other = next(person for pk, person in people.items() if pk != coder.pk)
        span = _span(row.highlight)
        for piece in spans.difference([span], codings[other.pk][row.tag_id]):
            words = row.highlight.quote[piece.start - span.start : piece.end - span.start].strip()
            if words:
                found.append(
                    Disagreement(tag=row.tag, coder=coder, other=other, highlight=row.highlight_id, words=words)
                )
    return found
