"""Funnels: what Amplitude and Mixpanel would count."""

import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from research.behaviour import funnels, loading
from research.behaviour.funnels import Result
from research.behaviour.questions import RULES, NotAFunnel, Question, checked, segments_of
from research.importers.events.parsed import ParsedEvent
from research.models import EventSource, Funnel
from tests.factories import EventSourceFactory, SegmentRuleFactory

pytestmark = pytest.mark.django_db

DAY = datetime(2026, 10, 5, tzinfo=UTC)
AMPLITUDE, MIXPANEL = Funnel.Preset.AMPLITUDE, Funnel.Preset.MIXPANEL
EXACT, ANY, THIS = Funnel.Order.EXACT, Funnel.Order.ANY, Funnel.Order.THIS


@pytest.fixture
def source() -> EventSource:
    return EventSourceFactory.create()


def at(clock: str) -> datetime:
    """A time of the day, such as 13:00 or 13:00:01.5."""
    hours, minutes, seconds = (*clock.split(":"), "0")[:3]
    return DAY + timedelta(hours=int(hours), minutes=int(minutes), seconds=float(seconds))


def bring(
    source: EventSource, *events: tuple[str, str] | tuple[str, str, Mapping[str, Any]], person: str = "p"
) -> None:
    """Write events of one person, each a name, a time of the day and properties; those of the user begin with `user.`"""
    loading.store([_event(number, person, *event) for number, event in enumerate(events)], source=source)


def _event(number: int, person: str, name: str, clock: str, properties: Mapping[str, Any] | None = None) -> ParsedEvent:
    given = properties or {}
    own = {key: value for key, value in given.items() if not key.startswith("user.")}
    of_user = {key.removeprefix("user."): value for key, value in given.items() if key.startswith("user.")}
    return ParsedEvent(name, at(clock), person, f"{person} {number}", own, of_user, {})


def asked(source: EventSource, steps: Sequence[Any], **given: Any) -> Result:
    preset = given.pop("preset", AMPLITUDE)
    order = given.get("order", THIS)
    listed = [{"event": step} if isinstance(step, str) else step for step in steps]
    rule = RULES[preset]
    question = Question(
        **{
            "source_id": source.pk,
            "steps": checked(listed, preset=preset, order=order),
            "rule": rule,
            "window": rule.window,
            "order": THIS,
            "is_of_totals": False,
            "since": DAY,
            "until": DAY + timedelta(days=1),
            **given,
        }
    )
    return funnels.of(question)


def counts(result: Result) -> list[int]:
    return [step.count for step in result.whole.steps]


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(("preset", "expected"), [(MIXPANEL, [1, 1, 0]), (AMPLITUDE, [1, 1, 1])])
def test_which_attempt_counts_is_the_tool_s(source: EventSource, preset: str, expected: list[int]) -> None:
    """Mixpanel's own example: it reaches step 2 where Amplitude reaches 3."""
    bring(source, ("A", "13:00"), ("A", "13:30"), ("B", "13:45"), ("C", "14:15"))

    assert counts(asked(source, "ABC", preset=preset, window=HOUR)) == expected


@pytest.mark.parametrize(
    ("events", "order", "expected"),
    [
        pytest.param("ABFCDE", THIS, [1, 1, 1, 1, 1], id="others may lie between"),
        pytest.param("ABCE", THIS, [1, 1, 1, 0, 0], id="E without D stops at C"),
        pytest.param("ABFCDE", EXACT, [1, 1, 0, 0, 0], id="exact order rejects the F"),
        pytest.param("ABCDE", EXACT, [1, 1, 1, 1, 1], id="exact order"),
        pytest.param("FABFABCDE", EXACT, [1, 1, 1, 1, 1], id="exact order at the second attempt"),
        pytest.param("EDCBA", ANY, [1, 1, 1, 1, 1], id="any order"),
        pytest.param("EFCA", ANY, [1, 1, 1, 0, 0], id="three of five in any order"),
        pytest.param("BCDE", THIS, [0, 0, 0, 0, 0], id="without an entry"),
        pytest.param("", THIS, [0, 0, 0, 0, 0], id="nobody"),
    ],
)
def test_the_order_is_kept_as_it_is_asked(source: EventSource, events: str, order: str, expected: list[int]) -> None:
    bring(source, *((name, f"10:{minute}") for minute, name in enumerate(events, 10)))

    assert counts(asked(source, "ABCDE", order=order)) == expected


@pytest.mark.parametrize(
    ("preset", "seconds", "expected"),
    [(AMPLITUDE, 1.0, 1), (AMPLITUDE, 1.1, 0), (MIXPANEL, 2.0, 1), (MIXPANEL, 2.1, 0)],
)
def test_events_that_lie_close_count_in_either_order(
    source: EventSource, preset: str, seconds: float, expected: int
) -> None:
    bring(source, ("B", "10:00"), ("A", f"10:00:{seconds}"))

    assert counts(asked(source, "AB", preset=preset)) == [1, expected]


