"""Where the boxes of a tree stand, from left to right. Pure: nodes in; places, lines of text and edges out."""

import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from backlog.tracing.opportunity_tree import Node
from research.admin import strength

WIDTH, ROOT_WIDTH = 208, 150
GAP, ROW_GAP = 34, 12
LINE, PADDING, FOOT = 17, 12, 22
PER_LINE, ROOT_PER_LINE = 27, 18
MOST_LINES = 5
CORNER = 8


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A box: its corner, its size and its text in lines. `folded` counts what is hidden below it."""

    node: Node
    parent: str
    depth: int
    x: int
    y: int
    width: int
    height: int
    lines: tuple[tuple[int, str], ...]
    folded: int

    @property
    def foot(self) -> int:
        return self.height - PADDING + 3

    @property
    def band(self) -> SafeString | str:
        return strength.band(self.node.band) if self.node.band else ""

    @property
    def bars(self) -> list[tuple[int, int, int, bool]]:
        """The band as four bars: x, y, height, and whether it is climbed."""
        band = self.node.band
        climbed = list(type(band)).index(band) if band else 0
        return [(step * 5, 9 - 3 * step, 3 + 3 * step, step < climbed) for step in range(4)]

    @property
    def way(self) -> int:
        """How long the line is that shows how far an outcome has come; 0 where there is nothing to show."""
        return round((self.width - 2) * self.node.way) if self.node.way else 0

    @property
    def is_folded(self) -> bool:
        return self.folded > 0

    @property
    def middle(self) -> int:
        return self.height // 2

    @property
    def warning_x(self) -> int:
        return self.width - 7


@dataclass(frozen=True, kw_only=True)
class Drawing:
    placed: tuple[Placed, ...]
    edges: tuple[str, ...]
    width: int
    height: int


def drawn(root: Node, *, folded: Collection[str] = ()) -> Drawing:
    """Place the root and all that is not folded away below it. Each box stands beside the first below it, so that one
    begins to read at the top left, however much follows.
    """
    placed, _, bottom = _place(root, parent="", depth=0, x=0, top=2, folded=folded)
    by_key = {one.node.key: one for one in placed}
    edges = [_edge(by_key[one.parent], one) for one in placed if one.parent]
    right = max(one.x + one.width for one in placed)
    return Drawing(placed=tuple(placed), edges=tuple(edges), width=right + 14, height=bottom - ROW_GAP + 2)


def _place(
    node: Node, *, parent: str, depth: int, x: int, top: int, folded: Collection[str]
) -> tuple[list[Placed], int, int]:
    """Return the boxes of the node and of those below it, the middle of its own, and where the next row begins."""
    is_root = node.kind == "root"
    width = ROOT_WIDTH if is_root else WIDTH
    lines = wrapped(node.text, ROOT_PER_LINE if is_root else PER_LINE)
    height = 2 * PADDING + len(lines) * LINE + (0 if is_root else FOOT) - 4
    below: list[Placed] = []
    middles: list[int] = []
    bottom = top
    if node.key not in folded:
        for child in node.children:
            more, middle, bottom = _place(
                child, parent=node.key, depth=depth + 1, x=x + width + GAP, top=bottom, folded=folded
            )
            below += more
            middles.append(middle)
    y = max(top, middles[0] - height // 2) if middles else top
    box = Placed(
        node=node,
        parent=parent,
        depth=depth,
        x=x,
        y=y,
        width=width,
        height=height,
        lines=tuple((PADDING + 11 + number * LINE, line) for number, line in enumerate(lines)),
        folded=sum(1 for _ in node.walked()) - 1 if node.key in folded and node.children else 0,
    )
    return [box, *below], y + height // 2, max(bottom, y + height + ROW_GAP)


def _edge(above: Placed, below: Placed) -> str:
    """A line from the right of one box to the left of another below it. All lines from one box share their trunk."""
    start, end = above.x + above.width, below.x
    trunk = start + GAP // 2
    from_y, to_y = above.y + above.middle, below.y + below.middle
    if to_y - from_y < 2 * CORNER:
        return f"M{start} {from_y}H{trunk}V{to_y}H{end}"
    corner = f"V{to_y - CORNER}q0 {CORNER} {CORNER} {CORNER}"
    return f"M{start} {from_y}H{trunk - CORNER}q{CORNER} 0 {CORNER} {CORNER}{corner}H{end}"


def wrapped(text: str, per_line: int) -> list[str]:
    """Break a text into lines of about so many letters; wide signs count twice. What does not fit ends in a sign."""
    lines = list(_lines(text, per_line)) or [""]
    if len(lines) <= MOST_LINES:
        return lines
    return [*lines[: MOST_LINES - 1], f"{lines[MOST_LINES - 1][: per_line - 1].rstrip()}…"]


def _lines(text: str, per_line: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and _width(f"{line} {word}") > per_line:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
        while _width(line) > per_line:
            cut = _fitting(line, per_line)
            yield line[:cut]
            line = line[cut:]
    if line:
        yield line


def _fitting(line: str, per_line: int) -> int:
    """Return how many signs of the line fit."""
    used = 0
    for place, sign in enumerate(line):
        used += _width(sign)
        if used > per_line:
            return max(1, place)
    return len(line)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)
