"""Cues, and how they become one text with offsets."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from research.anchoring import UnacceptableText, normalise
from research.importers.transcripts.parsed import ParsedNote, ParsedTurn, Problem, UnreadableTranscript

LONGEST_LABEL = 200
SPACES = re.compile("[ \t-\r\x1c-\x1f\x85\u2028\u2029]+")
EDGES = " \t\n\ufeff\u00a0\u202f\u200b\u3000"


@dataclass(slots=True, kw_only=True)
class Cue:
    """What one speaker said in one go, line by line, as the file has it. `line` is where it begins."""

    words: list[str]
    line: int
    speaker: str = ""
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(slots=True, kw_only=True)
class Reading:
    """What the reader of a format found; filled while it reads."""

    format: str
    cues: list[Cue] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    title: str = ""
    language: str = ""
    duration: timedelta | None = None
    held_at: datetime | None = None

    def report(self, line: int, sentence: str) -> None:
        self.problems.append(Problem(line=line, sentence=sentence))

    def transcript(self) -> ParsedNote:
        turns, text = _joined(self.cues)
        if not turns:
            raise UnreadableTranscript("The file holds no spoken words.")
        return ParsedNote(
            kind="transcript",
            format=self.format,
            text=text,
            turns=tuple(turns),
            problems=tuple(sorted(self.problems, key=lambda problem: problem.line)),
            title=one_line(self.title),
            language=self.language,
            duration=self.duration,
            held_at=self.held_at,
        )


def normalised(text: str, *, line: int) -> str:
    """Normalise what came out of a file. `line` is the line that it begins in."""
    try:
        return normalise(text)
    except UnacceptableText as error:
        raise UnreadableTranscript(f"the text holds {error.found}.", line=line + error.line - 1) from error


def one_line(text: str, *, line: int = 1) -> str:
    return SPACES.sub(" ", normalised(text, line=line)).strip(EDGES)


def _joined(cues: Iterable[Cue]) -> tuple[list[ParsedTurn], str]:
    """Join the words of the cues that have any.

    Each cue is normalised by itself, after its markup is gone: no character composes with a space or a
    newline before it, so the joined text is normalised, too, even where a cue begins with an accent.
    """
    turns: list[ParsedTurn] = []
    parts: list[str] = []
    at = 0
    for cue in cues:
        words = one_line("\n".join(cue.words), line=cue.line)
        if not words:
            continue
        speaker = one_line(cue.speaker, line=cue.line)[:LONGEST_LABEL].rstrip()
        if turns:
            parts.append(" " if turns[-1].speaker == speaker else "\n")
            at += 1
        end = at + len(words)
        turns.append(ParsedTurn(speaker=speaker, start=at, end=end, start_ms=cue.start_ms, end_ms=cue.end_ms))
        parts.append(words)
        at = end
    return turns, "".join(parts)


def numbered(text: str) -> list[tuple[int, str]]:
    """Return (line number, line) from 1."""
    return list(enumerate(text.split("\n"), start=1))