def test_a_stranger_in_the_same_second_does_not_break_exact_order(source: EventSource) -> None:
    bring(source, ("A", "10:00:00.1"), ("F", "10:00:00.2"), ("B", "10:00:00.9"))

    assert counts(asked(source, "AB", order=EXACT)) == [1, 1]


def test_an_event_that_is_two_steps_needs_to_happen_twice(source: EventSource) -> None:
    bring(source, ("A", "10:00"), person="once")
    bring(source, ("A", "10:00"), ("A", "10:05"), person="twice")

    assert counts(asked(source, "AA")) == [2, 1]


@pytest.mark.parametrize(("preset", "expected"), [(AMPLITUDE, [1, 0]), (MIXPANEL, [1, 1])])
def test_the_window_is_the_tool_s_where_none_is_given(source: EventSource, preset: str, expected: list[int]) -> None:
    """A day, or seven. Steps may come after the period, entries may not."""
    bring(source, ("A", "10:00"), ("B", "58:00"), ("A", "58:00"))

    assert counts(asked(source, "AB", preset=preset)) == expected


def test_the_end_of_the_window_belongs_to_it(source: EventSource) -> None:
    bring(source, ("A", "10:00"), ("B", "11:00"), person="in time")
    bring(source, ("A", "10:00"), ("B", "11:00:01"), person="late")

    assert counts(asked(source, "AB", window=HOUR)) == [2, 1]


@pytest.mark.parametrize(("preset", "expected"), [(AMPLITUDE, [4, 3]), (MIXPANEL, [3, 2])])
def test_totals_count_attempts(source: EventSource, preset: str, expected: list[int]) -> None:
    """Amplitude counts every entry; in Mixpanel an attempt begins when the one before is over."""
    bring(source, ("A", "10:00"), ("A", "10:10"), ("B", "10:20"), ("A", "11:00"), ("B", "11:10"), ("A", "12:00"))

    assert counts(asked(source, "AB", preset=preset, window=HOUR, is_of_totals=True)) == expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"property": "plan", "operator": "is", "value": "pro"}, 1),
        ({"property": "plan", "operator": "is not", "value": "pro"}, 2),
        ({"property": "plan", "operator": "contains", "value": "RE"}, 1),
        ({"property": "amount", "operator": ">", "value": "9.5"}, 1),
        ({"property": "amount", "operator": "<", "value": "9.5"}, 1),
        ({"property": "plan", "operator": "is set"}, 2),
        ({"property": "plan", "operator": "is not set"}, 1),
        ({"property": "country", "of": "user", "operator": "is", "value": "PT"}, 1),
        ({"property": "'; DROP TABLE research_event; --", "operator": "is", "value": "%s %(source)s"}, 0),
    ],
)
def test_a_step_is_narrowed_by_properties(source: EventSource, condition: dict[str, Any], expected: int) -> None:
    bring(source, ("A", "10:00", {"plan": "pro", "amount": 10, "user.country": "PT"}), ("B", "11:00"), person="1")
    bring(source, ("A", "10:00", {"plan": "free", "amount": 9}), ("B", "11:00"), person="2")
    bring(source, ("A", "10:00", {"amount": "many"}), ("B", "11:00"), person="3")

    assert counts(asked(source, [{"event": "A", "conditions": [condition]}, "B"])) == [expected, expected]


def test_a_breakdown_groups_by_the_entry_s_property(source: EventSource) -> None:
    bring(source, ("A", "10:00", {"plan": "pro"}), ("B", "10:10", {"plan": "free"}), person="1")
    bring(source, ("A", "10:00", {"plan": "pro"}), person="2")
    bring(source, ("A", "10:00"), ("B", "10:10"), person="3")

    result = asked(source, "AB", breakdown="plan")

    assert counts(result) == [3, 2]
    assert [(group.name, group.entered, group.converted) for group in result.groups] == [("pro", 2, 1), ("", 1, 1)]


def test_a_breakdown_by_segment_counts_whoever_belongs_to_two_in_both(source: EventSource) -> None:
    for name, conditions in (
        ("Teams", [{"property": "plan", "operator": "is", "value": "team"}]),
        ("Portugal", [{"property": "country", "of": "user", "operator": "is", "value": "PT"}]),
        ("Nobody", [{"property": "plan", "operator": "is", "value": "gold"}]),
    ):
        SegmentRuleFactory.create(source=source, segment__name=name, conditions=conditions)
    bring(source, ("A", "10:00", {"plan": "team", "user.country": "PT"}), ("B", "10:10"), person="1")
    bring(source, ("A", "10:00", {"plan": "team"}), person="2")
    bring(source, ("A", "10:00"), ("B", "10:10"), person="3")

    for order in (THIS, EXACT, ANY):
        result = asked(source, "AB", order=order, segments=segments_of(source.pk))

        assert counts(result) == [3, 2]
        assert [(group.name, group.entered, group.converted) for group in result.groups] == [
            ("Teams", 2, 1),
            ("Portugal", 1, 1),
        ]


