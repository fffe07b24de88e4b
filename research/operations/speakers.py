"""Whose words: from the labels of a transcript to participants and interviewers, and on to highlights."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from research.models import Highlight, HighlightParticipant, Note, Participant, Turn, User
from research.operations.refusals import Unacceptable


@dataclass(frozen=True, kw_only=True)
class Speaker:
    """Whom a label stands for: a participant, or an interviewer, or nobody known yet."""

    participant: Participant | None = None
    interviewer: User | None = None

    @property
    def participant_id(self) -> int | None:
        return self.participant.pk if self.participant else None

    @property
    def interviewer_id(self) -> int | None:
        return self.interviewer.pk if self.interviewer else None


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A range of a note, in code points."""

    note: int
    start: int
    end: int


@dataclass(frozen=True, kw_only=True)
class Voices:
    """Whose words a passage holds: ids of participants. An interviewer's words alone are nobody's evidence."""

    participants: frozenset[int] = frozenset()
    by_interviewer: bool = False


class NoSuchSpeaker(Unacceptable):
    """The note has no turn of this label."""


def recognise(
    labels: Iterable[str], *, participants: Collection[Participant], interviewers: Collection[User]
) -> dict[str, Speaker]:
    """Say whom the labels of a transcript stand for, as far as that is certain.

    A participant's code and an interviewer's name say it themselves. Where one label is left and one of the
    participants, and somebody was recognised, they belong together. Others are nobody's for now.
    """
    named = list(dict.fromkeys(labels))
    known = {
        label: speaker
        for label in named
        if (speaker := _by_name(label, participants=participants, interviewers=interviewers))
    }
    unknown = [label for label in named if label and label not in known]
    silent = [one for one in participants if one not in [speaker.participant for speaker in known.values()]]
    if known and len(unknown) == len(silent) == 1:
        known[unknown[0]] = Speaker(participant=silent[0])
    return known


@transaction.atomic
def attribute(note: Note, *, label: str, speaker: Speaker, by: User) -> int:
    """Say who a transcript's label is; returns how many turns that was. Highlights on them change hands, too.

    Raises `NoSuchSpeaker`, and `Unacceptable` for somebody who was not in the interview.
    """
    if speaker.participant and not note.interview.participants.filter(pk=speaker.participant.pk).exists():
        raise Unacceptable("This participant was not in the interview.", field="participant")
    said = Turn.objects.filter(note=note, speaker=label)
    changed: int = said.update(participant=speaker.participant, interviewer=speaker.interviewer)
    if not changed:
        raise NoSuchSpeaker(f"No turn of this note is labelled {label!r}.", field="speaker")
    Note.objects.filter(pk=note.pk).touch()
    touching = Exists(said.filter(start__lt=OuterRef("end"), end__gt=OuterRef("start")))
    credit(Highlight.objects.filter(touching, note=note).placed())
    return changed


def credit(highlights: Iterable[Highlight]) -> None:
    """Write anew whose words these placed highlights hold. Seven queries for any number."""
    rows = list(highlights)
    found = voices([Passage(note=row.note_id, start=row.start or 0, end=row.end or 0) for row in rows])
    for row, voice in zip(rows, found, strict=True):
        row.by_interviewer = voice.by_interviewer
    Highlight.objects.bulk_update(rows, ["by_interviewer"])
    HighlightParticipant.objects.filter(highlight__in=rows).delete()
    record(rows, found)


def record(highlights: Sequence[Highlight], found: Sequence[Voices]) -> None:
    """Write the participants of highlights that have none yet. One query."""
    HighlightParticipant.objects.bulk_create(
        HighlightParticipant(highlight=highlight, participant_id=participant)
        for highlight, voice in zip(highlights, found, strict=True)
        for participant in sorted(voice.participants)
    )


def voices(passages: Sequence[Passage]) -> list[Voices]:
    """Say whose words each passage holds, in order. Two queries for any number.

    They are the participants of the turns that it overlaps; in a note without turns, the interview's only
    participant; else nobody's until somebody says.
    """
    turns = _turns(passages)
    alone = _only_participants({passage.note for passage in passages} - turns.keys())
    return [
        _voices_of_turns(passage, turns[passage.note])
        if passage.note in turns
        else Voices(participants=alone.get(passage.note, frozenset()))
        for passage in passages
    ]


def _voices_of_turns(passage: Passage, turns: Iterable[Turn]) -> Voices:
    said = [turn for turn in turns if turn.start < passage.end and turn.end > passage.start]
    return Voices(
        participants=frozenset(turn.participant_id for turn in said if turn.participant_id),
        by_interviewer=bool(said) and all(turn.interviewer_id for turn in said),
    )


def _turns(passages: Iterable[Passage]) -> dict[int, list[Turn]]:
    """Return the turns that may matter, by note: those between its first passage's start and last passage's end."""
    spans: dict[int, tuple[int, int]] = {}
    for passage in passages:
        start, end = spans.get(passage.note, (passage.start, passage.end))
        spans[passage.note] = min(start, passage.start), max(end, passage.end)
    near = Q(pk__in=[])
    for note, (start, end) in spans.items():
        near |= Q(note=note, start__lt=end, end__gt=start)
    by_note = defaultdict(list)
    for turn in Turn.objects.filter(near).only("note", "start", "end", "participant", "interviewer"):
        by_note[turn.note_id].append(turn)
    return dict(by_note)


def _only_participants(notes: Collection[int]) -> dict[int, frozenset[int]]:
    """Return, for notes that have no turns, who was alone in the interview."""
    if not notes:
        return {}
    met = defaultdict(set)
    without_turns = Note.objects.filter(pk__in=notes, turns__isnull=True, interview__participants__isnull=False)
    for note, participant in without_turns.values_list("pk", "interview__participants"):
        met[note].add(participant)
    return {note: frozenset(people) for note, people in met.items() if len(people) == 1}


def _by_name(label: str, *, participants: Collection[Participant], interviewers: Collection[User]) -> Speaker | None:
    name = label.strip().casefold()
    for participant in participants:
        if participant.code.casefold() == name:
            return Speaker(participant=participant)
    for user in interviewers:
        if name and name in {
            user.username.casefold(),
            user.first_name.casefold(),
            user.get_full_name().casefold(),
        }:
            return Speaker(interviewer=user)
    return None
