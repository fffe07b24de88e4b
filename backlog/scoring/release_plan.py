"""What a release takes, beside what there is for it. Pure; effort and capacity are person-days."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from backlog.scoring.inputs import in_words
from backlog.scoring.moscow import PRIORITIES, Moscow, MustShare, share_of_musts

DAYS_IN_A_MONTH = Decimal(20)
"""Working days of the person-months in which RICE and MoSCoW ask for effort."""
UNDECIDED = ""


@dataclass(frozen=True, kw_only=True)
class Planned:
    """An item in the release. `effort` is None where nobody said; `priority` is empty where nobody decided."""

    effort: Decimal | None
    priority: str = ""


@dataclass(frozen=True, kw_only=True)
class Slice:
    """What a priority takes of the release. `share` is in percent of all that is planned."""

    priority: str
    words: str
    items: int
    effort: Decimal
    share: Decimal | None


@dataclass(frozen=True, kw_only=True)
class Plan:
    """`effort` counts what is planned; what won't be in it this time takes nothing.

    `without_effort` items are in it that nobody estimated, so that the figures say too little.
    `share` is of the capacity in percent, None where none is said. `warnings` are sentences.
    """

    effort: Decimal
    capacity: Decimal | None
    share: Decimal | None
    musts: MustShare
    slices: tuple[Slice, ...]
    without_effort: int
    warnings: tuple[str, ...]


def plan(items: Collection[Planned], *, capacity: Decimal | None) -> Plan:
    """Weigh the items of a release against its capacity and by MoSCoW."""
    planned = [one for one in items if one.priority != "wont"]
    effort = _sum(planned)
    musts = share_of_musts(
        Moscow(priority=one.priority, timebox="", effort=one.effort or Decimal(0)) for one in planned
    )
    without_effort = sum(1 for one in planned if one.effort is None)
    over = _over(effort, capacity)
    return Plan(
        effort=effort,
        capacity=capacity,
        share=100 * effort / capacity if capacity else None,
        musts=musts,
        slices=tuple(_slice(one, items, whole=effort) for one in (*PRIORITIES, UNDECIDED)),
        without_effort=without_effort,
        warnings=tuple(filter(None, (over, musts.warning, _silent(without_effort)))),
    )


def days(months: Decimal) -> Decimal:
    """Return person-months as person-days."""
    return months * DAYS_IN_A_MONTH


def _slice(priority: str, items: Collection[Planned], *, whole: Decimal) -> Slice:
    of_it = [one for one in items if one.priority == priority]
    effort = _sum(of_it)
    return Slice(
        priority=priority,
        words=PRIORITIES.get(priority, "Not decided"),
        items=len(of_it),
        effort=effort,
        share=100 * effort / whole if whole and priority != "wont" else None,
    )


def _sum(items: Collection[Planned]) -> Decimal:
    return sum((one.effort for one in items if one.effort is not None), Decimal(0))


def _over(effort: Decimal, capacity: Decimal | None) -> str:
    if capacity is None or effort <= capacity:
        return ""
    return (
        f"It takes {in_words(effort)} person-days, {in_words(effort - capacity)} more than the"
        f" {in_words(capacity)} that there are."
    )


def _silent(without_effort: int) -> str:
    if not without_effort:
        return ""
    items = "One item has" if without_effort == 1 else f"{without_effort} items have"
    return f"{items} no estimate, so it takes more than this says."
