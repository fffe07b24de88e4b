"""What a funnel asks, and how each tool would read it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from research.models import Funnel, SegmentRule
from research.operations.refusals import Unacceptable

MOST_STEPS = 12
MOST_CONDITIONS = 8
MOST_SEGMENTS = 20
LONGEST = 500
OPERATORS = ("is", "is not", "contains", ">", "<", "is set", "is not set")
_WITHOUT_VALUE = ("is set", "is not set")
_STEP = {"event", "conditions"}
_CONDITION = {"property", "of", "operator", "value"}


class NotAFunnel(Unacceptable):
    """The steps do not make a funnel. The message says which and why."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """How a tool reads a funnel.

    `window`: from the entry, where none is given. `is_first_entry`: a person's first entry counts, else the longest
    attempt, then the earliest. `apart`: events that lie no further apart count in either order. `orders`: which it has.
    Sources: Amplitude, *how Amplitude computes funnels*; Mixpanel, *funnels-advanced*.
    """

    window: timedelta
    apart: timedelta
    is_first_entry: bool
    orders: tuple[Funnel.Order, ...]


RULES: Mapping[str, Rule] = {
    Funnel.Preset.AMPLITUDE: Rule(
        window=timedelta(days=1),
        apart=timedelta(seconds=1),
        is_first_entry=False,
        orders=(Funnel.Order.THIS, Funnel.Order.EXACT, Funnel.Order.ANY),
    ),
    Funnel.Preset.MIXPANEL: Rule(
        window=timedelta(days=7),
        apart=timedelta(seconds=2),
        is_first_entry=True,
        orders=(Funnel.Order.THIS, Funnel.Order.ANY),
    ),
}


@dataclass(frozen=True, kw_only=True)
class Condition:
    """A property of the event, or of the user as they were then (`is_of_user`), compared as its operator says."""

    name: str
    operator: str
    value: str = ""
    is_of_user: bool = False


@dataclass(frozen=True, kw_only=True)
class Step:
    event: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SegmentOfEntry:
    """Who belongs to a segment, by the entry: all conditions hold for it."""

    segment_id: int
    name: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, kw_only=True)
class Question:
    """A funnel over entries in the half-open period from `since` to `until`.

    `breakdown` is a property of the entry; `segments`, instead of it, are those whose shares are asked for, too.
    """

    source_id: int
    steps: tuple[Step, ...]
    rule: Rule
    window: timedelta
    order: Funnel.Order
    is_of_totals: bool
    since: datetime
    until: datetime
    breakdown: str = ""
    segments: tuple[SegmentOfEntry, ...] = ()

    @property
    def has_repeated_events(self) -> bool:
        return len({step.event for step in self.steps}) < len(self.steps)


def question_of(funnel: Funnel, *, until: datetime, since: datetime | None = None) -> Question:
    """Return what the funnel asks of the days before `until`, or from `since` on. Raises `NotAFunnel`."""
    rule = RULES[funnel.preset]
    return Question(
        source_id=funnel.source_id,
        steps=checked(funnel.steps, preset=funnel.preset, order=funnel.order),
        rule=rule,
        window=timedelta(seconds=funnel.window_seconds) if funnel.window_seconds else rule.window,
        order=Funnel.Order(funnel.order),
        is_of_totals=funnel.counting == Funnel.Counting.TOTALS,
        since=since or until - timedelta(days=funnel.days),
        until=until,
        breakdown=funnel.breakdown,
        segments=segments_of(funnel.source_id) if funnel.by_segment else (),
    )


def segments_of(source_id: int) -> tuple[SegmentOfEntry, ...]:
    """Return the segments that the source has rules for, by name. One query."""
    rules = SegmentRule.objects.filter(source=source_id).select_related("segment").order_by("segment__name")
    return tuple(
        SegmentOfEntry(
            segment_id=rule.segment_id, name=rule.segment.name, conditions=conditions(rule.conditions, of="The rule")
        )
        for rule in rules[:MOST_SEGMENTS]
    )


def checked(steps: Any, *, preset: str, order: str) -> tuple[Step, ...]:
    """Return the steps of a body. Raises `NotAFunnel`, also where the tool has no such order."""
    if not isinstance(steps, Sequence) or isinstance(steps, str) or not 2 <= len(steps) <= MOST_STEPS:
        raise NotAFunnel(f"A funnel has 2 to {MOST_STEPS} steps.", field="steps")
    if order not in RULES[preset].orders:
        raise NotAFunnel("Mixpanel has no exact order: choose this order or any order.", field="order")
    found = tuple(_step(step, number) for number, step in enumerate(steps, 1))
    if order == Funnel.Order.ANY and len({step.event for step in found}) < len(found):
        raise NotAFunnel("In any order, every step is another event.", field="steps")
    return found


def _step(step: Any, number: int) -> Step:
    if not isinstance(step, Mapping) or not step.keys() <= _STEP:
        raise NotAFunnel(f"Step {number} is an object with event and conditions.", field="steps")
    event = _text(step.get("event"), f"Step {number} names no event.", field="steps")
    found = conditions(step.get("conditions", []), of=f"Step {number}", field="steps")
    return Step(event=event, conditions=found)


def conditions(given: Any, *, of: str, field: str = "conditions") -> tuple[Condition, ...]:
    """Return the conditions of a body. Raises `NotAFunnel`, naming what they are conditions `of`."""
    if not isinstance(given, list) or len(given) > MOST_CONDITIONS:
        raise NotAFunnel(f"{of} has at most {MOST_CONDITIONS} conditions.", field=field)
    return tuple(_condition(one, of=of, field=field) for one in given)


def _condition(given: Any, *, of: str, field: str) -> Condition:
    if (
        not isinstance(given, Mapping)
        or not given.keys() <= _CONDITION
        or given.get("of", "event") not in ("event", "user")
    ):
        raise NotAFunnel(f"{of} has a condition that is no object of property, of, operator and value.", field=field)
    operator, value = given.get("operator"), given.get("value", "")
    if operator not in OPERATORS:
        raise NotAFunnel(f"{of} has a condition that is not compared by one of: {', '.join(OPERATORS)}.", field=field)
    if operator not in _WITHOUT_VALUE:
        value = _text(value, f"{of} has a condition without a value to compare with.", field=field)
    if operator in (">", "<") and not _is_number(value):
        raise NotAFunnel(f"{of} has a condition that compares with a number by {operator}.", field=field)
    name = _text(given.get("property"), f"{of} has a condition that names no property.", field=field)
    return Condition(name=name, operator=operator, value=str(value), is_of_user=given.get("of") == "user")


def _text(value: Any, sentence: str, *, field: str) -> str:
    if not isinstance(value, str) or not value.strip() or len(value) > LONGEST or "\x00" in value:
        raise NotAFunnel(sentence, field=field)
    return value.strip()


def _is_number(value: str) -> bool:
    return value.removeprefix("-").replace(".", "", 1).isdecimal() and value.isascii()
