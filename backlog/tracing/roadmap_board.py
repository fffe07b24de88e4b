"""A roadmap in words, as pages show it: columns by when, sections by objective and release. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from backlog.models import BacklogItem, Release
from backlog.tracing.roadmap import EntryDocument, ObjectiveDocument, ReleaseDocument, RoadmapDocument, day
from backlog.tracing.roadmap_timeline import objectives
from research.evidence_strength import Band, Flag

WHEN = {
    BacklogItem.Horizon.NOW: "Being built.",
    BacklogItem.Horizon.NEXT: "Decided, and waiting.",
    BacklogItem.Horizon.LATER: "Likely, and not decided.",
    BacklogItem.Horizon.NOT_NOW: "Left out on purpose.",
}
KINDS, STATUSES = dict(BacklogItem.Kind.choices), dict(BacklogItem.Status.choices)
HORIZONS = dict(BacklogItem.Horizon.choices)
RELEASE_STATUSES = dict(Release.Status.choices)
GRAVE = (Flag.CONTESTED, Flag.CONSENT)


@dataclass(frozen=True, kw_only=True)
class Card:
    """An entry in words. `climbed` is how many of four bars its evidence has; `flags` are words with their tone."""

    entry: EntryDocument
    kind: str
    status: str
    when: str
    band: str
    climbed: int
    flags: tuple[tuple[str, str], ...]

    @property
    def is_done(self) -> bool:
        return self.entry["status"] == BacklogItem.Status.DONE


@dataclass(frozen=True, kw_only=True)
class Column:
    horizon: str
    label: str
    about: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True)
class Group:
    """Cards of a release within an objective, or of no release."""

    release: ReleaseDocument | None
    ships_on: date | None
    status: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, kw_only=True)
class Section:
    objective: ObjectiveDocument | None
    due_on: date | None
    groups: tuple[Group, ...]


def columns(told: RoadmapDocument) -> Iterator[Column]:
    """What is done has left the board."""
    ahead = [card for card in map(card_of, told["entries"]) if not card.is_done]
    for horizon in BacklogItem.Horizon:
        within = tuple(card for card in ahead if card.entry["horizon"] == horizon)
        yield Column(horizon=horizon.value, label=str(horizon.label), about=WHEN[horizon], cards=within)


def sections(told: RoadmapDocument) -> Iterator[Section]:
    """By objective, in it by the day on which a release ships."""
    for objective, entries in objectives(told["entries"]).values():
        yield Section(
            objective=objective,
            due_on=day(objective["due_on"]) if objective else None,
            groups=tuple(_groups(sorted(entries, key=_ships))),
        )


def notes(told: RoadmapDocument) -> list[tuple[ReleaseDocument, date]]:
    """Return the releases that say something to those who read the roadmap."""
    return [(one, day(one["ships_on"])) for one in told["releases"] if one["notes"]]


def card_of(entry: EntryDocument) -> Card:
    band = Band(entry["strength"]["band"])
    return Card(
        entry=entry,
        kind=KINDS[entry["kind"]],
        status=STATUSES[entry["status"]],
        when=HORIZONS[entry["horizon"]],
        band="no evidence" if band is Band.NONE else band.value,
        climbed=list(Band).index(band),
        flags=tuple(_flags(entry["strength"]["flags"])),
    )


def _flags(flags: Iterable[str]) -> Iterator[tuple[str, str]]:
    """That nobody looked for the opposite takes two words."""
    for one in map(Flag, flags):
        yield ("one-sided?" if one is Flag.OPPOSITE_NOT_SOUGHT else one.value), ("bad" if one in GRAVE else "warn")


def _groups(entries: Iterable[EntryDocument]) -> Iterator[Group]:
    found: dict[int, list[EntryDocument]] = {}
    for entry in entries:
        found.setdefault(entry["release"]["id"] if entry["release"] else 0, []).append(entry)
    return map(_group, found.values())


def _group(entries: list[EntryDocument]) -> Group:
    release = entries[0]["release"]
    return Group(
        release=release,
        ships_on=day(release["ships_on"]) if release else None,
        status=RELEASE_STATUSES[release["status"]] if release else "",
        cards=tuple(map(card_of, entries)),
    )


def _ships(entry: EntryDocument) -> str:
    return entry["release"]["ships_on"] if entry["release"] else "9999"
