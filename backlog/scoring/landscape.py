"""Where a need lies between importance and satisfaction, after Ulwick, "What Customers Want" (2005).

A score above 15 is extreme, from 12 high, from 10 worth looking at: such needs are under-served. Where satisfaction
exceeds importance a need is over-served. The rest is served about right.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from backlog.scoring import opportunity
from backlog.scoring.opportunity import Need
from backlog.scoring.result import Result
from research.statistics import intervals
from research.statistics.intervals import Interval

Served = Literal["under-served", "served about right", "over-served"]
UNDER_SERVED = Decimal(10)
FEW = 20
"""Fewer answers than these carry a note."""
FEW_NOTE = f"Fewer than {FEW} answers: a few more may change its place."


@dataclass(frozen=True, kw_only=True)
class Rated:
    """How many rated a need, and how many of them gave its importance, and its satisfaction, a 4 or a 5."""

    n: int = 0
    important: int = 0
    satisfied: int = 0

    def __add__(self, other: "Rated") -> "Rated":
        return Rated(
            n=self.n + other.n,
            important=self.important + other.important,
            satisfied=self.satisfied + other.satisfied,
        )


@dataclass(frozen=True, kw_only=True)
class Placed:
    """Importance and satisfaction in 0…10, each with its Wilson interval on that scale, and the score."""

    rated: Rated
    need: Need
    importance: Interval
    satisfaction: Interval
    result: Result
    score: Decimal
    served: Served
    note: str


def place(rated: Rated) -> Placed | None:
    """Score a need; None of nobody."""
    if not rated.n:
        return None
    need = Need(
        importance=opportunity.share_of(rated.important, rated.n),
        satisfaction=opportunity.share_of(rated.satisfied, rated.n),
        respondents=Decimal(rated.n),
    )
    result = opportunity.ulwick(need)
    return Placed(
        rated=rated,
        need=need,
        importance=_tenfold(rated.important, rated.n),
        satisfaction=_tenfold(rated.satisfied, rated.n),
        result=result,
        score=result.sort_number,
        served=_served(need, result.sort_number),
        note=FEW_NOTE if rated.n < FEW else "",
    )


def _served(need: Need, score: Decimal) -> Served:
    if need.satisfaction > need.importance:
        return "over-served"
    return "under-served" if score > UNDER_SERVED else "served about right"


def _tenfold(part: int, n: int) -> Interval:
    found = intervals.wilson(part, n=n)
    assert found is not None  # noqa: S101  (n is not 0)
    return Interval(low=10 * found.low, high=10 * found.high)
