"""RICE (Intercom): reach × impact × confidence ÷ effort."""

from dataclasses import dataclass
from decimal import Decimal

from backlog.scoring.inputs import Choice, Input, in_words
from backlog.scoring.result import Result, rounded

INPUTS = (
    Input(
        name="reach",
        label="Reach",
        help="How many people, or events, it touches in the period: a count, no share.",
        is_whole=True,
    ),
    Input(
        name="reach_period",
        label="Per",
        help="The period that the reach is counted over. Scores over different periods are not ranked together.",
        choices=tuple(Choice(value=one, words=one) for one in ("week", "month", "quarter", "year")),
    ),
    Input(
        name="impact",
        label="Impact",
        help="How much it changes for each of them.",
        choices=(
            Choice(value=Decimal(3), words="massive"),
            Choice(value=Decimal(2), words="high"),
            Choice(value=Decimal(1), words="medium"),
            Choice(value=Decimal("0.5"), words="low"),
            Choice(value=Decimal("0.25"), words="minimal"),
        ),
    ),
    Input(
        name="confidence",
        label="Confidence in percent",
        help="How well the estimates are supported: 100, 80 or 50 percent.",
        choices=(
            Choice(value=Decimal(100), words="high"),
            Choice(value=Decimal(80), words="medium"),
            Choice(value=Decimal(50), words="low"),
        ),
    ),
    Input(
        name="effort",
        label="Effort in person-months",
        help="Of all disciplines together; half a month is the least.",
        smallest=Decimal("0.5"),
        largest=Decimal(10_000),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Rice:
    """`reach` per `reach_period`, `confidence` in percent, `effort` in person-months."""

    reach: Decimal
    reach_period: str
    impact: Decimal
    confidence: Decimal
    effort: Decimal


def score(given: Rice) -> Result:
    value = rounded(given.reach * given.impact * given.confidence / 100 / given.effort)
    return Result(
        value=value,
        sort_number=value,
        explanation=(
            f"{in_words(given.reach)} per {given.reach_period} × {in_words(given.impact)}"
            f" ({INPUTS[2].words_for(given.impact)} impact) × {in_words(given.confidence)} % confidence"
            f" ÷ {_months(given.effort)} = {in_words(value)}."
        ),
        comparable_with=f"per {given.reach_period}",
    )


def _months(effort: Decimal) -> str:
    return f"{in_words(effort)} person-month{'' if effort == 1 else 's'}"
