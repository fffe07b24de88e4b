"""The picture of a landscape: importance to the right, satisfaction upwards, each from 0 to 10. Nothing here asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backlog.tracing.landscape import Landscape, Spot
from research.admin.charting import Tick

WIDTH, HEIGHT = 620, 560
LEFT, RIGHT, TOP, BOTTOM = 56, 20, 16, 48
ROOM_ACROSS, ROOM_UP = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
RADIUS = 11


@dataclass(frozen=True, kw_only=True)
class Dot:
    """An opportunity by its place in the table."""

    number: int
    words: str
    served: str
    x: float
    y: float


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """`under` is where the score exceeds 10, `extreme` where it exceeds 15, `over` where more is met than matters."""

    dots: tuple[Dot, ...]
    said: str
    across: tuple[Tick, ...]
    up: tuple[Tick, ...]
    under: str
    extreme: str
    over: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = WIDTH - RIGHT
    top: int = TOP
    floor: int = HEIGHT - BOTTOM
    middle: float = LEFT + ROOM_ACROSS / 2
    half_way: float = TOP + ROOM_UP / 2


def drawn(landscape: Landscape) -> Drawn:
    numbers = range(0, 11, 2)
    return Drawn(
        dots=tuple(_dots(landscape.spots)),
        said=" ".join(f"{place}. {_said(spot)}." for place, spot in enumerate(landscape.spots, start=1)),
        across=tuple(Tick(at=_x(number), label=str(number)) for number in numbers),
        up=tuple(Tick(at=_y(number), label=str(number)) for number in numbers),
        under=_area((5, 0), (10, 0), (10, 10)),
        extreme=_area((7.5, 0), (10, 0), (10, 5)),
        over=_area((0, 0), (0, 10), (10, 10)),
    )


def _dots(spots: Sequence[Spot]) -> Iterator[Dot]:
    """One after another; what would cover an earlier one moves aside by a diameter, and its words keep the figures."""
    taken: list[tuple[float, float]] = []
    for number, spot in enumerate(spots, start=1):
        x, y = _x(float(spot.placed.need.importance)), _y(float(spot.placed.need.satisfaction))
        while any(abs(x - there[0]) < 2 * RADIUS and abs(y - there[1]) < 2 * RADIUS for there in taken):
            x = x + 2 * RADIUS if x + 3 * RADIUS < WIDTH - RIGHT else LEFT + RADIUS
        taken.append((x, y))
        yield Dot(
            number=number, words=_said(spot), served=spot.placed.served.split("-")[0], x=round(x, 1), y=round(y, 1)
        )


def _said(spot: Spot) -> str:
    need = spot.placed.need
    return (
        f"{spot.statement.wording} Importance {need.importance:.1f}, satisfaction {need.satisfaction:.1f}, "
        f"score {spot.placed.score:.1f}, {spot.placed.served}, n = {spot.placed.rated.n}"
    )


def _area(*corners: tuple[float, float]) -> str:
    return " ".join(f"{_x(across)},{_y(up)}" for across, up in corners)


def _x(importance: float) -> float:
    return round(LEFT + ROOM_ACROSS * importance / 10, 1)


def _y(satisfaction: float) -> float:
    return round(TOP + ROOM_UP * (1 - satisfaction / 10), 1)
