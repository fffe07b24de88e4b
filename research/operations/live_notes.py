"""The note of a live log: its text out of the lines, its turns, and what is marked in it.

The note is anybody's to correct, so a log that is written up again is laid over the note as it now is: lines that
did not change keep the words that stand there, new ones are put in at their time, and what stands between the lines
stays between them.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from research import live_syntax
from research.live_syntax import Said
from research.models import Highlight, LiveLine, LiveLog, Note, Participant, Tag, Turn, User
from research.operations import highlights, notes, tags
from research.operations.highlights import Mark
from research.operations.refusals import Unacceptable

NOTHING_LEFT = "–"


@dataclass(kw_only=True)
class Piece:
    """What stands in the note for one line, or for none that is known, and what somebody wrote behind it.

    `was` is where the turn stood, `start` and `end` where it stands now.
    """

    body: str
    line: LiveLine | None = None
    was: Turn | None = None
    behind: str = ""
    start: int = 0
    end: int = 0


def write(log: LiveLog, *, by: User | None) -> Note | None:
    """Write the log up. The log is locked, and so is its note: nobody's correction is overwritten.

    Some twenty queries, and some for each line that changed.
    """
    lines = list(log.lines.select_related("author", "highlight").in_order())
    waiting = [line for line in lines if line.written_revision != line.revision or log.note_id is None]
    if not waiting:
        return log.note
    if log.note:
        log.note = Note.objects.locked().get(pk=log.note.pk)
    head, pieces = _taken_apart(log.note, lines) if log.note else ("", [])
    shifts = _shifts(pieces, waiting)
    pieces = _laid_over(pieces, waiting)
    text = _put_together(head, pieces)
    if log.note is None and not text:
        _remember(waiting)
        return None
    note = _kept(log, text or NOTHING_LEFT, by=by)
    _set_turns(note, pieces)
    _hold(pieces, shifts, by=by)
    _mark(note, pieces, waiting, by=by)
    _remember(lines)
    return note


def _taken_apart(note: Note, lines: Sequence[LiveLine]) -> tuple[str, list[Piece]]:
    """Return what stands before the first turn, and a piece per turn."""
    by_turn = {line.turn_id: line for line in lines if line.turn_id}
    turns = list(note.turns.order_by("start", "pk"))
    ends = [*(turn.start for turn in turns[1:]), len(note.text)]
    head = note.text[: turns[0].start if turns else len(note.text)].strip("\n")
    pieces = [
        Piece(
            body=note.text[turn.start : turn.end],
            line=by_turn.get(turn.pk),
            was=turn,
            behind=note.text[turn.end : end].strip("\n"),
        )
        for turn, end in zip(turns, ends, strict=True)
    ]
    return head, pieces


def _shifts(pieces: Sequence[Piece], waiting: Sequence[LiveLine]) -> dict[int, tuple[int, int]]:
    """Return where in its line the mark of each unchanged line stands, by the line's id."""
    held = {}
    for piece in pieces:
        highlight = piece.line.highlight if piece.line and piece.line not in waiting else None
        if piece.line and piece.was and highlight and highlight.note_id == piece.was.note_id and highlight.end:
            start, end = (highlight.start or 0) - piece.was.start, highlight.end - piece.was.start
            if start >= 0 and end <= len(piece.body):
                held[piece.line.pk] = start, end
    return held


def _laid_over(pieces: Sequence[Piece], waiting: Sequence[LiveLine]) -> list[Piece]:
    """Put changed words in place of old ones, and new lines before the first that is later."""
    laid = list(pieces)
    standing = {piece.line.pk: piece for piece in pieces if piece.line}
    for line in waiting:
        body = _body(live_syntax.read(line.text)) if line.text else ""
        if piece := standing.get(line.pk):
            piece.body = body
        elif body:
            later = (place for place, one in enumerate(laid) if one.line and one.line.at > line.at)
            laid.insert(next(later, len(laid)), Piece(body=body, line=line))
    return laid


def _body(said: Said) -> str:
    """Return the words as they stand in the note: in quotation marks where they are the participant's own."""
    if not said.is_quote or live_syntax.is_in_marks(said.words):
        return said.words
    return f"> {said.words}" if any(mark in said.words for mark in "“”") else f"“{said.words}”"


def _put_together(head: str, pieces: Sequence[Piece]) -> str:
    """Return the text, and tell the pieces where they stand in it."""
    text = head
    for piece in pieces:
        if piece.body:
            text = f"{text}\n" if text else text
            piece.start, piece.end = len(text), len(text) + len(piece.body)
            text += piece.body
        if piece.behind:
            text = f"{text}\n{piece.behind}" if text else piece.behind
    return text


