"""Texts: bringing them in, and correcting them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db import transaction

from research import anchoring
from research.anchoring import Outcome
from research.models import Highlight, Interview, Note, Turn, User
from research.operations import speakers, turns
from research.operations.refusals import Refused, Unacceptable

LONGEST = 2_000_000
"""Characters that one note may hold: some thirty hours of talk."""
PLACE = ("start", "end", "quote", "prefix", "suffix", "state")


@dataclass(frozen=True, kw_only=True)
class Cue:
    """What one speaker says in one go: a range of the text in code points, and its times in milliseconds."""

    speaker: str
    start: int
    end: int
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, kw_only=True)
class Original:
    """The file as it came."""

    name: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What a correction did to the note's highlights, by their ids."""

    note: Note
    unchanged: tuple[int, ...] = ()
    moved: tuple[int, ...] = ()
    detached: tuple[int, ...] = ()


class BroughtBefore(Refused):
    """The interview has this very file already."""


@transaction.atomic
def add(
    *,
    interview: Interview,
    kind: str,
    text: str,
    by: User | None,
    language: str = "en",
    cues: Sequence[Cue] = (),
    original: Original | None = None,
) -> Note:
    """Keep a text, with who speaks where. Raises `Unacceptable`, and `BroughtBefore`.

    With cues the text must be normalised already: they hold offsets into it.
    """
    text = _acceptable(text)
    if original and interview.notes.filter(sha256=original.sha256).exists():
        raise BroughtBefore("This file is in the interview already; nothing was changed.")
    note = Note(interview=interview, kind=kind, text=text, language=language, created_by=by)
    if original:
        note.original, note.original_name, note.sha256 = original.content, original.name[-255:], original.sha256
    note.save()
    known = speakers.recognise(
        (cue.speaker for cue in cues),
        participants=interview.participants.all(),
        interviewers=interview.interviewers.all(),
    )
    Turn.objects.bulk_create(_turn(note, cue, known.get(cue.speaker, speakers.Speaker())) for cue in cues)
    Interview.objects.filter(pk=interview.pk).touch()
    return note


@transaction.atomic
def correct(note: Note, *, text: str, by: User | None) -> Correction:
    """Change the note's text; its highlights and turns stay on their words, in the same transaction.

    Highlights whose words are gone become detached and keep their quote. Raises `Unacceptable`. The number of
    queries does not depend on that of the highlights.
    """
    text = _acceptable(text)
    note = Note.objects.locked().get(pk=note.pk)
    highlights = list(note.highlights.placed().order_by("start", "id"))
    spoken = list(note.turns.order_by("start", "id"))
    ranges = [(row.start, row.end) for row in highlights if row.start is not None and row.end is not None]
    carried = anchoring.reanchor(note.text, text, [*ranges, *((turn.start, turn.end) for turn in spoken)])
    results = carried[: len(highlights)]
    turns.carry(spoken, [result.anchor for result in carried[len(highlights) :]], text=text)
    changed = [row for row, result in zip(highlights, results, strict=True) if _follow(row, result)]
    note.text = text
    note.save(update_fields=["text"])
    Highlight.objects.bulk_update(changed, PLACE)
    by_outcome = {
        outcome: tuple(row.pk for row, result in zip(highlights, results, strict=True) if result.outcome is outcome)
        for outcome in Outcome
    }
    return Correction(
        note=note,
        unchanged=by_outcome[Outcome.UNCHANGED],
        moved=by_outcome[Outcome.MOVED],
        detached=by_outcome[Outcome.DETACHED],
    )


def _acceptable(text: str) -> str:
    try:
        text = anchoring.normalise(text)
    except anchoring.AnchoringError as error:
        raise Unacceptable(str(error), field="text") from error
    if not text.strip():
        raise Unacceptable("A note needs a text.", field="text")
    if len(text) > LONGEST:
        raise Unacceptable(f"A note holds at most {LONGEST:,} characters.", field="text")
    return text


def _turn(note: Note, cue: Cue, speaker: speakers.Speaker) -> Turn:
    return Turn(
        note=note,
        speaker=cue.speaker[:200],
        participant=speaker.participant,
        interviewer=speaker.interviewer,
        start=cue.start,
        end=cue.end,
        start_ms=cue.start_ms,
        end_ms=cue.end_ms,
    )


def _follow(highlight: Highlight, result: anchoring.Reanchored) -> bool:
    """Place the highlight as the correction says; return whether anything about it changed."""
    before = _place(highlight)
    if anchor := result.anchor:
        highlight.start, highlight.end = anchor.start, anchor.end
        highlight.quote, highlight.prefix, highlight.suffix = anchor.quote, anchor.prefix, anchor.suffix
        if result.outcome is Outcome.MOVED:
            highlight.state = Highlight.State.MOVED
    else:
        highlight.start = highlight.end = None
        highlight.state = Highlight.State.DETACHED
    return _place(highlight) != before


def _place(highlight: Highlight) -> tuple[object, ...]:
    return tuple(getattr(highlight, name) for name in PLACE)
