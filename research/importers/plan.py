"""What an import is going to do, before it does it. A dry run shows the plan and stops there."""

from dataclasses import dataclass

from research.importers.transcripts import ParsedNote


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerPlan:
    """Whom a file's label stands for: a participant, or an interviewer, or nobody known yet. Never both."""

    label: str
    turns: int
    words: int
    participant_id: int | None = None
    interviewer_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotePlan:
    """One file's way into the repository.

    `sha256` is that of `original`, in hexadecimal. `interview_id` is None where an interview is to be made,
    `interview_title` then being its title. `known_note_id` is the note that has these very bytes: then there
    is nothing to do.
    """

    name: str
    original: bytes
    sha256: str
    parsed: ParsedNote
    speakers: tuple[SpeakerPlan, ...]
    interview_title: str
    interview_id: int | None = None
    known_note_id: int | None = None

    @property
    def changes_nothing(self) -> bool:
        return self.known_note_id is not None
