"""What a vector is made of: the words of a passage, and those around it. Whatever may not be processed has no words."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from research.meaning import permission
from research.meaning.permission import Permission
from research.models import Highlight, Insight, Meaning, Note, Turn

FEWEST_LETTERS = 12
"""Shorter ones ("Yes, yes.") are near to everything and say nothing."""
AROUND = 200
"""Characters on either side of a highlight that its vector takes into account."""
LONGEST = 4_000
"""Characters of a passage that are read: more than anybody says without a pause."""


@dataclass(frozen=True, kw_only=True)
class Passage:
    """`words` empty: nothing that may, or needs to, be understood."""

    kind: str
    target: int
    part: int = 0
    words: str = ""
    around: str = ""

    @property
    def text_hash(self) -> bytes:
        return sha256(f"{self.words}\0{self.around}".encode()).digest()


def missing(kind: str, *, model: str, limit: int) -> list[int]:
    """Return ids of rows of this kind that were not looked at yet. One query, an anti-join."""
    looked_at = Meaning.objects.filter(kind=kind, model=model, target=OuterRef("pk"))
    return list(_ROWS[kind]().filter(~Exists(looked_at)).order_by("pk").values_list("pk", flat=True)[:limit])


def gather(kind: str, ids: Collection[int], *, at: datetime) -> list[Passage]:
    """Return what is to be understood of these rows. A fixed number of queries."""
    return [_cut(passage) for passage in _GATHERERS[kind](ids, at)]


def _cut(passage: Passage) -> Passage:
    words, around = passage.words[:LONGEST], passage.around[: 2 * LONGEST]
    says_something = sum(letter.isalpha() for letter in words) >= FEWEST_LETTERS
    return Passage(
        kind=passage.kind,
        target=passage.target,
        part=passage.part,
        words=words if says_something else "",
        around=around if says_something else "",
    )


def _turns(ids: Collection[int], at: datetime) -> Iterator[Passage]:
    """What participants say, with the turn before and the one after. What interviewers ask is nobody's evidence."""
    wanted = set(ids)
    notes = _notes(Turn.objects.filter(pk__in=wanted).values("note"))
    permissions = _permissions(notes.values(), at)
    turns: dict[int, list[Turn]] = defaultdict(list)
    for turn in Turn.objects.filter(note__in=notes).order_by("note", "start", "pk"):
        turns[turn.note_id].append(turn)
    for note, spoken in turns.items():
        allowed = permissions[notes[note].interview_id]
        said = [notes[note].text[turn.start : turn.end] for turn in spoken]
        for number, turn in enumerate(spoken):
            if turn.pk in wanted:
                may = not turn.interviewer_id and allowed.covers([turn.participant_id] if turn.participant_id else [])
                around = " ".join(said[max(0, number - 1) : number + 2]) if allowed.is_whole else ""
                yield Passage(
                    kind=Meaning.Kind.TURN,
                    target=turn.pk,
                    words=said[number] if may else "",
                    around=around if may else "",
                )


def _highlights(ids: Collection[int], at: datetime) -> Iterator[Passage]:
    highlights = Highlight.objects.filter(pk__in=ids).prefetch_related("speakers")
    notes = _notes(highlights.values("note"))
    permissions = _permissions(notes.values(), at)
    for highlight in highlights:
        note = notes[highlight.note_id]
        allowed = permissions[note.interview_id]
        may = not highlight.by_interviewer and allowed.covers([one.participant_id for one in highlight.speakers.all()])
        yield Passage(
            kind=Meaning.Kind.HIGHLIGHT,
            target=highlight.pk,
            words=highlight.quote if may else "",
            around=_surroundings(highlight, note.text) if may and allowed.is_whole else "",
        )


def _surroundings(highlight: Highlight, text: str) -> str:
    if highlight.start is None or highlight.end is None:
        return ""
    return text[max(0, highlight.start - AROUND) : highlight.end + AROUND]


def _paragraphs(ids: Collection[int], at: datetime) -> Iterator[Passage]:
    """Notes in which nobody is made out to speak, paragraph by paragraph."""
    notes = _notes(ids)
    permissions = _permissions(notes.values(), at)
    for note in notes.values():
        yield from _of_note(note) if permissions[note.interview_id].is_whole else [_unread(note)]


def _of_note(note: Note) -> Iterator[Passage]:
    """Return its paragraphs with the neighbours of each; one empty passage stands for a note that has none."""
    lines = note.text.split("\n")
    start, found = 0, False
    for number, line in enumerate(lines):
        if line.strip():
            found = True
            around = " ".join(lines[max(0, number - 1) : number + 2])
            yield Passage(kind=Meaning.Kind.NOTE, target=note.pk, part=start, words=line, around=around)
        start += len(line) + 1
    if not found:
        yield _unread(note)


def _unread(note: Note) -> Passage:
    return Passage(kind=Meaning.Kind.NOTE, target=note.pk)


def _insights(ids: Collection[int], at: datetime) -> Iterator[Passage]:
    """What a team wrote is the team's own."""
    for insight in Insight.objects.filter(pk__in=ids):
        statement = insight.statement or insight.title
        yield Passage(
            kind=Meaning.Kind.INSIGHT, target=insight.pk, words=statement, around=f"{insight.title}. {statement}"
        )


def _notes(ids: Any) -> dict[int, Note]:
    return {note.pk: note for note in Note.objects.filter(pk__in=ids).only("pk", "interview_id", "text")}


def _permissions(notes: Collection[Note], at: datetime) -> Mapping[int, Permission]:
    return permission.of_interviews({note.interview_id for note in notes}, at=at)


_ROWS: Mapping[str, Callable[[], QuerySet[Any]]] = {
    Meaning.Kind.TURN: Turn.objects.all,
    Meaning.Kind.HIGHLIGHT: Highlight.objects.all,
    Meaning.Kind.NOTE: lambda: Note.objects.all().without_turns(),
    Meaning.Kind.INSIGHT: Insight.objects.all,
}
_GATHERERS: Mapping[str, Callable[[Collection[int], datetime], Iterator[Passage]]] = {
    Meaning.Kind.TURN: _turns,
    Meaning.Kind.HIGHLIGHT: _highlights,
    Meaning.Kind.NOTE: _paragraphs,
    Meaning.Kind.INSIGHT: _insights,
}
