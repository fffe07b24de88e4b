"""Passages beside the insight that they may become evidence for: found by filters, a page after a page, as cards."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from django import forms
from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from research.meaning import alike, learning
from research.models import (
    Highlight,
    HighlightParticipant,
    Insight,
    InsightEvidence,
    Segment,
    Stance,
    Study,
    Tag,
    TagBranch,
    User,
)
from research.models.searching import beginning_with
from research.operations import evidence as evidence_operations

AnyCard = TypeVar("AnyCard")
PAGE = 20
LONGEST = 600
STANCES = dict(Stance.choices)
TONES = {Stance.SUPPORTS: "good", Stance.QUALIFIES: "warn", Stance.CONTRADICTS: "bad"}
SUGGESTIONS = {"supporting": alike.may_support, "contradicting": alike.may_contradict}
KINDS = [(value, label) for value, label in Highlight.Kind.choices if value != Highlight.Kind.NONE]


class Filters(forms.Form):
    """What the passages are narrowed down by. What does not fit is passed over: a stale link still shows something."""

    q = forms.CharField(required=False, max_length=400, label="Words", widget=forms.SearchInput)
    among = forms.ChoiceField(
        choices=[
            ("", "Highlights"),
            ("supporting", "May support it"),
            ("contradicting", "May contradict it"),
            ("measurements", "Measurements"),
        ],
        required=False,
        label="What to find",
    )
    tag = forms.ModelChoiceField(Tag.objects.none(), required=False, empty_label="Any tag")
    kind = forms.ChoiceField(choices=[("", "Any kind"), *KINDS], required=False)
    study = forms.ModelChoiceField(Study.objects.none(), required=False, empty_label="Any study")
    segment = forms.ModelChoiceField(Segment.objects.none(), required=False, empty_label="Any segment")

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        fields: Any = self.fields
        fields["tag"].queryset = Tag.objects.visible_to(viewer).current().with_path().order_by("path")  # type: ignore[misc]
        fields["tag"].label_from_instance = lambda tag: tag.path
        fields["study"].queryset = Study.objects.visible_to(viewer).order_by("title")
        fields["segment"].queryset = Segment.objects.order_by("name")

    def given(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


@dataclass(frozen=True, kw_only=True)
class Person:
    code: str
    role: str
    account: str
    segments: tuple[str, ...]

    @property
    def about(self) -> str:
        return ", ".join(filter(None, [self.role, self.account, *self.segments]))


@dataclass(frozen=True, kw_only=True)
class Card:
    """A passage as it is shown beside an insight. `evidence` is the row that ties it to that insight, if any does.

    `refusal` says why the words may not be quoted, and is empty where they may.
    """

    pk: int
    quote: str
    verbatim: bool
    refusal: str
    kind: str
    people: tuple[Person, ...]
    tags: Sequence[Tag]
    interview: str
    interview_id: int
    note: int
    held_on: date | None
    counts: bool = True
    evidence: InsightEvidence | None = None
    is_new: bool = False

    @property
    def key(self) -> str:
        """What tells it from all other pieces of evidence on the page."""
        return str(self.pk)

    @property
    def stance(self) -> str:
        return STANCES[self.evidence.stance] if self.evidence else ""

    @property
    def tone(self) -> str:
        return TONES[Stance(self.evidence.stance)] if self.evidence else ""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """Who is behind some passages, each counted once: a person of whom nothing is known is one an interview."""

    participants: int
    accounts: int
    segments: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Found(Generic[AnyCard]):
    """A page of cards. `after` is what the next page begins after, None at the end."""

    cards: list[AnyCard]
    after: int | None


def found(insight: Insight, *, viewer: User, filters: Filters, after: int | None = None) -> Found[Card]:
    """Return a page of passages, newest first, or those that may support or contradict it, the likeliest first.

    Five queries, however many there are; up to three more for what is likely.
    Interviewers' words are nobody's evidence; a private study's are evidence within it only.
    """
    rows = evidence_operations.citable(insight, viewer=viewer)
    given = filters.given()
    if words := beginning_with(given.get("q", "")):
        rows = rows.filter(search=words)
    if "tag" in given:
        rows = rows.filter(pk__in=Highlight.objects.filter(tags__in=_with_those_below(given["tag"])).values("pk"))
    if "kind" in given:
        rows = rows.filter(kind=given["kind"])
    if "study" in given:
        rows = rows.filter(note__interview__study=given["study"])
    if "segment" in given:
        spoken = HighlightParticipant.objects.filter(participant__segments=given["segment"])
        rows = rows.filter(pk__in=spoken.values("highlight"))
    if suggest := SUGGESTIONS.get(given.get("among", "")):
        near = [] if learning.why_not() else [one.target for one in suggest(insight, among=rows, limit=PAGE)]
        found = with_sources(rows.filter(pk__in=near)).in_bulk()
        return Found(cards=[card(found[pk]) for pk in near if pk in found], after=None)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    page = list(with_sources(rows).order_by("-pk")[: PAGE + 1])
    cited = InsightEvidence.objects.filter(insight=insight, highlight__in=[row.pk for row in page])
    evidence = {row.highlight_id: row for row in cited}
    cards = [card(row, evidence=evidence.get(row.pk)) for row in page[:PAGE]]
    return Found(cards=cards, after=page[PAGE - 1].pk if len(page) > PAGE else None)


def cited(insight: Insight, *, viewer: User) -> list[Card]:
    """Return the words that the insight rests on, as far as the person may see them; the latest first. Five queries."""
    evidence = InsightEvidence.objects.words_visible_to(viewer).filter(insight=insight).select_related("evidence_class")
    rows = {row.highlight_id: row for row in evidence.order_by("-pk") if row.highlight_id}
    passages = with_sources(Highlight.objects.filter(pk__in=rows)).in_bulk()
    published_at = insight.published_at if insight.status == Insight.Status.PUBLISHED else None
    return [
        card(passages[pk], evidence=row, is_new=published_at is not None and row.created_at > published_at)
        for pk, row in rows.items()
    ]


def heard(cards: Iterable[Card]) -> Heard:
    """Count who speaks in the passages. A person without an account is an account of their own."""
    counted = [one for one in cards if one.counts]
    unnamed = {one.interview_id for one in counted if not one.people}
    people = {person.code: person for one in counted for person in one.people}
    accounts = {person.account or person.code for person in people.values()}
    segments = {name for person in people.values() for name in person.segments}
    return Heard(
        participants=len(people) + len(unnamed),
        accounts=len(accounts) + len(unnamed),
        segments=tuple(sorted(segments, key=str.casefold)),
    )


def with_sources(rows: QuerySet[Highlight]) -> QuerySet[Any]:
    """The passages with all that their cards show: speakers, tags, interview; without the notes' texts."""
    speakers = HighlightParticipant.objects.with_refusal(at=timezone.now()).select_related("participant__account")
    tags: Any = Tag.objects.only("name", "colour").order_by("name")
    return (
        rows.select_related("note__interview")
        .only(
            "quote", "kind", "verbatim", "state", "by_interviewer", "note__interview__title", "note__interview__held_at"
        )
        .prefetch_related(
            Prefetch("speakers", speakers.prefetch_related("participant__segments").order_by("participant__code")),
            Prefetch("tags", tags.distinct()),
        )
    )


