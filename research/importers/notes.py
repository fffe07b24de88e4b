"""Files into notes: parse → plan → execute. A dry run is the same path, undone at its end."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models.functions import Upper
from django.utils import timezone

from research.importers.plan import NotePlan, SpeakerPlan
from research.importers.transcripts import ParsedNote, parse
from research.models import Interview, Note, Participant, Study, User
from research.operations import interviews, speakers
from research.operations.interviews import Text
from research.operations.notes import Cue, Original


def read(content: bytes, *, name: str, kind: str = "", language: str = "") -> Text:
    """Return what a file holds, ready for `notes.add`. `kind` and `language` overrule the file.

    Raises `UnreadableTranscript`.
    """
    parsed = parse(content, name=name)
    return text_of(parsed, original=Original(name=name, content=content), kind=kind, language=language)


def text_of(parsed: ParsedNote, *, original: Original, kind: str = "", language: str = "") -> Text:
    return Text(
        kind=kind or parsed.kind,
        text=parsed.text,
        language=language or parsed.language or "en",
        cues=tuple(
            Cue(speaker=turn.speaker, start=turn.start, end=turn.end, start_ms=turn.start_ms, end_ms=turn.end_ms)
            for turn in parsed.turns
        ),
        original=original,
    )


def plan(content: bytes, *, name: str, study: Study) -> NotePlan:
    """Say what a file is going to become: an interview of its own in the study. Raises `UnreadableTranscript`.

    Labels that are participants' codes, or names of the study's people, are recognised; others wait for somebody
    who knows. Four queries.
    """
    parsed = parse(content, name=name)
    sha256 = hashlib.sha256(content).hexdigest()
    known = Note.objects.filter(sha256=sha256, interview__study=study).order_by("id").first()
    return NotePlan(
        name=name,
        original=content,
        sha256=sha256,
        parsed=parsed,
        speakers=_speakers(parsed, study),
        interview_title=(parsed.title or name.rsplit(".", 1)[0])[:200],
        known_note_id=known.pk if known else None,
    )


@transaction.atomic
def execute(plans: Sequence[NotePlan], *, study: Study, by: User | None, dry_run: bool = False) -> list[Note]:
    """Bring all the planned files in, or none. Those that are there already, or twice among them, stay as they are."""
    fresh = {one.sha256: one for one in reversed(plans) if not one.changes_nothing}
    made = [_bring(one, study=study, by=by) for one in plans if fresh.get(one.sha256) is one]
    if dry_run:
        transaction.set_rollback(True)
    return made


def _bring(one: NotePlan, *, study: Study, by: User | None) -> Note:
    interview = Interview.objects.create(
        study=study,
        kind=Interview.Kind.DISCOVERY,
        title=one.interview_title,
        held_at=_aware(one.parsed.held_at),
        duration=one.parsed.duration,
        created_by=by,
    )
    interview.participants.set({plan.participant_id for plan in one.speakers if plan.participant_id})
    interview.interviewers.set({plan.interviewer_id for plan in one.speakers if plan.interviewer_id})
    text = text_of(one.parsed, original=Original(name=one.name, content=one.original))
    return interviews.keep(text, interview=interview, by=by)


def _aware(at: datetime | None) -> datetime | None:
    """Read a time without a zone as the server's."""
    return timezone.make_aware(at) if at and timezone.is_naive(at) else at


def _speakers(parsed: ParsedNote, study: Study) -> tuple[SpeakerPlan, ...]:
    codes = [label.upper() for label in parsed.speakers]
    known = speakers.recognise(
        parsed.speakers,
        participants=list(Participant.objects.annotate(upper=Upper("code")).filter(upper__in=codes)),
        interviewers=[*study.members.all(), *([study.lead] if study.lead else [])],
    )
    turns = Counter(turn.speaker for turn in parsed.turns)
    words: Counter[str] = Counter()
    for turn in parsed.turns:
        words[turn.speaker] += len(parsed.text[turn.start : turn.end].split())
    return tuple(
        SpeakerPlan(
            label=label,
            turns=turns[label],
            words=words[label],
            participant_id=(known[label].participant_id if label in known else None),
            interviewer_id=(known[label].interviewer_id if label in known else None),
        )
        for label in parsed.speakers
    )
