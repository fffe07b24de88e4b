"""The Net Promoter Score with its uncertainty.

Promoters answer 9–10, passives 7–8, detractors 0–6 on 0–10. The interval to show is the adjusted Wald one: Rocks
(2016), "Interval estimation for the Net Promoter Score", The American Statistician 70(4):365–372;
measuringu.com/nps-confidence-intervals/.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

from research.statistics.intervals import Interval, Z


@dataclass(frozen=True, kw_only=True)
class Answers:
    """How many answered what, in one wave."""

    promoters: int = 0
    passives: int = 0
    detractors: int = 0

    def __post_init__(self) -> None:
        if min(self.promoters, self.passives, self.detractors) < 0:
            raise ValueError("Nobody answers less than never.")

    @property
    def n(self) -> int:
        return self.promoters + self.passives + self.detractors


@dataclass(frozen=True, kw_only=True)
class Score:
    """−100…100. `margin` is the plain Wald one, half as wide as its interval; `interval` the adjusted one, to show."""

    value: float
    n: int
    standard_error: float
    margin: float
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class Change:
    """From one wave to the next, in points. `is_significant` at 95 %: the interval does not hold zero."""

    value: float
    interval: Interval

    @property
    def is_significant(self) -> bool:
        return not self.interval.low <= 0 <= self.interval.high


def count(answers: Iterable[int]) -> Answers:
    """Sort answers from 0 to 10 into the three groups. Raises `ValueError` for any other."""
    given = list(answers)
    if any(not 0 <= one <= 10 for one in given):
        raise ValueError("An answer is a whole number from 0 to 10.")
    promoters, detractors = sum(one >= 9 for one in given), sum(one <= 6 for one in given)
    return Answers(promoters=promoters, passives=len(given) - promoters - detractors, detractors=detractors)


def count_by_score(numbers: Sequence[int]) -> Answers:
    """Sort answers into the three groups that were counted already: how many gave 0, 1, … 10."""
    if len(numbers) != 11:
        raise ValueError("There are eleven scores, from 0 to 10.")
    return Answers(promoters=sum(numbers[9:]), passives=sum(numbers[7:9]), detractors=sum(numbers[:7]))


def score(answers: Answers) -> Score | None:
    """Return the score of a wave; None of nobody."""
    if not answers.n:
        return None
    value, error = _value_and_error(answers.promoters, answers.detractors, answers.n)
    middle, wider = _value_and_error(answers.promoters + 0.75, answers.detractors + 0.75, answers.n + 3)
    return Score(
        value=value,
        n=answers.n,
        standard_error=error,
        margin=Z * error,
        interval=Interval(low=max(-100.0, middle - Z * wider), high=min(100.0, middle + Z * wider)),
    )


def change(before: Score, after: Score) -> Change:
    """Compare two waves of different people: SE = √(SE₁² + SE₂²)."""
    value = after.value - before.value
    half = Z * sqrt(before.standard_error**2 + after.standard_error**2)
    return Change(value=value, interval=Interval(low=value - half, high=value + half))


def _value_and_error(promoters: float, detractors: float, n: float) -> tuple[float, float]:
    """Both in points. Var = p + d − (p − d)²."""
    difference = (promoters - detractors) / n
    variance = (promoters + detractors) / n - difference**2
    return 100 * (promoters - detractors) / n, 100 * sqrt(max(0.0, variance) / n)
