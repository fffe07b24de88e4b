"""Who speaks where, when the text around it changes."""

from collections.abc import Sequence
from itertools import groupby

from research.anchoring import Anchor
from research.models import Turn


def carry(turns: Sequence[Turn], anchors: Sequence[Anchor | None], *, text: str) -> None:
    """Save where the turns stand in a corrected text; None is a turn whose words were deleted or rewritten.

    Words written after a turn are its own up to the end of the line or the next turn. What stands in place of
    rewritten turns stays theirs if that is certain: one of them, or as many lines as turns. Else it is nobody's
    until somebody says, and turns that are left without words go. Three queries.
    """
    kept: list[Turn] = []
    places = list(zip(turns, anchors, strict=True))
    for is_placed, group in groupby(places, key=lambda place: place[1] is not None):
        run = list(group)
        if is_placed:
            kept += [_moved(turn, start=anchor.start, end=anchor.end) for turn, anchor in run if anchor]
        else:
            after = places.index(run[-1]) + 1
            next_anchor = places[after][1] if after < len(places) else None
            gap_end = next_anchor.start if next_anchor else len(text)
            kept += _in_gap([turn for turn, _ in run], start=kept[-1].end if kept else 0, end=gap_end, text=text)
    _extend(kept, text)
    Turn.objects.bulk_update(kept, ["start", "end"], batch_size=1_000)
    Turn.objects.filter(pk__in={turn.pk for turn in turns} - {turn.pk for turn in kept}).delete()


def _moved(turn: Turn, *, start: int, end: int) -> Turn:
    turn.start, turn.end = start, end
    return turn


def _in_gap(lost: Sequence[Turn], *, start: int, end: int, text: str) -> list[Turn]:
    """Give the lines of a gap to the turns that were rewritten there, as far as that is certain."""
    lines = _lines(text, start=start, end=end)
    if len(lost) == 1 and lines:
        return [_moved(lost[0], start=lines[0][0], end=lines[-1][1])]
    if len(lost) == len(lines):
        return [_moved(turn, start=line[0], end=line[1]) for turn, line in zip(lost, lines, strict=True)]
    return []


def _lines(text: str, *, start: int, end: int) -> list[tuple[int, int]]:
    """Return where the lines that hold something begin and end, without the space around them."""
    lines = []
    at = start
    for line in text[start:end].split("\n"):
        if line.strip():
            first = at + len(line) - len(line.lstrip())
            lines.append((first, at + len(line.rstrip())))
        at += len(line) + 1
    return lines


def _extend(turns: Sequence[Turn], text: str) -> None:
    starts = [*(turn.start for turn in turns[1:]), len(text)]
    for turn, following in zip(turns, starts, strict=False):
        line_end = text.find("\n", turn.end, following)
        until = following if line_end < 0 else line_end
        turn.end = max(turn.end, turn.start + len(text[turn.start : until].rstrip()))
