"""Every vector of the frameworks' authors, to its last digit; what they refuse; and what holds for any inputs."""

from contextlib import suppress
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.models import Score
from backlog.scoring import opportunity
from backlog.scoring.frameworks import FRAMEWORKS, score
from backlog.scoring.inputs import Unfit

RICE: dict[str, object] = {"reach": 500, "reach_period": "quarter", "impact": 3, "confidence": 80, "effort": 2}
WSJF: dict[str, object] = {"business_value": 8, "time_criticality": 5, "risk_reduction": 3, "job_size": 5}
MOSCOW: dict[str, object] = {"priority": "must", "timebox": "Spring", "effort": 1}
KANO: dict[str, object] = {
    "must_be": 13,
    "one_dimensional": 56,
    "attractive": 216,
    "indifferent": 275,
    "reverse": 23,
    "questionable": 24,
}
ICE: dict[str, object] = {"impact": 8, "confidence": 2.5, "ease": 6}
NEED: dict[str, object] = {"importance": 9, "satisfaction": 3}


@pytest.mark.parametrize(
    ("framework", "inputs", "value"),
    [
        pytest.param("rice", RICE, "600", id="RICE"),
        pytest.param("ice", ICE, "120", id="ICE"),
        pytest.param("ice_mean", ICE, "5.5", id="ICE as a mean"),
        pytest.param("wsjf", WSJF, "3.2", id="WSJF"),
        pytest.param("opportunity", NEED, "15", id="Ulwick"),
        pytest.param("opportunity", {"importance": 4, "satisfaction": 8}, "4", id="Ulwick: served"),
        pytest.param("olsen", NEED, "0.63", id="Olsen"),
        pytest.param("rice", {**RICE, "effort": "0.5", "impact": 0.25}, "200", id="RICE: smallest"),
    ],
)
def test_it_comes_out_to_the_last_digit(framework: str, inputs: dict[str, object], value: str) -> None:
    assert score(framework, inputs).result.value == Decimal(value)


@pytest.mark.parametrize(
    ("framework", "inputs", "wrong"),
    [
        pytest.param("rice", {**RICE, "reach": -1}, "reach", id="less than nobody"),
        pytest.param("rice", {**RICE, "reach": 0.5}, "reach", id="half a person"),
        pytest.param("rice", {**RICE, "reach": True}, "reach", id="no number"),
        pytest.param("rice", {**RICE, "reach": float("nan")}, "reach", id="not a number"),
        pytest.param("rice", {**RICE, "reach": 10**400}, "reach", id="absurdly many"),
        pytest.param("rice", {**RICE, "reach_period": "decade"}, "reach_period", id="another period"),
        pytest.param("rice", {**RICE, "reach_period": 3}, "reach_period", id="a period that is a number"),
        pytest.param("rice", {**RICE, "impact": 4}, "impact", id="another impact"),
        pytest.param("rice", {**RICE, "confidence": 0.8}, "confidence", id="a share for percent"),
        pytest.param("rice", {**RICE, "confidence": 90}, "confidence", id="another confidence"),
        pytest.param("rice", {**RICE, "effort": 0}, "effort", id="no effort"),
        pytest.param("rice", {**RICE, "effort": 0.4}, "effort", id="less than half a month"),
        pytest.param("rice", {**RICE, "effort": None}, "effort", id="left out"),
        pytest.param("rice", {**RICE, "cost": 1}, "cost", id="not asked for"),
        pytest.param("ice", {**ICE, "ease": 11}, "ease", id="beyond ten"),
        pytest.param("wsjf", {**WSJF, "job_size": 4}, "job_size", id="no card"),
        pytest.param("wsjf", {**WSJF, "job_size": 0}, "job_size", id="nothing to do"),
        pytest.param("moscow", {**MOSCOW, "priority": "perhaps"}, "priority", id="a fifth priority"),
        pytest.param("moscow", {**MOSCOW, "timebox": " "}, "timebox", id="no timebox"),
        pytest.param("moscow", {**MOSCOW, "timebox": "a\x00b"}, "timebox", id="NUL"),
        pytest.param("moscow", {**MOSCOW, "effort": 0}, "effort", id="without effort"),
        pytest.param("kano", dict.fromkeys(KANO, 0), "must_be", id="nobody answered"),
        pytest.param("opportunity", {**NEED, "importance": 10.1}, "importance", id="more than everybody"),
        pytest.param("opportunity", {**NEED, "respondents": 0}, "respondents", id="nobody was asked"),
    ],
)
def test_what_cannot_be_is_refused_by_name(framework: str, inputs: dict[str, object], wrong: str) -> None:
    with pytest.raises(Unfit) as refusal:
        score(framework, inputs)

    assert list(refusal.value.flaws) == [wrong]


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(Unfit) as refusal:
        score("rice", {"reach": "many", "impact": 7})

    assert set(refusal.value.flaws) == {"reach", "reach_period", "impact", "confidence", "effort"}


