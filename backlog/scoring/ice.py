"""ICE (Gilad): impact × confidence × ease, each from 0 to 10. The mean of the three is another score."""

from dataclasses import dataclass
from decimal import Decimal

from backlog.scoring.inputs import Input, in_words
from backlog.scoring.result import Result, rounded

TEN = Decimal(10)
INPUTS = (
    Input(name="impact", label="Impact", help="On the goal, from 0 (none) to 10 (as much as can be).", largest=TEN),
    Input(
        name="confidence",
        label="Confidence",
        help="In impact and ease, from 0 (a guess) to 10 (launch data).",
        largest=TEN,
    ),
    Input(name="ease", label="Ease", help="From 0 (a year's work) to 10 (done in a day).", largest=TEN),
)


@dataclass(frozen=True, kw_only=True)
class Ice:
    """Each from 0 to 10."""

    impact: Decimal
    confidence: Decimal
    ease: Decimal


def score(given: Ice) -> Result:
    value = rounded(given.impact * given.confidence * given.ease)
    return Result(
        value=value,
        sort_number=value,
        explanation=(
            f"Impact {in_words(given.impact)} × confidence {in_words(given.confidence)}"
            f" × ease {in_words(given.ease)} = {in_words(value)} of 1,000."
        ),
    )


def mean(given: Ice) -> Result:
    """The variant that adds up: another scale, never ranked with the product."""
    value = rounded((given.impact + given.confidence + given.ease) / 3)
    return Result(
        value=value,
        sort_number=value,
        explanation=(
            f"The mean of impact {in_words(given.impact)}, confidence {in_words(given.confidence)}"
            f" and ease {in_words(given.ease)} = {in_words(value)} of 10."
        ),
    )
