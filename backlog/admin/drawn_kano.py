"""The pictures of a Kano survey: where every dot and every line of them lies. Nothing here asks the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backlog.tracing.kano import Outcome
from research.admin.charting import Tick

WIDTH, HEIGHT = 560, 460
LEFT, RIGHT, TOP, BOTTOM = 60, 20, 16, 56
TOO_CLOSE = 20


@dataclass(frozen=True, kw_only=True)
class Axis:
    """From where to where it runs, where it is divided, and what is written on it."""

    name: str
    low: float
    high: float
    parts: tuple[float, ...]
    middle: float


@dataclass(frozen=True, kw_only=True)
class Dot:
    """One item, or several that lie together: their numbers, and each in words. Whiskers are the spread."""

    label: str
    words: str
    x: float
    y: float
    radius: float
    whiskers: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True, kw_only=True)
class Plane:
    name: str
    said: str
    dots: tuple[Dot, ...]
    up: tuple[Tick, ...]
    across: tuple[Tick, ...]
    up_name: str
    across_name: str
    middle_x: float
    middle_y: float
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    floor: int = HEIGHT - BOTTOM
    centre: int = (LEFT + WIDTH - RIGHT) // 2
    half_way: int = (TOP + HEIGHT - BOTTOM) // 2


@dataclass(frozen=True, kw_only=True)
class _Spot:
    number: int
    words: str
    x: float
    y: float
    whiskers: tuple[tuple[float, float, float, float], ...] = ()


SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
WORSE = Axis(name="worse without it: −worse", low=0, high=1, parts=SHARES, middle=0.5)
BETTER = Axis(name="better with it", low=0, high=1, parts=SHARES, middle=0.5)
# Beyond −2 … 4, so that what lies on the edge is seen whole.
SCORES = (-2.0, 0.0, 2.0, 4.0)
ABSENT = Axis(name="if it is not there (mean)", low=-2.4, high=4.4, parts=SCORES, middle=0)
PRESENT = Axis(name="if it is there (mean)", low=-2.4, high=4.4, parts=SCORES, middle=0)


def better_worse(outcomes: Sequence[Outcome], *, numbers: dict[int, int]) -> Plane | None:
    """Draw better against worse; None where neither is defined for any item."""
    spots = [
        _Spot(
            number=numbers[one.question.pk],
            words=f"{name_of(one)}: better {said(float(found.better))}, worse {said(float(found.worse))}",
            x=_across(WORSE, -float(found.worse)),
            y=_up(BETTER, float(found.better)),
        )
        for one in outcomes
        if (found := one.found).better is not None and found.worse is not None
    ]
    return _plane("Better against worse", spots, across=WORSE, up=BETTER)


def continuous(outcomes: Sequence[Outcome], *, numbers: dict[int, int]) -> Plane | None:
    """Draw DuMouchel's means, with one standard deviation to each side."""
    return _plane(
        "Means of the continuous form",
        [_mean(one, numbers[one.question.pk]) for one in outcomes],
        across=ABSENT,
        up=PRESENT,
    )


def name_of(one: Outcome) -> str:
    return f"#{one.question.item.number} {one.question.item.title}"


def said(number: float, places: int = 2) -> str:
    """Write a number with a minus that is one."""
    return f"{number:.{places}f}".replace("-", "−")


def _mean(one: Outcome, number: int) -> _Spot:
    at = one.position
    x, y = _across(ABSENT, at.dysfunctional), _up(PRESENT, at.functional)
    whiskers = []
    spread = ""
    if at.functional_spread is not None and at.dysfunctional_spread is not None:
        low, high = at.dysfunctional - at.dysfunctional_spread, at.dysfunctional + at.dysfunctional_spread
        whiskers.append((_across(ABSENT, low), y, _across(ABSENT, high), y))
        low, high = at.functional - at.functional_spread, at.functional + at.functional_spread
        whiskers.append((x, _up(PRESENT, low), x, _up(PRESENT, high)))
        spread = f", spread {said(at.functional_spread)} and {said(at.dysfunctional_spread)}"
    words = f"{name_of(one)}: there {said(at.functional)}, not there {said(at.dysfunctional)}{spread}"
    return _Spot(number=number, words=words, x=x, y=y, whiskers=tuple(whiskers))


def _plane(name: str, spots: list[_Spot], *, across: Axis, up: Axis) -> Plane | None:
    if not spots:
        return None
    return Plane(
        name=f"{name}, {len(spots)} item{'' if len(spots) == 1 else 's'}",
        said="; ".join(f"{one.number}. {one.words}" for one in spots),
        dots=tuple(_together(spots)),
        up=tuple(Tick(at=_up(up, part), label=_tick(part)) for part in up.parts),
        across=tuple(Tick(at=_across(across, part), label=_tick(part)) for part in across.parts),
        up_name=up.name,
        across_name=across.name,
        middle_x=_across(across, across.middle),
        middle_y=_up(up, up.middle),
    )


def _together(spots: Iterable[_Spot]) -> Iterable[Dot]:
    """Write into one dot what would cover each other."""
    groups: list[list[_Spot]] = []
    for one in spots:
        near = (g for g in groups if abs(g[0].x - one.x) < TOO_CLOSE and abs(g[0].y - one.y) < TOO_CLOSE)
        group = next(near, None)
        if group is None:
            groups.append([one])
        else:
            group.append(one)
    for group in groups:
        label = ", ".join(str(one.number) for one in group)
        yield Dot(
            label=label,
            words="; ".join(f"{one.number}. {one.words}" for one in group),
            x=group[0].x,
            y=group[0].y,
            radius=max(11, 4 + 3.4 * len(label)),
            whiskers=tuple(line for one in group for line in one.whiskers),
        )


def _across(axis: Axis, value: float) -> float:
    inside = min(max(value, axis.low), axis.high)
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (inside - axis.low) / (axis.high - axis.low), 1)


def _up(axis: Axis, value: float) -> float:
    inside = min(max(value, axis.low), axis.high)
    return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (inside - axis.low) / (axis.high - axis.low), 1)


def _tick(part: float) -> str:
    return f"{part:g}".replace("-", "−")