def test_the_explanation_is_the_sum_that_anybody_can_redo() -> None:
    explained = score("rice", RICE).result.explanation

    assert explained == "500 per quarter × 3 (massive impact) × 80 % confidence ÷ 2 person-months = 600."


def test_rice_is_comparable_within_its_period_and_moscow_within_its_timebox() -> None:
    assert score("rice", RICE).result.comparable_with == "per quarter"
    assert score("moscow", MOSCOW).result.comparable_with == "Spring"


def test_an_opportunity_score_of_nobody_knows_how_many_says_so() -> None:
    assert score("opportunity", NEED).result.notes == ("How many answered is not known.",)
    assert score("opportunity", {**NEED, "respondents": 120}).result.notes == ()


def test_moscow_sorts_must_first_and_won_t_last() -> None:
    numbers = [score("moscow", {**MOSCOW, "priority": one}).result.sort_number for one in ("must", "should", "could")]

    assert numbers == sorted(numbers, reverse=True)
    assert score("moscow", {**MOSCOW, "priority": "wont"}).result.sort_number < min(numbers)


@pytest.mark.parametrize(
    ("answers", "share"),
    [([5, 4, 3, 1], "5"), ([4, 5], "10"), ([3], "0"), ([5, 1, 1], "3.3333")],
)
def test_importance_is_the_share_of_fours_and_fives_times_ten(answers: list[int], share: str) -> None:
    assert opportunity.share(answers) == Decimal(share)


def test_nobody_s_importance_is_undefined() -> None:
    assert opportunity.share([]) is None


def test_the_records_know_the_same_frameworks() -> None:
    assert dict(Score.Framework.choices) == {name: one.label for name, one in FRAMEWORKS.items()}


NUMBERS = st.decimals(min_value=0, max_value=10, places=2)


@given(NUMBERS, NUMBERS)
def test_ulwick_s_score_is_never_under_the_importance_nor_over_twenty(
    importance: Decimal, satisfaction: Decimal
) -> None:
    value = score("opportunity", {"importance": importance, "satisfaction": satisfaction}).result.sort_number

    assert importance <= value <= 20


@given(st.integers(0, 10**9), st.decimals(min_value="0.5", max_value=10_000, places=1))
def test_twice_the_reach_is_twice_the_score_within_rounding(reach: int, effort: Decimal) -> None:
    once = score("rice", {**RICE, "reach": reach // 2, "effort": effort}).result.sort_number
    twice = score("rice", {**RICE, "reach": reach // 2 * 2, "effort": effort}).result.sort_number

    assert abs(twice - 2 * once) <= Decimal("0.0002")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40), st.lists, max_leaves=3
)


@given(st.sampled_from(sorted(FRAMEWORKS)), st.data())
def test_no_input_breaks_a_framework(framework: str, data: Any) -> None:
    inputs = {one.name: data.draw(ANYTHING) for one in FRAMEWORKS[framework].inputs}

    with suppress(Unfit):
        score(framework, inputs)
