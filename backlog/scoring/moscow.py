"""MoSCoW (DSDM): Must, Should, Could, Won't have this time; inside a timebox, weighed by effort."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from backlog.scoring.inputs import Choice, Input, in_words
from backlog.scoring.result import Result

MOST_MUSTS = Decimal(60)
"""Percent of a timebox's effort. Beyond it nothing is left to give way when something takes longer."""

PRIORITIES = {
    "must": "Must have",
    "should": "Should have",
    "could": "Could have",
    "wont": "Won't have this time",
}
_ORDER = tuple(reversed(PRIORITIES))

INPUTS = (
    Input(
        name="priority",
        label="Priority",
        help="Must: without it the timebox has no point. Won't: agreed to be left out this time.",
        choices=tuple(Choice(value=value, words=words) for value, words in PRIORITIES.items()),
    ),
    Input(
        name="timebox",
        label="Timebox",
        help="What it is decided for, such as a release. The same thing may be a Could here and a Must there.",
        longest=100,
    ),
    Input(
        name="effort",
        label="Effort in person-months",
        help="It decides how much of the timebox the Musts take.",
        smallest=Decimal("0.01"),
        largest=Decimal(10_000),
    ),
)


@dataclass(frozen=True, kw_only=True)
class Moscow:
    """`effort` in the same unit throughout the timebox."""

    priority: str
    timebox: str
    effort: Decimal


@dataclass(frozen=True, kw_only=True)
class MustShare:
    """How much of the effort of a timebox is Musts, in percent; None where nothing is to be done."""

    percent: Decimal | None
    warning: str


def score(given: Moscow) -> Result:
    return Result(
        value=given.priority,
        sort_number=Decimal(_ORDER.index(given.priority) + 1),
        explanation=(
            f"{PRIORITIES[given.priority]} in {given.timebox}, with an effort of {in_words(given.effort)}"
            f" person-month{'' if given.effort == 1 else 's'}."
        ),
        comparable_with=given.timebox,
    )


def share_of_musts(timebox: Iterable[Moscow]) -> MustShare:
    """Return the Musts' share of the effort that is planned. What is left out this time takes none."""
    planned = [one for one in timebox if one.priority != "wont"]
    whole = sum((one.effort for one in planned), Decimal(0))
    if not whole:
        return MustShare(percent=None, warning="")
    musts = sum((one.effort for one in planned if one.priority == "must"), Decimal(0))
    percent = 100 * musts / whole
    if percent <= MOST_MUSTS:
        return MustShare(percent=percent, warning="")
    share = in_words(percent.quantize(Decimal("0.1")))
    return MustShare(
        percent=percent,
        warning=f"Musts take {share} % of the effort; more than {in_words(MOST_MUSTS)} % leaves nothing to give way.",
    )
