"""Marking passages: where they stand, whose words they are, what they are called."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from research import anchoring
from research.models import Highlight, HighlightParticipant, Note, Participant, Tag, Tagging, User
from research.operations import speakers
from research.operations.refusals import NotYours, Refused, Unacceptable
from research.operations.speakers import Passage
from research.operations.tags import ForeignTag, check_usable


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A passage to be marked, in code points of the note's text, half-open."""

    note: Note
    start: int
    end: int
    kind: str = Highlight.Kind.NONE
    tags: tuple[Tag, ...] = ()
    comment: str = ""


class MarksRefused(Unacceptable):
    """Nothing was marked. `errors` says what is wrong, by the mark's index."""

    def __init__(self, errors: Mapping[int, str]) -> None:
        super().__init__("Nothing was marked: some of the passages cannot be.")
        self.errors = errors


class SomethingRestsOnIt(Refused):
    """An insight cites the highlight."""


def mark(passage: Mark, *, by: User) -> Highlight:
    """Mark one passage. Raises `Unacceptable` for a range that is none, and `ForeignTag`. Five queries."""
    try:
        return mark_all([passage], by=by)[0]
    except MarksRefused as refusal:
        raise Unacceptable(refusal.errors[0], field="start") from refusal


@transaction.atomic
def mark_all(marks: Sequence[Mark], *, by: User | None) -> list[Highlight]:
    """Mark all the passages or none; raises `MarksRefused`. The number of queries does not depend on theirs."""
    notes = Note.objects.select_related("interview").in_bulk({one.note.pk for one in marks})
    highlights = _built([Mark(**{**vars(one), "note": notes[one.note.pk]}) for one in marks], by=by)
    voices = speakers.voices([_passage(highlight) for highlight in highlights])
    for highlight, voice in zip(highlights, voices, strict=True):
        highlight.by_interviewer = voice.by_interviewer
    Highlight.objects.bulk_create(highlights)
    speakers.record(highlights, voices)
    Tagging.objects.bulk_create(
        Tagging(highlight=highlight, tag=tag, tagged_by=by)
        for highlight, one in zip(highlights, marks, strict=True)
        for tag in dict.fromkeys(one.tags)
    )
    return highlights


@transaction.atomic
def place(highlight: Highlight, *, start: int, end: int, by: User | None) -> Highlight:
    """Move the highlight to another range of its note, or put a detached one back. Whose words it is follows.

    Raises `Unacceptable`, and `Refused` where its words were withdrawn.
    """
    highlight = Highlight.objects.locked().select_related("note__interview").get(pk=highlight.pk)
    if highlight.state == Highlight.State.WITHDRAWN:
        raise Refused("The words of this highlight were withdrawn.")
    try:
        _anchor(highlight, anchoring.select(highlight.note.text, start=start, end=end))
    except anchoring.AnchoringError as error:
        raise Unacceptable(str(error), field="start") from error
    highlight.state = Highlight.State.ANCHORED
    highlight.save()
    speakers.credit([highlight])
    highlight.refresh_from_db()
    return highlight


@transaction.atomic
def attribute(highlight: Highlight, *, participants: Collection[Participant], by: User) -> Highlight:
    """Say whose words the highlight holds. Raises `Unacceptable` for somebody who was not in the interview."""
    met = set(highlight.note.interview.participants.values_list("pk", flat=True))
    if strangers := [one.code for one in participants if one.pk not in met]:
        raise Unacceptable(f"Not in this interview: {', '.join(strangers)}.", field="participants")
    highlight.speakers.all().delete()
    HighlightParticipant.objects.bulk_create(
        HighlightParticipant(highlight=highlight, participant=participant) for participant in set(participants)
    )
    highlight.by_interviewer = False
    highlight.save(update_fields=["by_interviewer"])
    return highlight


