"""Kano: how people would feel with a feature, and without it.

Answers are positions: 1 I like it, 2 I expect it, 3 I don't mind, 4 I can live with it, 5 I dislike it. The
functional question is about its presence, the dysfunctional one about its absence. The continuous form is
DuMouchel's; the test of the two largest is Fong's. One paper prints `worse` with (A+M): a misprint.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt
from statistics import fmean, stdev

from backlog.scoring.inputs import Input
from backlog.scoring.result import Result, rounded

FEW = 20
"""Respondents under which a category says little."""

CATEGORIES = {
    "M": "Must-be",
    "O": "One-dimensional",
    "A": "Attractive",
    "I": "Indifferent",
    "R": "Reverse",
    "Q": "Questionable",
}
"""In the order that decides a tie."""

_TABLE = ("QAAAO", "RIIIM", "RIIIM", "RIIIM", "RRRRQ")
_FUNCTIONAL = (4, 2, 0, -1, -2)
_DYSFUNCTIONAL = (-2, -1, 0, 2, 4)
_FIELDS = {name: words.lower().replace("-", "_") for name, words in CATEGORIES.items()}

INPUTS = tuple(
    Input(
        name=_FIELDS[name],
        label=words,
        help=f"How many respondents' answers make it {words.lower()}.",
        largest=Decimal(1_000_000),
        is_whole=True,
    )
    for name, words in CATEGORIES.items()
)


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One respondent's two positions, each 1 to 5."""

    functional: int
    dysfunctional: int


@dataclass(frozen=True, kw_only=True)
class Counts:
    """How many respondents fall in each of the six categories."""

    must_be: Decimal = Decimal(0)
    one_dimensional: Decimal = Decimal(0)
    attractive: Decimal = Decimal(0)
    indifferent: Decimal = Decimal(0)
    reverse: Decimal = Decimal(0)
    questionable: Decimal = Decimal(0)

    def of(self, category: str) -> int:
        return int(getattr(self, _FIELDS[category]))

    @property
    def n(self) -> int:
        return sum(self.of(one) for one in CATEGORIES)


@dataclass(frozen=True, kw_only=True)
class Kano:
    """What the counts say. `better` and `worse` are None where nobody fell in A, O, M or I; strengths are shares."""

    n: int
    category: str
    second: str
    is_tie: bool
    better: Decimal | None
    worse: Decimal | None
    category_strength: Decimal
    total_strength: Decimal
    is_significant: bool


@dataclass(frozen=True, kw_only=True)
class Position:
    """Where a feature lies in the continuous plane: the means, and the standard deviations from two answers on."""

    n: int
    functional: float
    dysfunctional: float
    functional_spread: float | None
    dysfunctional_spread: float | None


POSITIONS = ("I like it", "I expect it", "I don't mind", "I can live with it", "I dislike it")
"""The five answers, from position 1 on."""

TIE_RULE = "M > O > A > I > R > Q"


def category_of(answer: Answer) -> str:
    return _TABLE[answer.functional - 1][answer.dysfunctional - 1]


def counted(answers: Iterable[Answer]) -> Counts:
    found = Counter(category_of(one) for one in answers)
    return Counts(**{field: Decimal(found[name]) for name, field in _FIELDS.items()})


def as_inputs(counts: Counts) -> dict[str, Decimal]:
    """Return the counts as the framework asks for them."""
    return {field: Decimal(counts.of(name)) for name, field in _FIELDS.items()}


def fong_in_words(counts: Counts, found: Kano) -> str:
    """Say whether the two largest categories differ, and by which figures."""
    most, next_most = counts.of(found.category), counts.of(found.second)
    differ = "differ" if found.is_significant else "do not differ"
    holds = "reaches" if found.is_significant else "is under"
    return (
        f"{CATEGORIES[found.category]} and {CATEGORIES[found.second]} {differ} significantly (Fong): "
        f"{most:,} − {next_most:,} = {most - next_most:,} {holds} {_fong(most, next_most, found.n):.1f}."
    )


