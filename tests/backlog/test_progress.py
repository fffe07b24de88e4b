"""Pace, grade and forecast of key results, and the grade of their objective."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog import progress
from backlog.progress import Aim, Colour, Graded, NothingToReach, Reading, State

FIRST, LAST = date(2026, 1, 1), date(2026, 4, 11)
VALUES = st.floats(-1e6, 1e6)


def aim(start: float = 20, target: float = 40) -> Aim:
    return Aim(start=start, target=target, starts_on=FIRST, due_on=LAST)


@pytest.mark.parametrize(
    ("start", "target", "current", "expected"),
    [
        pytest.param(20, 40, 34, 0.7, id="upwards"),
        pytest.param(10, 4, 7, 0.5, id="downwards"),
        pytest.param(20, 40, 55, 1.0, id="beyond"),
        pytest.param(20, 40, 3, 0.0, id="backwards"),
    ],
)
def test_a_grade_is_the_share_of_the_way(start: float, target: float, current: float, expected: float) -> None:
    assert progress.grade(aim(start, target), current=current) == pytest.approx(expected)


@pytest.mark.parametrize(("start", "target"), [(20, 20), (float("nan"), 4), (4, float("inf"))])
def test_where_there_is_no_way_to_go_there_is_no_grade(start: float, target: float) -> None:
    with pytest.raises(NothingToReach):
        aim(start, target)


@given(start=VALUES, target=VALUES, current=VALUES)
def test_a_grade_is_a_share_and_up_is_down_turned_over(start: float, target: float, current: float) -> None:
    if start != target:
        grade = progress.grade(aim(start, target), current=current)

        assert 0 <= grade <= 1
        assert progress.grade(aim(-start, -target), current=-current) == grade


@pytest.mark.parametrize(
    ("grade", "is_committed", "expected"),
    [
        (0.7, False, Colour.GREEN),
        (0.69, False, Colour.YELLOW),
        (0.4, False, Colour.YELLOW),
        (0.39, False, Colour.RED),
        (1.0, True, Colour.GREEN),
        (0.99, True, Colour.YELLOW),
        (0.39, True, Colour.RED),
    ],
)
def test_a_commitment_is_green_only_when_it_is_kept(grade: float, is_committed: bool, expected: Colour) -> None:
    assert progress.colour(grade, is_committed=is_committed) is expected


@pytest.mark.parametrize(
    ("value", "days", "expected"),
    [
        pytest.param(20, 0, State.ON_TRACK, id="nothing yet, on the first day"),
        pytest.param(29, 50, State.ON_TRACK, id="nearly half at half-time"),
        pytest.param(27, 50, State.AT_RISK, id="a third at half-time"),
        pytest.param(25, 50, State.OFF_TRACK, id="a quarter at half-time"),
        pytest.param(40, 100, State.ON_TRACK, id="there on the last day"),
    ],
)
def test_a_pace_compares_the_way_with_the_time(value: float, days: int, expected: State) -> None:
    today = FIRST + timedelta(days=days)

    assert progress.pace(aim(), readings=[Reading(on=today, value=value)], today=today).state is expected


def test_without_a_reading_it_stands_where_it_starts() -> None:
    pace = progress.pace(aim(), readings=[], today=LAST)

    assert (pace.way, pace.time, pace.state, pace.forecast) == (0, 1, State.OFF_TRACK, None)


def test_the_latest_reading_counts_whatever_the_order() -> None:
    early, late = Reading(on=FIRST, value=20), Reading(on=LAST, value=40)

    assert progress.pace(aim(), readings=[late, early], today=LAST).way == 1


def test_a_forecast_goes_on_as_it_went() -> None:
    readings = [Reading(on=FIRST + timedelta(days=day), value=20 + day * 0.1) for day in (10, 20, 50)]

    assert progress.forecast(aim(), readings=readings) == pytest.approx(30)


@given(st.lists(st.builds(Graded, grade=st.floats(0, 1), weight=st.floats(0.1, 10)), min_size=1))
def test_an_objective_lies_between_its_best_and_its_worst_key_result(graded: list[Graded]) -> None:
    found = progress.objective(graded)

    assert found is not None
    assert min(one.grade for one in graded) - 1e-9 <= found <= max(one.grade for one in graded) + 1e-9


def test_weights_count() -> None:
    assert progress.objective([Graded(grade=1, weight=3), Graded(grade=0, weight=1)]) == 0.75
    assert progress.objective([]) is None
