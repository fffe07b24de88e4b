"""Live marks beside the transcript that has come: each is found where it was said, and accepted there or dropped.

The page's script does the looking: it has the sentences of the text with their turns, and the marks with their times.
What is decided goes to `/api/v1/notes/<id>/proposals/`.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from research import live_syntax
from research.admin.links import address_of
from research.admin.reading import clock
from research.admin.showing import page
from research.anchoring import sentences
from research.models import Highlight, LiveLine, LiveLog, Note, Tag, Turn


@permission_required("research.add_highlight", raise_exception=True)
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the marks of the interview's live log beside this transcript. Six queries."""
    notes = Note.objects.visible_to(request.user).select_related("interview__study").defer("original", "search")
    note = notes.filter(pk=pk, kind=Note.Kind.TRANSCRIPT).first()
    if note is None:
        raise Http404
    log = LiveLog.objects.filter(interview=note.interview_id).first()
    marks = list(_marks(log)) if log else []
    turns = list(note.turns.select_related("participant", "interviewer").order_by("start", "pk"))
    return page(
        request,
        "workplace/proposals.html",
        title="Marks from the live log",
        subtitle=note.interview.title,
        interview=note.interview,
        note=note,
        log=log,
        marks=marks,
        state={
            "address": reverse("decide-proposals", args=[note.pk]),
            "offset": log.offset_ms if log else 0,
            "marks": marks,
            "turns": [_turn(turn) for turn in turns],
            "pieces": list(_pieces(note, turns)),
            "note": address_of(note),
        },
    )


def _marks(log: LiveLog) -> Iterator[dict[str, Any]]:
    """The log's evidence in its order: a mark in the notes as it is there by now, others as they were typed."""
    tags = Prefetch("highlight__tags", Tag.objects.order_by("name").distinct())
    lines = log.lines.standing().select_related("author", "highlight").prefetch_related(tags).in_order()
    for line in lines:
        said = live_syntax.read(line.text)
        if said.is_evidence:
            yield _mark(log, line, said)


def _mark(log: LiveLog, line: LiveLine, said: live_syntax.Said) -> dict[str, Any]:
    live = line.highlight
    kind = live.kind if live else said.kind or Highlight.Kind.NONE
    tags = live.tags.all() if live else []
    milliseconds = log.milliseconds(line.at)
    return {
        "line": str(line.uuid),
        "ms": milliseconds,
        "at": clock(milliseconds),
        "words": said.words,
        "is_quote": said.is_quote,
        "kind": "" if kind == Highlight.Kind.NONE else Highlight.Kind(kind).label,
        "tags": [{"name": tag.name, "colour": tag.colour} for tag in tags]
        or [{"name": live_syntax.names(path)[1], "colour": "grey"} for path in said.tags if not live],
        "author": (line.author.get_short_name() or line.author.get_username()) if line.author else "",
        "fate": line.fate,
        "quote": live.quote if live and line.fate == LiveLine.Fate.ACCEPTED else "",
    }


def _turn(turn: Turn) -> dict[str, Any]:
    who = turn.participant.code if turn.participant else turn.speaker
    return {
        "start": turn.start,
        "end": turn.end,
        "ms": turn.start_ms,
        "end_ms": turn.end_ms,
        "at": clock(turn.start_ms),
        "who": (turn.interviewer.get_short_name() or turn.interviewer.get_username()) if turn.interviewer else who,
        "is_interviewer": turn.interviewer_id is not None,
    }


def _pieces(note: Note, turns: Sequence[Turn]) -> Iterator[dict[str, Any]]:
    """The sentences of the text, each with the place of its turn, -1 where nobody is known to speak."""
    at = 0
    for place, turn in enumerate(turns):
        yield from _between(note.text, at, turn.start, -1)
        yield from _between(note.text, max(at, turn.start), turn.end, place)
        at = max(at, turn.end)
    yield from _between(note.text, at, len(note.text), -1)


def _between(text: str, start: int, end: int, turn: int) -> Iterator[dict[str, Any]]:
    for first, last in sentences(text, start=start, end=max(start, end)):
        yield {"start": first, "end": last, "turn": turn, "text": text[first:last]}