def _kept(log: LiveLog, text: str, *, by: User | None) -> Note:
    if log.note is None:
        log.note = notes.add(interview=log.interview, kind=Note.Kind.NOTES, text=text, by=log.started_by or by)
        log.save(update_fields=["note"])
    elif log.note.text != text:
        log.note = notes.correct(log.note, text=text, by=by).note
    return log.note


def _set_turns(note: Note, pieces: Sequence[Piece]) -> None:
    """Write the turns anew, where their lines stand now. Who was said to speak still does."""
    people = list(note.interview.participants.all()[:2])
    alone = people[0] if len(people) == 1 else None
    note.turns.all().delete()
    standing = [piece for piece in pieces if piece.body]
    turns = Turn.objects.bulk_create(_turn(note, piece, alone) for piece in standing)
    for piece in pieces:
        if piece.line:
            piece.line.turn = None
    for piece, turn in zip(standing, turns, strict=True):
        if piece.line:
            piece.line.turn = turn


def _turn(note: Note, piece: Piece, alone: Participant | None) -> Turn:
    line, was = piece.line, piece.was
    turn = Turn(note=note, start=piece.start, end=piece.end)
    if was:
        turn.speaker, turn.participant_id, turn.interviewer_id = was.speaker, was.participant_id, was.interviewer_id
        turn.start_ms, turn.end_ms = was.start_ms, was.end_ms
    elif line:
        said = live_syntax.read(line.text)
        if said.is_question and not said.is_evidence and line.author:
            turn.interviewer = line.author
            turn.speaker = line.author.get_short_name() or line.author.get_username()
        elif alone:
            turn.participant, turn.speaker = alone, alone.code
        turn.start_ms = line.log.milliseconds(line.at)
    return turn


def _hold(pieces: Sequence[Piece], shifts: Mapping[int, tuple[int, int]], *, by: User | None) -> None:
    """See to it that marks of unchanged lines stay in their own line, though the same words stand in another, too."""
    for piece in pieces:
        if piece.line and piece.line.highlight and piece.line.pk in shifts:
            start, end = (piece.start + shift for shift in shifts[piece.line.pk])
            highlight = Highlight.objects.get(pk=piece.line.highlight.pk)
            if (highlight.start, highlight.end) != (start, end):
                highlights.place(highlight, start=start, end=end, by=by)


def _mark(note: Note, pieces: Sequence[Piece], waiting: Sequence[LiveLine], *, by: User | None) -> None:
    """Let the marks of new and changed lines be what the lines say. One that an insight cites is never taken away."""
    places = {piece.line.pk: piece for piece in pieces if piece.line and piece.body}
    new: dict[User | None, list[tuple[LiveLine, Mark]]] = defaultdict(list)
    for line in waiting:
        if line.fate == LiveLine.Fate.ACCEPTED:
            continue
        said, author = live_syntax.read(line.text), line.author or by
        if not line.text or not said.is_marked:
            _unmark(line)
            continue
        mark = _marking(note, places[line.pk], said, author=author)
        if line.highlight is None or line.highlight.note_id != note.pk:
            new[author].append((line, mark))
        else:
            _change(line.highlight, mark, by=author)
    for author, made in new.items():
        for (line, _), highlight in zip(made, highlights.mark_all([mark for _, mark in made], by=author), strict=True):
            line.highlight = highlight


def _marking(note: Note, piece: Piece, said: Said, *, author: User | None) -> Mark:
    start = piece.start + piece.body.index(said.words)
    kind = said.kind or (Highlight.Kind.QUESTION if said.is_question else Highlight.Kind.NONE)
    found = [tag for path in said.tags if author and (tag := named(path, author=author, note=note))]
    return Mark(note=note, start=start, end=start + len(said.words), kind=kind, tags=tuple(dict.fromkeys(found)))


def named(path: str, *, author: User, note: Note) -> Tag | None:
    """Return the tag of that name, spaces or dashes alike, or add it. None where no tag can be called so."""
    study = note.interview.study
    for name in live_syntax.names(path):
        try:
            return tags.find(name, viewer=author, study=study)
        except Unacceptable:
            continue
    try:
        return tags.find_or_add(live_syntax.names(path)[1], by=author, study=study)
    except Unacceptable:
        return None


def _unmark(line: LiveLine) -> None:
    if line.highlight and not line.highlight.insight_evidence.exists():
        line.highlight.delete()
        line.highlight = None


def _change(highlight: Highlight, mark: Mark, *, by: User | None) -> None:
    placed = highlights.place(highlight, start=mark.start, end=mark.end, by=by)
    placed.kind = mark.kind
    placed.save(update_fields=["kind"])
    placed.taggings.filter(tagged_by=by).exclude(tag__in=mark.tags).delete()
    if by:
        highlights.tag([placed], tags=mark.tags, by=by)


def _remember(lines: Sequence[LiveLine]) -> None:
    for line in lines:
        line.written_revision = line.revision
    LiveLine.objects.bulk_update(lines, ["written_revision", "turn", "highlight"])
