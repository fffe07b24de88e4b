"""The timeline of a roadmap as shapes: a lane for each objective, in it a box for each release. Pure."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from backlog.tracing.roadmap import EntryDocument, ObjectiveDocument, ReleaseDocument, RoadmapDocument, day
from backlog.tracing.shapes import wrapped

WIDTH, LEFT, RIGHT = 1180, 210, 1168
TOP = 62
LINE = 17
PADDING = 10
GAP = 8
NARROWEST = 170
LETTER = 6.6
"""Pixels that a letter of the picture takes on average; texts are cut by it."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of text. `entry` is the item that it names, none where it is a heading."""

    text: str
    y: int
    entry: int | None = None
    band: int = 0


@dataclass(frozen=True, kw_only=True)
class Box:
    """A release within a lane."""

    x: int
    y: int
    width: int
    height: int
    title: str
    status: str
    lines: tuple[Line, ...]

    @property
    def text_x(self) -> int:
        return self.x + PADDING


@dataclass(frozen=True, kw_only=True)
class Lane:
    y: int
    height: int
    label: tuple[Line, ...]
    boxes: tuple[Box, ...]


@dataclass(frozen=True, kw_only=True)
class Tick:
    x: int
    label: str


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The picture. `today` is None where the day lies outside of it."""

    width: int
    height: int
    left: int
    months: tuple[Tick, ...]
    today: int | None
    lanes: tuple[Lane, ...]


BANDS = ("none", "single voice", "thin", "solid", "strong")


def drawn(told: RoadmapDocument, *, today: date) -> Timeline | None:
    """Draw the entries that are in a release. None where no entry is."""
    placed = [(entry, entry["release"]) for entry in told["entries"] if entry["release"]]
    if not placed:
        return None
    starts = _month(min(day(release["starts_on"]) for _, release in placed))
    ends = _next_month(max(day(release["ships_on"]) for _, release in placed))
    scale = _Scale(starts=starts, ends=ends)
    lanes = list(_lanes([entry for entry, _ in placed], scale))
    return Timeline(
        width=WIDTH,
        height=lanes[-1].y + lanes[-1].height + GAP,
        left=LEFT,
        months=tuple(scale.months()),
        today=scale.x(today) if starts <= today <= ends else None,
        lanes=tuple(lanes),
    )


@dataclass(frozen=True, kw_only=True)
class _Scale:
    starts: date
    ends: date

    def x(self, on: date) -> int:
        share = (on - self.starts).days / (self.ends - self.starts).days
        return round(LEFT + share * (RIGHT - LEFT))

    def months(self) -> Iterator[Tick]:
        """A tick for each month, or for as many as there is room for."""
        at, every = self.starts, max(1, round((self.ends - self.starts).days / 30 / 14))
        number = 0
        while at < self.ends:
            if number % every == 0:
                yield Tick(x=self.x(at), label=f"{at:%b %Y}" if at.month == 1 or not number else f"{at:%b}")
            at, number = _next_month(at), number + 1


def objectives(entries: Iterable[EntryDocument]) -> dict[int, tuple[ObjectiveDocument | None, list[EntryDocument]]]:
    """Return entries by their objective, the one that is due first at the top; those without one come last, under 0."""
    found: dict[int, tuple[ObjectiveDocument | None, list[EntryDocument]]] = {}
    for entry in entries:
        objective = entry["objective"]
        found.setdefault(objective["id"] if objective else 0, (objective, []))[1].append(entry)
    return dict(sorted(found.items(), key=lambda one: (one[1][0]["due_on"] if one[1][0] else "9999", one[0])))


def _lanes(entries: Sequence[EntryDocument], scale: _Scale) -> Iterator[Lane]:
    y = TOP
    for objective, within in objectives(entries).values():
        words = wrapped(objective["title"] if objective else "No objective yet", letters=26, lines=5)
        boxes = list(_boxes(within, scale, top=y + GAP))
        low = max((box.y + box.height for box in boxes), default=y)
        height = max(low - y + GAP, len(words) * LINE + 2 * PADDING + GAP)
        label = tuple(Line(text=text, y=y + PADDING + LINE * (number + 1)) for number, text in enumerate(words))
        yield Lane(y=y, height=height, label=label, boxes=tuple(boxes))
        y += height


def _boxes(entries: Sequence[EntryDocument], scale: _Scale, *, top: int) -> Iterator[Box]:
    """One box for each release, below those that it would cover."""
    by_release: dict[int, tuple[ReleaseDocument, list[EntryDocument]]] = {}
    for entry in entries:
        if release := entry["release"]:
            by_release.setdefault(release["id"], (release, []))[1].append(entry)
    taken: list[Box] = []
    for release, within in sorted(by_release.values(), key=lambda one: (one[0]["starts_on"], one[0]["id"])):
        box = _box(release, within, scale, taken=taken, top=top)
        taken.append(box)
        yield box


def _box(
    release: ReleaseDocument, entries: Sequence[EntryDocument], scale: _Scale, *, taken: Sequence[Box], top: int
) -> Box:
    x, end = scale.x(day(release["starts_on"])), scale.x(day(release["ships_on"]))
    width = max(end - x, NARROWEST)
    x = min(x, RIGHT - width)
    covering = [one for one in taken if one.x < x + width and x < one.x + one.width]
    y = max((one.y + one.height + GAP for one in covering), default=top)
    letters = int((width - 2 * PADDING - 16) / LETTER)
    lines = [Line(text=_head(release, letters), y=y + PADDING + 12)]
    for number, entry in enumerate(entries, start=1):
        text = wrapped(f"#{entry['number']} {entry['title']}", letters=letters, lines=1)[0]
        band = BANDS.index(entry["strength"]["band"])
        lines.append(Line(text=text, y=y + PADDING + 12 + number * LINE + 2, entry=entry["id"], band=band))
    return Box(
        x=x,
        y=y,
        width=width,
        height=2 * PADDING + LINE * len(lines) + 2,
        title=f"{release['name']}: {release['starts_on']} to {release['ships_on']}",
        status=release["status"],
        lines=tuple(lines),
    )


def _head(release: ReleaseDocument, letters: int) -> str:
    ships = f" · {day(release['ships_on']):%-d %b}"
    return wrapped(release["name"], letters=max(letters - len(ships), 6), lines=1)[0] + ships


def _month(on: date) -> date:
    return on.replace(day=1)


def _next_month(on: date) -> date:
    return (on.replace(day=1) + timedelta(days=32)).replace(day=1)
