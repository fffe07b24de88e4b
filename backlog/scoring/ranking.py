"""Putting scores in order: only among what is comparable, and saying so where the score does not decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby


@dataclass(frozen=True, kw_only=True)
class Entrant:
    """`key` identifies it, `name` is what people call it; `group` is what it is comparable with."""

    key: int
    name: str
    number: Decimal
    group: str = ""


@dataclass(frozen=True, kw_only=True)
class Place:
    """`rank` counts from 1 and skips after a tie: 1, 2, 2, 4."""

    key: int
    rank: int
    tie: str


@dataclass(frozen=True, kw_only=True)
class Ranking:
    """The places among those that are comparable, best first."""

    group: str
    places: tuple[Place, ...]


def ranked(entrants: Iterable[Entrant]) -> list[Ranking]:
    """Return a ranking of each group, the largest first. Among equals the order stays as it was given."""
    groups: dict[str, list[Entrant]] = {}
    for one in entrants:
        groups.setdefault(one.group, []).append(one)
    by_size = sorted(groups.items(), key=lambda group: (-len(group[1]), group[0]))
    return [Ranking(group=group, places=tuple(_places(members))) for group, members in by_size]


def _places(members: list[Entrant]) -> Iterable[Place]:
    rank = 1
    for _, equals in groupby(sorted(members, key=lambda one: -one.number), key=lambda one: one.number):
        tied = list(equals)
        for one in tied:
            yield Place(key=one.key, rank=rank, tie=_explained([other for other in tied if other is not one]))
        rank += len(tied)


def _explained(others: list[Entrant]) -> str:
    if not others:
        return ""
    named = ", ".join(one.name for one in others[:3])
    more = f" and {len(others) - 3} more" if len(others) > 3 else ""
    return f"Tied with {named}{more}: the score does not decide between them."
