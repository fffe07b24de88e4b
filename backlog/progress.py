"""How far objectives are: a key result's pace while it is open, its grade once it is closed. Pure.

A grade is (current − start) ÷ (target − start), cut to 0…1; it works downwards too. Colours: from 0.7 green, from 0.4
yellow, else red; a committed key result is green only at 1.0. Pace compares how far the value has come with how much
of the time is gone; it is no grade.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from math import isfinite

GREEN, YELLOW = 0.7, 0.4
ON_TRACK, AT_RISK = 0.9, 0.6
"""Shares of what the time gone by asks for, from which a key result is called so."""


class Colour(StrEnum):
    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class State(StrEnum):
    """How a key result stands while it is open: said by whoever checks in."""

    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    OFF_TRACK = "off_track"


class NothingToReach(ValueError):
    """The target is where one starts: there is no way to go, and no grade."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A value on a day."""

    on: date
    value: float


@dataclass(frozen=True, kw_only=True)
class Aim:
    """From where to where, by when. Raises `NothingToReach`."""

    start: float
    target: float
    starts_on: date
    due_on: date

    def __post_init__(self) -> None:
        if not (isfinite(self.start) and isfinite(self.target)) or self.start == self.target:
            raise NothingToReach("The target is where it starts.")
        if self.starts_on > self.due_on:
            raise ValueError("It is due before it starts.")


@dataclass(frozen=True, kw_only=True)
class Pace:
    """`way` and `time` are shares from 0 to 1: how far it has come, and how much of the time is gone.

    `state` is what these two suggest. `forecast` is the value on the due day if it goes on as it went: the line of
    least squares through the start and the readings; None with fewer than two days to draw it through.
    """

    way: float
    time: float
    state: State
    forecast: float | None


@dataclass(frozen=True, kw_only=True)
class Graded:
    """A grade with its weight."""

    grade: float
    weight: float = 1.0


def grade(aim: Aim, *, current: float) -> float:
    """Return how much of the way is gone, from 0 to 1."""
    return min(1.0, max(0.0, (current - aim.start) / (aim.target - aim.start)))


def colour(grade: float, *, is_committed: bool) -> Colour:
    """Name the grade of a key result that is closed."""
    if is_committed:
        return Colour.GREEN if grade >= 1 else Colour.YELLOW if grade >= YELLOW else Colour.RED
    return Colour.GREEN if grade >= GREEN else Colour.YELLOW if grade >= YELLOW else Colour.RED


def pace(aim: Aim, *, readings: Sequence[Reading], today: date) -> Pace:
    """Tell how an open key result goes. Without a reading it stands where it starts."""
    latest = max(readings, key=lambda one: one.on, default=None)
    way = grade(aim, current=latest.value) if latest else 0.0
    time = _gone(aim, today)
    return Pace(way=way, time=time, state=_suggested(way, time), forecast=forecast(aim, readings=readings))


def forecast(aim: Aim, *, readings: Iterable[Reading]) -> float | None:
    """Return the value on the due day, by the line of least squares through the start and the readings."""
    points = [(0.0, aim.start), *(((one.on - aim.starts_on).days * 1.0, one.value) for one in readings)]
    middle_x = sum(x for x, _ in points) / len(points)
    middle_y = sum(y for _, y in points) / len(points)
    spread = sum((x - middle_x) ** 2 for x, _ in points)
    if not spread:
        return None
    slope = sum((x - middle_x) * (y - middle_y) for x, y in points) / spread
    return middle_y + slope * ((aim.due_on - aim.starts_on).days - middle_x)


def objective(key_results: Iterable[Graded]) -> float | None:
    """Return the weighted mean of its key results' grades; None without a key result that weighs anything."""
    given = list(key_results)
    whole = sum(one.weight for one in given)
    return sum(one.grade * one.weight for one in given) / whole if whole else None


def _gone(aim: Aim, today: date) -> float:
    days = (aim.due_on - aim.starts_on).days
    if not days:
        return 1.0 if today >= aim.due_on else 0.0
    return min(1.0, max(0.0, (today - aim.starts_on).days / days))


def _suggested(way: float, time: float) -> State:
    if not time or way >= ON_TRACK * time:
        return State.ON_TRACK
    return State.AT_RISK if way >= AT_RISK * time else State.OFF_TRACK