def card(highlight: Any, *, evidence: InsightEvidence | None = None, is_new: bool = False) -> Card:
    """Return the card of a passage that came with its sources (`with_sources`)."""
    speakers = list(highlight.speakers.all())
    quote = highlight.quote
    held_at = highlight.note.interview.held_at
    is_withdrawn = highlight.state == Highlight.State.WITHDRAWN
    return Card(
        pk=highlight.pk,
        quote=quote if len(quote) <= LONGEST else f"{quote[:LONGEST]}…",
        verbatim=highlight.verbatim,
        refusal="withdrawn" if is_withdrawn else next((one.refusal for one in speakers if one.refusal), ""),
        kind="" if highlight.kind == Highlight.Kind.NONE else highlight.get_kind_display(),
        people=tuple(_people(speakers)),
        tags=list(highlight.tags.all()),
        interview=highlight.note.interview.title,
        interview_id=highlight.note.interview_id,
        note=highlight.note_id,
        held_on=timezone.localtime(held_at).date() if held_at else None,
        counts=not (is_withdrawn or highlight.by_interviewer),
        evidence=evidence,
        is_new=is_new,
    )


def _people(speakers: Sequence[HighlightParticipant]) -> Iterator[Person]:
    for speaker in speakers:
        participant = speaker.participant
        yield Person(
            code=participant.code,
            role=participant.role,
            account=participant.account.name if participant.account else "",
            segments=tuple(segment.name for segment in participant.segments.all()),
        )


def _with_those_below(tag: Tag) -> QuerySet[Any]:
    return TagBranch.objects.filter(above=tag).values("tag")
