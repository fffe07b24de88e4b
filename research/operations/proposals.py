"""From the marks of a live log to the words of the transcript, one by one, each to be taken back."""

from django.db import transaction

from research import live_syntax
from research.models import Highlight, Insight, InsightEvidence, LiveLine, LiveLog, Note, Tagging, User
from research.operations import highlights, live_notes
from research.operations.evidence import InterviewersWords
from research.operations.highlights import Mark
from research.operations.refusals import Refused, Unacceptable

WIDEST = 12 * 60 * 60 * 1000
"""Milliseconds that a recording's clock may be off."""


class NotProposed(Refused):
    """The line has no mark, was decided upon before, or not yet, or belongs to another interview."""


class NoTranscript(Unacceptable):
    """Marks go into the transcript of the interview that was logged."""


@transaction.atomic
def accept(line: LiveLine, *, note: Note, start: int, end: int, by: User) -> Highlight:
    """Mark the passage of the transcript with what the live mark says, in whose place it comes.

    Kind, comment, tags with whoever gave them, and the insights that cite it move over. Raises `NotProposed`,
    `NoTranscript`, `InterviewersWords` where an insight would cite an interviewer, and what `highlights.mark` raises.
    """
    line = _proposed(line, fate=LiveLine.Fate.OPEN)
    if note.kind != Note.Kind.TRANSCRIPT or note.interview_id != line.log.interview_id:
        raise NoTranscript("A mark goes into the transcript of its own interview.", field="note")
    live = line.highlight
    made = highlights.mark(_passage(line, note, start=start, end=end, by=by), by=(live and live.created_by) or by)
    if live:
        _replace(live, made, by=by)
    line.highlight, line.fate = made, LiveLine.Fate.ACCEPTED
    line.save(update_fields=["highlight", "fate", "updated_at"])
    return made


@transaction.atomic
def drop(line: LiveLine, *, by: User) -> LiveLine:
    """Do not propose the mark any longer; it stays in the notes. Raises `NotProposed`."""
    line = _proposed(line, fate=LiveLine.Fate.OPEN)
    line.fate = LiveLine.Fate.DROPPED
    line.save(update_fields=["fate", "updated_at"])
    return line


@transaction.atomic
def take_back(line: LiveLine, *, by: User) -> LiveLine:
    """Propose the mark again: what was accepted goes back into the notes, where it stood. Raises `NotProposed`."""
    line = LiveLine.objects.select_for_update(of=("self",)).select_related("log__note", "turn").get(pk=line.pk)
    if line.fate == LiveLine.Fate.OPEN:
        raise NotProposed("Nothing was decided about this mark yet.")
    if line.fate == LiveLine.Fate.ACCEPTED:
        line.highlight = _back_in_notes(line, by=by)
    line.fate = LiveLine.Fate.OPEN
    line.save(update_fields=["highlight", "fate", "updated_at"])
    return line


@transaction.atomic
def set_offset(log: LiveLog, *, milliseconds: int, by: User) -> LiveLog:
    """Say what to add to the time of a line to find it in the recording. Raises `Unacceptable` for half a day."""
    if abs(milliseconds) > WIDEST:
        raise Unacceptable("The two clocks cannot be that far apart.", field="offset_ms")
    LiveLog.objects.filter(pk=log.pk).update(offset_ms=milliseconds)
    log.offset_ms = milliseconds
    return log


def _proposed(line: LiveLine, *, fate: str) -> LiveLine:
    rows = LiveLine.objects.select_for_update(of=("self",)).select_related("log", "highlight__note")
    line = rows.get(pk=line.pk)
    if line.fate != fate or not live_syntax.read(line.text).is_evidence:
        raise NotProposed("This mark is not open any more; look at the page anew.")
    return line


def _passage(line: LiveLine, note: Note, *, start: int, end: int, by: User) -> Mark:
    if live := line.highlight:
        return Mark(note=note, start=start, end=end, kind=live.kind, comment=live.comment)
    said = live_syntax.read(line.text)
    found = [tag for path in said.tags if (tag := live_notes.named(path, author=by, note=note))]
    return Mark(
        note=note, start=start, end=end, kind=said.kind or Highlight.Kind.NONE, tags=tuple(dict.fromkeys(found))
    )


def _back_in_notes(line: LiveLine, *, by: User) -> Highlight | None:
    """Mark the line in the notes again, as the transcript's highlight is marked. None where the line is gone there."""
    if line.turn is None or line.log.note is None or line.highlight is None:
        raise NotProposed("The line is no longer in the notes, so its mark cannot go back there.")
    note, there = line.log.note, line.highlight
    body = note.text[line.turn.start : line.turn.end]
    words = live_syntax.read(line.text).words
    start = line.turn.start + max(0, body.find(words))
    end = start + len(words) if words in body else line.turn.end
    mark = Mark(note=note, start=start, end=end, kind=there.kind, comment=there.comment)
    made = highlights.mark(mark, by=there.created_by or by)
    _replace(there, made, by=by)
    return made


def _replace(old: Highlight, new: Highlight, *, by: User) -> None:
    """Put the new highlight in the old one's place: taggings and insights move, the old one goes."""
    citing = InsightEvidence.objects.filter(highlight=old)
    if new.by_interviewer and citing.exists():
        raise InterviewersWords("An insight cites this mark, and these are an interviewer's words: nobody's evidence.")
    insights = list(citing.values_list("insight", flat=True))
    citing.update(highlight=new)
    Insight.objects.filter(pk__in=insights).touch()
    Tagging.objects.filter(highlight=old).update(highlight=new)
    LiveLine.objects.filter(highlight=old).update(highlight=None)
    old.delete()
    new.refresh_from_db()
