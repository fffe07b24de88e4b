"""Where the parts of a line chart stand. Pure: dated values in; points, paths and ticks out."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor, log10

TICKS = 4
LABEL = 92
"""Pixels that a date below the chart takes."""


@dataclass(frozen=True, kw_only=True)
class Value:
    """One value of a series, `when` as a number that grows; None where it is undefined. `said` names it in words."""

    when: int
    label: str
    said: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, kw_only=True)
class Frame:
    """The picture's size, and the room that its labels take."""

    width: int
    height: int
    left: int = 0
    right: int = 0
    top: int = 0
    bottom: int = 0

    @property
    def right_end(self) -> int:
        return self.width - self.right

    @property
    def floor(self) -> int:
        return self.height - self.bottom


LARGE = Frame(width=860, height=300, left=76, right=20, top=18, bottom=34)
SMALL = Frame(width=220, height=56, left=6, right=6, top=6, bottom=6)


@dataclass(frozen=True, kw_only=True)
class Point:
    x: float
    y: float
    said: str


@dataclass(frozen=True, kw_only=True)
class Tick:
    at: float
    label: str


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Paths have gaps where a value is undefined; `band` is the interval, `target` its height where there is one."""

    frame: Frame
    points: tuple[Point, ...]
    line: str
    band: str
    target: float | None
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]


def chart(
    values: Sequence[Value], *, frame: Frame, said: Callable[[float], str], target: float | None = None
) -> Chart | None:
    """Draw the values, oldest first. None where not one is defined."""
    known = [one for one in values if one.value is not None]
    if not known:
        return None
    marks = _marks(known, target)
    ends = (marks[0], marks[-1])
    first, last = values[0].when, values[-1].when

    def x(when: int) -> float:
        inside = frame.right_end - frame.left
        share = (when - first) / (last - first) if last > first else 0.5
        return round(frame.left + inside * share, 1)

    def y(value: float) -> float:
        inside = frame.floor - frame.top
        return round(frame.floor - inside * (value - ends[0]) / (ends[1] - ends[0]), 1)

    return Chart(
        frame=frame,
        points=tuple(Point(x=x(one.when), y=y(one.value), said=one.said) for one in known if one.value is not None),
        line="".join(_line([(x(one.when), y(one.value or 0)) for one in run]) for run in _runs(values)),
        band="".join(_bands(values, x, y)),
        target=None if target is None else y(target),
        across=tuple(_dates(values, x)),
        up=tuple(Tick(at=y(mark), label=said(mark)) for mark in marks),
    )


def _marks(known: Sequence[Value], target: float | None) -> list[float]:
    """Round numbers that hold everything that is drawn between the first and the last of them."""
    drawn = [each for one in known for each in (one.value, one.low, one.high) if each is not None]
    drawn += [] if target is None else [target]
    low, high = min(drawn), max(drawn)
    if low == high:
        low, high = low - (abs(low) or 1) / 2, high + (abs(high) or 1) / 2
    step = _round_step((high - low) / TICKS)
    return [number * step for number in range(floor(low / step), ceil(high / step) + 1)]


def _round_step(rough: float) -> float:
    power: float = 10 ** floor(log10(rough))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)


def _runs(values: Sequence[Value]) -> Iterator[list[Value]]:
    """Values in a row that are defined."""
    for is_known, run in groupby(values, key=lambda one: one.value is not None):
        if is_known:
            yield list(run)


def _bands(values: Sequence[Value], x: Callable[[int], float], y: Callable[[float], float]) -> Iterator[str]:
    for has_ends, run in groupby(values, key=lambda one: one.low is not None and one.high is not None):
        ends = list(run)
        if has_ends and len(ends) > 1:
            there = [(x(one.when), y(one.high)) for one in ends if one.high is not None]
            back = [(x(one.when), y(one.low)) for one in reversed(ends) if one.low is not None]
            yield f"{_line([*there, *back])}Z"
        elif has_ends and ends[0].low is not None and ends[0].high is not None:
            at, top, bottom = x(ends[0].when), y(ends[0].high), y(ends[0].low)
            yield f"M{at - 4} {top}H{at + 4}V{bottom}H{at - 4}Z"


def _dates(values: Sequence[Value], x: Callable[[int], float]) -> Iterator[Tick]:
    """The dates of as many values as fit beside one another, the last one always."""
    taken_from = float("inf")
    for one in reversed(values):
        if x(one.when) + LABEL <= taken_from:
            taken_from = x(one.when)
            yield Tick(at=taken_from, label=one.label)


def _line(points: Sequence[tuple[float, float]]) -> str:
    return "".join(f"{'L' if number else 'M'}{x} {y}" for number, (x, y) in enumerate(points))
