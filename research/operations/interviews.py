"""Sessions and feedback: logging one in a single step, and moving them between studies."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from research.models import Highlight, Interview, Note, Participant, Study, Tagging, User
from research.operations import consents, notes, participants
from research.operations.notes import Cue, Original
from research.operations.refusals import Refused, Unacceptable


@dataclass(frozen=True, kw_only=True)
class Text:
    """What was said or noted, ready to be kept."""

    kind: str
    text: str
    language: str = "en"
    cues: tuple[Cue, ...] = ()
    original: Original | None = None


@dataclass(frozen=True, kw_only=True)
class Captured:
    interview: Interview
    note: Note | None
    participants: tuple[Participant, ...]


class NotTheirWords(Refused):
    """It is not what somebody said in this interview, or it was taken back."""


class TagsOfAStudy(Refused):
    """Highlights in the interview carry tags that belong to its study."""


@transaction.atomic
def capture(
    *,
    kind: str,
    by: User,
    at: datetime,
    study: Study | None = None,
    title: str = "",
    who: Sequence[Participant] = (),
    codes: Sequence[str] = (),
    held_at: datetime | None = None,
    consent_scopes: Collection[str] = (),
    text: Text | None = None,
    source_url: str = "",
) -> Captured:
    """Log an interview or a piece of feedback in one step: who (new codes become participants), consent, note.

    Whoever logs a session is its interviewer. Consents are given for the study, from when it was held. Without
    a text the interview waits for its note. Raises `Unacceptable` and what `notes.add` raises.
    """
    people = [*who, *(participants.find_or_add(code, by=by) for code in codes)]
    is_feedback = kind in Interview.FEEDBACK_KINDS
    if study is None and not is_feedback:
        raise Unacceptable("An interview belongs to a study; only feedback may stand alone.", field="study")
    interview = Interview(
        study=study,
        kind=kind,
        title=title or _title(kind, people),
        held_at=held_at or at,
        status=Interview.Status.PLANNED if held_at and held_at > at else Interview.Status.HELD,
        source_url=source_url,
        created_by=by,
    )
    interview.save()
    interview.participants.set(people)
    if not is_feedback:
        interview.interviewers.add(by)
    for person in people:
        consents.give(participant=person, scopes=consent_scopes, study=study, given_at=min(held_at or at, at), by=by)
    note = keep(text, interview=interview, by=by) if text else None
    return Captured(interview=interview, note=note, participants=tuple(people))


def keep(text: Text, *, interview: Interview, by: User | None) -> Note:
    """Add the text to the interview. Raises what `notes.add` raises."""
    return notes.add(
        interview=interview,
        kind=text.kind,
        text=text.text,
        language=text.language,
        cues=text.cues,
        original=text.original,
        by=by,
    )


@transaction.atomic
def move(interviews: Collection[Interview], *, study: Study, by: User) -> int:
    """Move the interviews to another study. Raises `TagsOfAStudy`.

    The database refuses, when the transaction ends, what would bring a private study's words into the open.
    """
    moving = Interview.objects.filter(pk__in=[interview.pk for interview in interviews])
    bound = Tagging.objects.filter(highlight__note__interview__in=moving, tag__study__isnull=False)
    if named := list(bound.exclude(tag__study=study).values_list("tag__name", flat=True).distinct()[:5]):
        raise TagsOfAStudy(f"Highlights there carry tags of their study: {', '.join(named)}. Promote these first.")
    return moving.update(study=study)


@transaction.atomic
def remember(interview: Interview, *, quote: Highlight | None, by: User) -> Interview:
    """Choose the words by which the team remembers the interview, or none. Raises `NotTheirWords`."""
    if quote and not Highlight.objects.quotable().filter(pk=quote.pk, note__interview=interview, by_interviewer=False):
        raise NotTheirWords("Choose what a participant said in this interview.")
    held = Interview.objects.locked().get(pk=interview.pk)
    held.memorable_quote = quote
    held.save(update_fields=["memorable_quote"])
    return held


def _title(kind: str, people: Sequence[Participant]) -> str:
    name = Interview.Kind(kind).label.capitalize()
    return f"{name} with {', '.join(person.code for person in people)}"[:200] if people else name
