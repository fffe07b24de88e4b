"""What comes out of a file, and what is said when nothing can."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Kind = Literal["notes", "transcript"]


class UnreadableTranscript(ValueError):
    """The file cannot be read as a note. The message is fit to show and names the line where one is known."""

    def __init__(self, sentence: str, *, line: int | None = None) -> None:
        super().__init__(sentence if line is None else f"Line {line}: {sentence}")
        self.line = line


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something odd that did not keep the file from being read. `line` counts from 1."""

    line: int
    sentence: str

    def __str__(self) -> str:
        return f"Line {self.line}: {self.sentence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedTurn:
    """One cue: `text[start:end]` of the note are its words. `speaker` is the file's label, or empty."""

    speaker: str
    start: int
    end: int
    start_ms: int | None = None
    end_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedNote:
    """A note as the file has it.

    `text` is normalised (`anchoring.normalise`). Of a transcript it is the spoken words only: the turns cover
    it but for one space between two turns of the same speaker, one newline where the speaker changes. Notes
    have no turns; what in them was said word for word, `anchoring.quoted_ranges` tells.
    `format` is a name for people. The rest is there if the file says it; `held_at` is aware only if the file
    names its zone.
    """

    kind: Kind
    format: str
    text: str
    turns: tuple[ParsedTurn, ...] = ()
    problems: tuple[Problem, ...] = ()
    title: str = ""
    language: str = ""
    duration: timedelta | None = None
    held_at: datetime | None = None

    @property
    def speakers(self) -> tuple[str, ...]:
        """The speaker labels, each once, in the order in which they first speak."""
        return tuple(dict.fromkeys(turn.speaker for turn in self.turns if turn.speaker))
