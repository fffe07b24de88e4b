"""What every framework answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

PLACES = Decimal("0.0001")


@dataclass(frozen=True, kw_only=True)
class Result:
    """A value with its explanation.

    `value` is a number or, where the framework sorts into classes, the class; `sort_number` orders either.
    `comparable_with` names what it may be ranked against (empty: everything of the framework).
    `details` are figures beside it; None is undefined. `notes` are warnings.
    """

    value: Decimal | str
    sort_number: Decimal
    explanation: str
    comparable_with: str = ""
    details: Mapping[str, Decimal | bool | None] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def rounded(number: Decimal) -> Decimal:
    """To four places, half to even."""
    return number.quantize(PLACES)
