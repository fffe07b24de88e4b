"""Whether people who code the same text mark the same in it.

The unit is a character of the text, for each tag by itself: it has the tag or it has not. Characters that nobody
tagged count as agreement. Several tags are pooled by adding up numerators and denominators, as De Vries and others
(2008) do for κ; a tag that nobody used, or that everybody gave to everything, adds nothing to either.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from research.statistics import spans
from research.statistics.spans import Span


@dataclass(frozen=True, kw_only=True)
class Coefficient:
    """A measure of agreement: 1 is perfect, 0 what chance would give, less is worse than chance.

    `value` is None where nothing varies, so that there is nothing to agree on. `n` is the number of units.
    """

    value: float | None
    n: int


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many units both coders gave the tag, one of them alone, or neither."""

    both: int
    only_first: int
    only_second: int
    neither: int

    @property
    def n(self) -> int:
        return self.both + self.only_first + self.only_second + self.neither


@dataclass(frozen=True, kw_only=True)
class Unit:
    """What was to be judged: one value for each coder who judged it, and how many such units there are."""

    values: tuple[Hashable, ...]
    times: int = 1


def count(first: Iterable[Span], second: Iterable[Span], *, length: int) -> Counts:
    """Compare the characters that two coders gave a tag, in a text of this length."""
    one, other = spans.union(first), spans.union(second)
    only_first, only_second = spans.length(spans.difference(one, other)), spans.length(spans.difference(other, one))
    both = spans.length(one) - only_first
    return Counts(
        both=both,
        only_first=only_first,
        only_second=only_second,
        neither=length - both - only_first - only_second,
    )


def kappa(*tags: Counts) -> Coefficient:
    """Cohen's κ of two coders, (Po − Pe) / (1 − Pe), of one tag or pooled over several that have the same units."""
    gained = sum(_observed(one) - _expected(one) for one in tags if one.n)
    possible = sum(1 - _expected(one) for one in tags if one.n)
    return Coefficient(value=gained / possible if possible else None, n=max((one.n for one in tags), default=0))


def units(coders: Sequence[Sequence[Span]], *, length: int) -> list[Unit]:
    """Return the characters as units of any number of coders: whether each gave the tag. Equal neighbours are one."""
    joined = [spans.union(one) for one in coders]
    return [
        Unit(values=tuple(_covers(one, piece) for one in joined), times=piece.length)
        for piece in spans.pieces(joined, length=length)
    ]


def alpha(*tags: Iterable[Unit]) -> Coefficient:
    """Krippendorff's nominal α, 1 − Do / De, of one tag or pooled over several; `n` counts units that two judged.

    Any number of coders; who did not judge a unit has no value there.
    """
    observed = expected = 0.0
    n = 0
    for tag in tags:
        pairable = [one for one in tag if len(one.values) > 1 and one.times]
        values: Counter[Hashable] = Counter()
        for unit in pairable:
            for value, times in Counter(unit.values).items():
                values[value] += times * unit.times
        total = values.total()
        if total:
            observed += (
                sum(unit.times * _unlike(Counter(unit.values)) / (len(unit.values) - 1) for unit in pairable) / total
            )
            expected += _unlike(values) / (total * (total - 1))
        n = max(n, sum(unit.times for unit in pairable))
    return Coefficient(value=1 - observed / expected if expected else None, n=n)


def _observed(counts: Counts) -> float:
    return (counts.both + counts.neither) / counts.n


def _expected(counts: Counts) -> float:
    """Agreement by chance: the sum of the products of the marginals."""
    first, second = counts.both + counts.only_first, counts.both + counts.only_second
    return (first * second + (counts.n - first) * (counts.n - second)) / counts.n**2


def _unlike(values: Counter[Hashable]) -> int:
    """Count the ordered pairs of values that differ."""
    return values.total() ** 2 - sum(times**2 for times in values.values())


def _covers(joined: Sequence[Span], piece: Span) -> bool:
    return any(span.start <= piece.start and piece.end <= span.end for span in joined)