def measured(counts: Counts) -> Kano | None:
    """Return what the counts say; None where there are none."""
    n = counts.n
    if not n:
        return None
    first, second = sorted(CATEGORIES, key=counts.of, reverse=True)[:2]  # stable: a tie falls as CATEGORIES has it
    most, next_most = counts.of(first), counts.of(second)
    asked = sum(counts.of(one) for one in "AOMI")
    strong = sum(counts.of(one) for one in "AOM")
    return Kano(
        n=n,
        category=first,
        second=second,
        is_tie=most == next_most,
        better=_share(counts.of("A") + counts.of("O"), asked),
        worse=_share(-counts.of("O") - counts.of("M"), asked),
        category_strength=rounded(Decimal(most - next_most) / n),
        total_strength=rounded(Decimal(strong) / n),
        is_significant=most - next_most >= _fong(most, next_most, n),
    )


def position(answers: Sequence[Answer]) -> Position | None:
    """Return the means of the continuous form; None without answers."""
    if not answers:
        return None
    functional = [_FUNCTIONAL[one.functional - 1] for one in answers]
    dysfunctional = [_DYSFUNCTIONAL[one.dysfunctional - 1] for one in answers]
    has_spread = len(answers) > 1
    return Position(
        n=len(answers),
        functional=fmean(functional),
        dysfunctional=fmean(dysfunctional),
        functional_spread=stdev(functional) if has_spread else None,
        dysfunctional_spread=stdev(dysfunctional) if has_spread else None,
    )


def score(given: Counts) -> Result:
    """Return the category. Must-be sorts first, then as ties are decided. Raises `ValueError` without respondents."""
    found = measured(given)
    if found is None:
        raise ValueError("Nobody answered: at least one of the six counts is more than 0.")
    return Result(
        value=found.category,
        sort_number=Decimal(len(CATEGORIES) - list(CATEGORIES).index(found.category)),
        explanation=_explained(given, found),
        details={
            "n": Decimal(found.n),
            "better": found.better,
            "worse": found.worse,
            "category_strength": found.category_strength,
            "total_strength": found.total_strength,
            "is_tie": found.is_tie,
            "is_significant": found.is_significant,
        },
        notes=tuple(_notes(found)),
    )


def _share(part: int, whole: int) -> Decimal | None:
    return rounded(Decimal(part) / whole) if whole else None


def _fong(most: int, next_most: int, n: int) -> float:
    """The difference that the two largest counts must reach to differ significantly."""
    both = most + next_most
    return 1.65 * sqrt(both * (2 * n - both) / (2 * n))


def _explained(counts: Counts, found: Kano) -> str:
    listed = ", ".join(f"{name} {counts.of(name):,}" for name in "AOMIRQ")
    tie = f" Tied with {CATEGORIES[found.second]}; {TIE_RULE} decides." if found.is_tie else ""
    if found.better is None:
        effect = "Better and worse are undefined: nobody fell in A, O, M or I."
    else:
        effect = f"Better {found.better:f}, worse {found.worse:f}.".replace("-", "−")
    return f"{CATEGORIES[found.category]}, the commonest of {found.n:,} answers ({listed}).{tie} {effect}"


def tie_in_words(found: Kano) -> str:
    """Say what decided between the two largest; nothing where one is larger."""
    return f"Tied with {CATEGORIES[found.second]}: {TIE_RULE} decides." if found.is_tie else ""


def few_in_words(n: int) -> str:
    """Say that so few say little; nothing where there are enough."""
    return f"Only {n} answered: under {FEW} a category says little." if n < FEW else ""


def _notes(found: Kano) -> Iterable[str]:
    if few := few_in_words(found.n):
        yield few
    if not found.is_significant:
        yield f"{CATEGORIES[found.category]} and {CATEGORIES[found.second]} do not differ significantly (Fong)."