def test_of_very_many_groups_the_largest_are_told(source: EventSource) -> None:
    for number in range(23):
        bring(source, ("A", "10:00", {"n": number}), person=str(number))

    result = asked(source, "AB", breakdown="n")

    assert (len(result.groups), result.has_more_groups) == (20, True)


def test_shares_come_with_n_and_interval_and_times(source: EventSource) -> None:
    for number in range(10):
        later = [("B", f"10:0{number}")] if number < 4 else []
        bring(source, ("A", "10:00"), *later, person=str(number))

    result = asked(source, "AB")
    step = result.whole.steps[1]

    assert (step.count, step.before, step.lost, step.share) == (4, 10, 6, 0.4)
    assert step.interval is not None
    assert (round(step.interval.low, 4), round(step.interval.high, 4)) == (0.1682, 0.6873)
    assert (step.median, step.mean, result.whole.median) == (90.0, 90.0, 90.0)


def test_nobody_converts_by_no_share(source: EventSource) -> None:
    step = asked(source, "AB").whole.steps[1]

    assert (step.count, step.share, step.interval, step.median) == (0, None, None, None)


def test_another_source_s_events_do_not_count(source: EventSource) -> None:
    bring(EventSourceFactory.create(), ("A", "10:00"), ("B", "10:01"))

    assert counts(asked(source, "AB")) == [0, 0]


@pytest.mark.parametrize("preset", [AMPLITUDE, MIXPANEL])
@pytest.mark.parametrize("seed", range(4))
def test_it_is_what_somebody_would_trace_by_hand(source: EventSource, preset: str, seed: int) -> None:
    chance = random.Random(seed)
    trails = {
        f"person {number}": sorted(
            (chance.randrange(0, 5400, 5), chance.choice("ABCF")) for _ in range(chance.randrange(12))
        )
        for number in range(60)
    }
    for person, trail in trails.items():
        bring(source, *((name, f"10:{at_ // 60}:{at_ % 60}") for at_, name in trail), person=person)

    found = asked(source, "ABC", preset=preset, window=timedelta(minutes=30))

    traced = [_traced(trail, steps="ABC", window=1800, is_first=preset == MIXPANEL) for trail in trails.values()]
    assert counts(found) == [sum(depth >= number for depth in traced) for number in (1, 2, 3)]


def _traced(trail: Iterable[tuple[int, str]], *, steps: str, window: int, is_first: bool) -> int:
    """How far a person gets, entry by entry, step by step. All times are five seconds apart, or the same."""
    events = list(trail)
    depths = []
    for entry in [when for when, name in events if name == steps[0]]:
        depth, now = 1, entry
        for step in steps[1:]:
            later = [when for when, name in events if name == step and now <= when <= entry + window]
            if not later:
                break
            depth, now = depth + 1, min(later)
        depths.append(depth)
    return (depths[0] if is_first else max(depths)) if depths else 0


def test_the_source_s_events_are_named(source: EventSource) -> None:
    bring(source, ("B", "10:00"), ("A", "10:01"), ("A", "10:02"))

    assert funnels.names(source.pk) == ["A", "B"]
    assert funnels.newest(source.pk) == at("10:02")


@pytest.mark.parametrize(
    ("steps", "given", "sentence"),
    [
        pytest.param(["A"], {}, "2 to 12 steps", id="one step"),
        pytest.param("AB", {}, "2 to 12 steps", id="no list"),
        pytest.param(["A", "B"], {}, "Step 1 is an object", id="words"),
        pytest.param([{"event": ""}, {"event": "B"}], {}, "Step 1 names no event", id="no event"),
        pytest.param([{"event": "A"}, {"event": "B", "x": 1}], {}, "Step 2 is an object", id="unknown field"),
        pytest.param([{"event": "A"}, {"event": "A"}], {"order": ANY}, "every step is another event", id="any order"),
        pytest.param(
            [{"event": "A"}, {"event": "B"}], {"order": EXACT, "preset": MIXPANEL}, "no exact order", id="exact"
        ),
        pytest.param(
            [{"event": "A", "conditions": [{"property": "n", "operator": ">", "value": "many"}]}, {"event": "B"}],
            {},
            "with a number",
            id="more than a word",
        ),
        pytest.param(
            [{"event": "A", "conditions": [{"property": "n", "operator": "~", "value": "1"}]}, {"event": "B"}],
            {},
            "not compared by one of",
            id="an operator there is not",
        ),
    ],
)
def test_what_is_no_funnel_says_why(steps: Any, given: dict[str, Any], sentence: str) -> None:
    with pytest.raises(NotAFunnel, match=sentence):
        checked(steps, **{"preset": AMPLITUDE, "order": THIS, **given})