@transaction.atomic
def tag(highlights: Collection[Highlight], *, tags: Collection[Tag], by: User) -> int:
    """Apply the tags to the highlights, as this person's; returns how many taggings are new. Raises `ForeignTag`."""
    rows = [
        Tagging(highlight=highlight, tag=_usable(tag, highlight), tagged_by=by)
        for highlight in highlights
        for tag in tags
    ]
    before = Tagging.objects.filter(highlight__in=highlights).count()
    Tagging.objects.bulk_create(rows, ignore_conflicts=True)
    Highlight.objects.filter(pk__in=[highlight.pk for highlight in highlights]).touch()
    return Tagging.objects.filter(highlight__in=highlights).count() - before


@transaction.atomic
def set_tags(highlight: Highlight, *, tags: Collection[Tag], by: User) -> Highlight:
    """Let the highlight have exactly these tags. Raises `ForeignTag`, and `NotYours` where a tagging is another's."""
    gone = highlight.taggings.exclude(tag__in=tags)
    if not _leads(by, highlight) and gone.exclude(tagged_by=by).exists():
        raise NotYours("Only the study's lead takes away a tag that somebody else gave.")
    gone.delete()
    held = set(highlight.taggings.values_list("tag", flat=True))
    tag([highlight], tags=[one for one in tags if one.pk not in held], by=by)
    highlight.refresh_from_db(fields=["version", "updated_at"])
    return highlight


@transaction.atomic
def set_kind(highlights: Collection[Highlight], *, kind: str, by: User) -> int:
    """Say what the passages are for a person. Raises `Unacceptable` for a kind that is none."""
    if kind not in Highlight.Kind.values:
        raise Unacceptable(f"There is no kind {kind!r}.", field="kind")
    return Highlight.objects.filter(pk__in=[highlight.pk for highlight in highlights]).update(kind=kind)


@transaction.atomic
def delete(highlight: Highlight, *, by: User) -> None:
    """Delete the highlight. Raises `NotYours` unless it is one's own or one leads the study; `SomethingRestsOnIt`."""
    if highlight.created_by_id != by.pk and not _leads(by, highlight):
        raise NotYours("Only the study's lead deletes what somebody else marked.")
    if not _leads(by, highlight) and highlight.taggings.exclude(tagged_by=by).exists():
        raise NotYours("Somebody else tagged this highlight; only the study's lead deletes it.")
    citing = list(highlight.insight_evidence.values_list("insight", "insight__title")[:5])
    if citing:
        named = "; ".join(f"insight {pk} “{title}”" for pk, title in citing)
        raise SomethingRestsOnIt(f"The highlight is evidence: {named}. Take it from there first.")
    highlight.delete()


def _built(marks: Sequence[Mark], *, by: User | None) -> list[Highlight]:
    """Return unsaved highlights. Raises `MarksRefused`."""
    built, errors = [], {}
    for index, one in enumerate(marks):
        highlight = Highlight(note=one.note, kind=one.kind, comment=one.comment, created_by=by)
        try:
            _anchor(highlight, anchoring.select(one.note.text, start=one.start, end=one.end))
            for tag in one.tags:
                _usable(tag, highlight)
        except (anchoring.AnchoringError, ForeignTag) as error:
            errors[index] = str(error)
        built.append(highlight)
    if errors:
        raise MarksRefused(errors)
    return built


def _anchor(highlight: Highlight, anchor: anchoring.Anchor) -> None:
    highlight.start, highlight.end = anchor.start, anchor.end
    highlight.quote, highlight.prefix, highlight.suffix = anchor.quote, anchor.prefix, anchor.suffix
    highlight.verbatim = highlight.note.kind == Note.Kind.TRANSCRIPT or anchoring.is_quoted(
        highlight.note.text, start=anchor.start, end=anchor.end
    )


def _passage(highlight: Highlight) -> Passage:
    assert highlight.start is not None and highlight.end is not None  # noqa: S101, PT018  (it has just been placed)
    return Passage(note=highlight.note_id, start=highlight.start, end=highlight.end)


def _usable(tag: Tag, highlight: Highlight) -> Tag:
    check_usable([tag], study=highlight.note.interview.study_id)
    return tag


def _leads(user: User, highlight: Highlight) -> bool:
    study = highlight.note.interview.study
    return study is not None and study.lead_id == user.pk
