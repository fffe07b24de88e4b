"""Live logs: beginning and ending one, keeping its lines, and making a note of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from research import anchoring
from research.models import GuideQuestion, GuideQuestionQuerySet, Interview, LiveLine, LiveLog, Note, User
from research.operations import live_notes
from research.operations.refusals import Refused, Unacceptable

FORGOTTEN_AFTER = timedelta(hours=2)
"""How long nobody writes a line until a log counts as one that nobody ended."""
LONGEST_LINE = LiveLine._meta.get_field("text").max_length or 2_000


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line as its author's browser has it. Empty takes it back; `question` is a guide's question, by id."""

    uuid: UUID
    at: datetime
    text: str
    revision: int = 1
    question: int | None = None


class NoSession(Refused):
    """Feedback is not logged live."""


class NotStarted(Refused):
    """There is no log to write in."""


@transaction.atomic
def start(interview: Interview, *, by: User, at: datetime) -> LiveLog:
    """Start the interview's log, or join the one that runs, or go on with one that was ended. Raises `NoSession`.

    Whoever starts or joins takes part as an interviewer. What was planned is held from now on.
    """
    interview = Interview.objects.locked().get(pk=interview.pk)
    if interview.is_feedback:
        raise NoSession("Feedback came in writing: there is nothing to log live.")
    log, is_new = LiveLog.objects.get_or_create(interview=interview, defaults={"started_at": at, "started_by": by})
    if log.ended_at:
        log.ended_at = None
        log.save(update_fields=["ended_at"])
    interview.interviewers.add(by)
    if is_new and (interview.status == Interview.Status.PLANNED or not interview.held_at):
        interview.status, interview.held_at = Interview.Status.HELD, at
        interview.save(update_fields=["status", "held_at"])
    return log


@transaction.atomic
def end(log: LiveLog, *, by: User, at: datetime) -> LiveLog:
    """Stop the clock and write the log up. The interview lasted as long, unless somebody said how long."""
    log = _locked(log)
    log.ended_at = max(at, log.started_at)
    log.save(update_fields=["ended_at"])
    interview = Interview.objects.locked().get(pk=log.interview_id)
    if interview.duration is None:
        interview.duration = timedelta(seconds=round((log.ended_at - log.started_at).total_seconds()))
        interview.save(update_fields=["duration"])
    live_notes.write(log, by=by)
    return log


@transaction.atomic
def write_up(log: LiveLog, *, by: User | None) -> Note | None:
    """Make a note of the log, or bring its note up to date: a turn per line, and what is marked as highlights.

    Doing so again loses and doubles nothing. What somebody corrected in the note by hand, or took out of it, stays
    so until the line itself changes. None where nothing was said.
    """
    return live_notes.write(_locked(log), by=by)


def write_up_forgotten(*, at: datetime) -> int:
    """Write up, and end, the logs that nobody ended; returns how many. Each in a transaction of its own."""
    forgotten = LiveLog.objects.forgotten(before=at - FORGOTTEN_AFTER).order_by("pk")
    return sum(_close(log) for log in forgotten)


@transaction.atomic
def save(log: LiveLog, *, lines: Sequence[Line], by: User) -> list[LiveLine]:
    """Keep the lines; returns them as they now are. Five queries, and one for each that is changed.

    What arrives after the end, from somebody whose connection was gone, is written up at once.

    A line that is there already changes if it is the author's own and the revision is later: the same request sent
    twice, late or by two tabs acts once. Raises `Unacceptable` for what is no line.
    """
    log = _locked(log)
    newest = _newest(lines)
    questions = _questions(log, newest)
    known = {line.uuid: line for line in LiveLine.objects.filter(uuid__in=newest)}
    fresh, changed = [], []
    for uuid, line in newest.items():
        text, question = _text(line), questions.get(line.question or 0)
        row = known.get(uuid)
        if row is None:
            at = max(line.at, log.started_at)
            fresh.append(
                LiveLine(uuid=uuid, log=log, author=by, at=at, text=text, question=question, revision=line.revision)
            )
        elif row.log_id == log.pk and row.author_id == by.pk and row.revision < line.revision:
            row.text, row.question, row.revision = text, question, line.revision
            changed.append(row)
    LiveLine.objects.bulk_create(fresh)
    for row in changed:
        row.save(update_fields=["text", "question", "revision", "updated_at"])
    if log.ended_at:
        live_notes.write(log, by=by)
    return list(LiveLine.objects.filter(uuid__in=newest, log=log))


@transaction.atomic
def ask(log: LiveLog, *, asked: Mapping[int, bool]) -> LiveLog:
    """Tick questions of the study's guide, by their ids, or take the ticks away. Others are left as they are."""
    log = _locked(log)
    held = set(_guide(log).filter(pk__in=asked).values_list("pk", flat=True))
    log.asked.add(*(pk for pk, is_asked in asked.items() if is_asked and pk in held))
    log.asked.remove(*(pk for pk, is_asked in asked.items() if not is_asked and pk in held))
    return log


@transaction.atomic
def _close(log: LiveLog) -> bool:
    log = _locked(log)
    if not log.ended_at:
        last = log.lines.in_order().last()
        log.ended_at = last.at if last else log.started_at
        log.save(update_fields=["ended_at"])
    live_notes.write(log, by=log.started_by)
    return True


def _locked(log: LiveLog) -> LiveLog:
    return LiveLog.objects.select_for_update(of=("self",)).select_related("interview").get(pk=log.pk)


def _newest(lines: Sequence[Line]) -> dict[UUID, Line]:
    newest: dict[UUID, Line] = {}
    for line in sorted(lines, key=lambda line: line.revision):
        newest[line.uuid] = line
    return newest


def _text(line: Line) -> str:
    try:
        text = anchoring.normalise(" ".join(line.text.split()))
    except anchoring.AnchoringError as error:
        raise Unacceptable(str(error), field="lines") from error
    if len(text) > LONGEST_LINE:
        raise Unacceptable(f"A line holds at most {LONGEST_LINE:,} characters.", field="lines")
    return text


def _guide(log: LiveLog) -> GuideQuestionQuerySet:
    return GuideQuestion.objects.filter(study=log.interview.study_id)


def _questions(log: LiveLog, lines: Mapping[UUID, Line]) -> dict[int, GuideQuestion]:
    """A question that is gone, or another study's, is no reason to lose a line: it then belongs to none."""
    named = {line.question for line in lines.values() if line.question}
    return {one.pk: one for one in _guide(log).filter(pk__in=named)} if named else {}
