"""WSJF (SAFe): cost of delay ÷ job size, all relative, on the scale of the cards."""

from dataclasses import dataclass
from decimal import Decimal

from backlog.scoring.inputs import Choice, Input, in_words
from backlog.scoring.result import Result, rounded

WORDS = ("smallest", "very small", "small", "middling", "large", "very large", "largest")
CARDS = tuple(
    Choice(value=Decimal(card), words=words) for card, words in zip((1, 2, 3, 5, 8, 13, 20), WORDS, strict=True)
)
INPUTS = (
    Input(
        name="business_value",
        label="User and business value",
        help="To users or the business, next to the other jobs.",
        choices=CARDS,
    ),
    Input(
        name="time_criticality",
        label="Time criticality",
        help="How fast the value fades; whether a date is fixed.",
        choices=CARDS,
    ),
    Input(
        name="risk_reduction",
        label="Risk reduction or opportunity enablement",
        help="What it makes safer, or possible afterwards.",
        choices=CARDS,
    ),
    Input(name="job_size", label="Job size", help="How large the job is, next to the others.", choices=CARDS),
)


@dataclass(frozen=True, kw_only=True)
class Wsjf:
    """Each of 1, 2, 3, 5, 8, 13, 20."""

    business_value: Decimal
    time_criticality: Decimal
    risk_reduction: Decimal
    job_size: Decimal


def score(given: Wsjf) -> Result:
    delay = given.business_value + given.time_criticality + given.risk_reduction
    value = rounded(delay / given.job_size)
    return Result(
        value=value,
        sort_number=value,
        explanation=(
            f"(Value {in_words(given.business_value)} + time criticality {in_words(given.time_criticality)}"
            f" + risk reduction or opportunity enablement {in_words(given.risk_reduction)})"
            f" ÷ job size {in_words(given.job_size)} = {in_words(value)}."
        ),
        details={"cost_of_delay": delay},
    )
