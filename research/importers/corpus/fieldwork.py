"""Interviews with what was said in them, who said it, and what was marked."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from research.anchoring.quotes import CONTEXT
from research.importers.corpus.copying import Writer
from research.importers.corpus.people import Frame
from research.importers.corpus.sizes import Size
from research.importers.corpus.words import KINDS, Language
from research.models import Highlight, HighlightParticipant, Interview, Note, Tagging, Turn

AT_ONCE = 250
SECONDS_A_TURN = 20
DAYS = 720
"""So long ago the first interviews were."""


@dataclass(frozen=True, kw_only=True)
class Held:
    """An interview as far as insights care: whose study's, and which passages were marked in it."""

    study: int
    is_private: bool
    highlights: range


@dataclass(kw_only=True)
class Told:
    """What was said in one interview: its text, its turns as (start, end, is the participant's), its sentences."""

    text: str = ""
    turns: list[tuple[int, int, bool]] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    """Of the participant only: start and end."""

    def say(self, sentences: list[str], *, is_answer: bool) -> None:
        """Add a turn, on a line of its own."""
        start = at = len(self.text) + (1 if self.text else 0)
        for sentence in sentences:
            if is_answer:
                self.sentences.append((at, at + len(sentence)))
            at += len(sentence) + 1
        spoken = " ".join(sentences)
        self.text = f"{self.text}\n{spoken}" if self.text else spoken
        self.turns.append((start, start + len(spoken), is_answer))


def batches(size: Size) -> Iterator[range]:
    for first in range(0, size.interviews, AT_ONCE):
        yield range(first, min(first + AT_ONCE, size.interviews))


def hold(batch: range, *, writer: Writer, size: Size, frame: Frame, language: Language) -> list[Held]:
    """Write the interviews of a batch with all that was said and marked in them."""
    random = writer.random
    studies = [frame.studies[at % len(frame.studies)] for at in batch]
    people = [frame.participants[(at * 7919) % len(frame.participants)] for at in batch]
    interviewers = [random.choice(frame.users) for _ in batch]
    interviews = writer.write(
        Interview,
        ("study_id", "title", "held_at", "duration", "created_by_id"),
        [
            (study, f"Interview {at + 1}", _moment(writer, at, size), timedelta(minutes=45), by)
            for at, study, by in zip(batch, studies, interviewers, strict=True)
        ],
    )
    pairs = (interviews, people)
    writer.write(Interview.participants.through, ("interview_id", "participant_id"), zip(*pairs, strict=True))
    writer.write(
        Interview.interviewers.through, ("interview_id", "user_id"), zip(interviews, interviewers, strict=True)
    )
    told = [_talk(language, marks=size.marks_of_an_interview) for _ in batch]
    notes = writer.write(
        Note,
        ("interview_id", "kind", "text"),
        [(interview, "transcript", one.text) for interview, one in zip(interviews, told, strict=True)],
    )
    writer.write(
        Turn,
        ("note_id", "speaker", "participant_id", "interviewer_id", "start", "end", "start_ms", "end_ms"),
        _turns(notes, told, people, interviewers),
    )
    marked = _mark(notes, told, people, interviewers, writer=writer, size=size, frame=frame)
    return [
        Held(study=study, is_private=study in frame.private, highlights=ids)
        for study, ids in zip(studies, marked, strict=True)
    ]


def _moment(writer: Writer, at: int, size: Size) -> Any:
    return writer.at - timedelta(days=DAYS * (size.interviews - at) / size.interviews + 1)


def _talk(language: Language, *, marks: int) -> Told:
    """A question and an answer in turns, until there is enough to mark: one sentence in two of the answers."""
    told = Told()
    while len(told.sentences) < marks * 3 // 2 + 4:
        told.say([language.question()], is_answer=False)
        answer = [language.pain() if language.random.random() < 0.5 else language.plain() for _ in range(4)]
        told.say(answer, is_answer=True)
    return told


def _turns(notes: range, told: list[Told], people: list[int], interviewers: list[int]) -> Iterator[tuple[Any, ...]]:
    for note, one, person, by in zip(notes, told, people, interviewers, strict=True):
        for at, (start, end, is_answer) in enumerate(one.turns):
            who = ("Guest", person, None) if is_answer else ("Host", None, by)
            yield note, *who, start, end, at * SECONDS_A_TURN * 1_000, (at + 1) * SECONDS_A_TURN * 1_000


def _mark(
    notes: range,
    told: list[Told],
    people: list[int],
    interviewers: list[int],
    *,
    writer: Writer,
    size: Size,
    frame: Frame,
) -> list[range]:
    """Mark as many of the participant's sentences as the size says, and tag each once or twice."""
    random = writer.random
    chosen = [sorted(random.sample(one.sentences, size.marks_of_an_interview)) for one in told]
    ids = writer.write(
        Highlight,
        ("note_id", "start", "end", "quote", "prefix", "suffix", "kind", "created_by_id"),
        (
            (note, start, end, one.text[start:end], *_around(one.text, start, end), random.choice(KINDS), by)
            for note, one, passages, by in zip(notes, told, chosen, interviewers, strict=True)
            for start, end in passages
        ),
    )
    voices = [person for person, passages in zip(people, chosen, strict=True) for _ in passages]
    coders = [by for by, passages in zip(interviewers, chosen, strict=True) for _ in passages]
    writer.write(HighlightParticipant, ("highlight_id", "participant_id"), zip(ids, voices, strict=True))
    drawn = frame.tags.draw(random, 2 * len(ids))
    writer.write(
        Tagging,
        ("highlight_id", "tag_id", "tagged_by_id"),
        (
            (pk, int(tag), by)
            for at, (pk, by) in enumerate(zip(ids, coders, strict=True))
            for tag in dict.fromkeys(drawn[2 * at : 2 * at + 1 + at % 2])
        ),
    )
    each = size.marks_of_an_interview
    return [range(ids[0] + at * each, ids[0] + (at + 1) * each) for at in range(len(notes))]


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
