"""Opportunity scores: Ulwick's importance + max(importance − satisfaction, 0), and Olsen's, which is another.

Importance and satisfaction are shares of respondents who answer 4 or 5 on 1–5, times 10. Without `max` a need
that is met beyond its importance would count as less than none.
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from backlog.scoring.inputs import Input, in_words
from backlog.scoring.result import Result, rounded

INPUTS = (
    Input(
        name="importance",
        label="Importance",
        help="The share of respondents who answer 4 or 5 on 1–5, times 10.",
        largest=Decimal(10),
    ),
    Input(
        name="satisfaction",
        label="Satisfaction",
        help="With what they have today: the share who answer 4 or 5 on 1–5, times 10.",
        largest=Decimal(10),
    ),
    Input(
        name="respondents",
        label="Respondents",
        help="How many answered.",
        smallest=Decimal(1),
        is_whole=True,
        is_required=False,
    ),
)


@dataclass(frozen=True, kw_only=True)
class Need:
    """Importance and satisfaction in 0…10; `respondents` None where nobody wrote down how many there were."""

    importance: Decimal
    satisfaction: Decimal
    respondents: Decimal | None = None


def share(answers: Collection[int]) -> Decimal | None:
    """Return the share of answers (1–5) that are 4 or 5, times 10; None without answers."""
    return share_of(sum(1 for one in answers if one >= 4), len(answers)) if answers else None


def share_of(part: int, n: int) -> Decimal:
    """Return the share, times 10. `n` is not 0."""
    return rounded(Decimal(10 * part) / n)


def ulwick(given: Need) -> Result:
    gap = max(given.importance - given.satisfaction, Decimal(0))
    value = rounded(given.importance + gap)
    served = " Satisfaction is not below importance: it is served already." if not gap else ""
    return Result(
        value=value,
        sort_number=value,
        explanation=(
            f"Importance {in_words(given.importance)} + max(importance {in_words(given.importance)}"
            f" − satisfaction {in_words(given.satisfaction)}, 0) = {in_words(value)} of 20, {_of(given)}.{served}"
        ),
        notes=_notes(given),
    )


def olsen(given: Need) -> Result:
    value = rounded(given.importance / 10 * (1 - given.satisfaction / 10))
    return Result(
        value=value,
        sort_number=value,
        explanation=(
            f"Importance {in_words(given.importance / 10)} × (1 − satisfaction {in_words(given.satisfaction / 10)})"
            f" = {in_words(value)} of 1, {_of(given)}."
        ),
        notes=_notes(given),
    )


def _of(given: Need) -> str:
    return f"n = {in_words(given.respondents)}" if given.respondents is not None else "n unknown"


def _notes(given: Need) -> tuple[str, ...]:
    return () if given.respondents is not None else ("How many answered is not known.",)
