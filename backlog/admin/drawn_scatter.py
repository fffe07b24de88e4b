"""The picture of value against effort: where every dot and every line of it lies. Nothing here asks the database."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log10

from backlog.scoring.inputs import as_number, in_words
from backlog.scoring.plane import Plane, Point
from research.admin.charting import Tick

WIDTH, HEIGHT = 640, 300
LEFT, RIGHT, TOP, BOTTOM = 64, 24, 16, 44
STEPS = 4


@dataclass(frozen=True, kw_only=True)
class Dot:
    """One item: where it lies, what is written beside it and what it is in words."""

    item: int
    label: str
    words: str
    x: float
    y: float
    is_labelled_left: bool

    @property
    def label_x(self) -> float:
        return self.x - 9 if self.is_labelled_left else self.x + 9

    @property
    def anchor(self) -> str:
        return "end" if self.is_labelled_left else "start"


@dataclass(frozen=True, kw_only=True)
class Scatter:
    """Left is less effort, up is more value: best is top left."""

    plane: Plane
    dots: tuple[Dot, ...]
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    bottom: int = HEIGHT - BOTTOM
    middle: int = (LEFT + WIDTH - RIGHT) // 2


@dataclass(frozen=True, kw_only=True)
class Plotted:
    """What is to be drawn."""

    item: int
    label: str
    title: str
    point: Point


def drawn(plane: Plane, plotted: Sequence[Plotted]) -> Scatter | None:
    """Return the picture; None where there is nothing to draw."""
    if not plotted:
        return None
    most_across = _round_up(max(one.point.across for one in plotted))
    most_up = _round_up(max(one.point.up for one in plotted))
    inner_width, inner_height = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    dots = []
    for one in plotted:
        x = LEFT + inner_width * one.point.across / most_across
        y = HEIGHT - BOTTOM - inner_height * one.point.up / most_up
        dots.append(
            Dot(
                item=one.item,
                label=one.label,
                words=f"{one.label} {one.title}: {_said(one.point.up)} against {_said(one.point.across)}",
                x=round(x, 1),
                y=round(y, 1),
                is_labelled_left=x > WIDTH - RIGHT - 50,
            )
        )
    return Scatter(
        plane=plane,
        dots=tuple(dots),
        across=tuple(
            Tick(at=LEFT + inner_width * step / STEPS, label=_said(most_across * step / STEPS))
            for step in range(STEPS + 1)
        ),
        up=tuple(
            Tick(at=HEIGHT - BOTTOM - inner_height * step / STEPS, label=_said(most_up * step / STEPS))
            for step in range(STEPS + 1)
        ),
    )


def _round_up(most: float) -> float:
    """The next number that is written with one or two digits, and can be quartered."""
    if most <= 0:
        return 1
    unit = 10 ** (ceil(log10(most)) - 1)
    return float(next(step * unit for step in (1, 2, 4, 6, 8, 10) if step * unit >= most))


def _said(number: float) -> str:
    found = as_number(round(number, 2))
    return in_words(found) if found is not None else ""
