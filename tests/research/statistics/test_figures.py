"""Intervals, NPS and unit economics: the reference's known answers, and what holds for any numbers."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.statistics import intervals, nps, unit_economics
from research.statistics.formulas import FORMULAS, BadInputs, figure

COUNTS = st.integers(min_value=0, max_value=10**6)
WAVES = st.builds(nps.Answers, promoters=COUNTS, passives=COUNTS, detractors=COUNTS)


def test_the_reference_s_wave_has_its_score_and_both_its_intervals() -> None:
    score = nps.score(nps.Answers(promoters=50, passives=30, detractors=20))

    assert score is not None
    assert (score.value, score.n) == (30.0, 100)
    assert round(score.margin, 2) == 15.31
    assert (round(score.interval.low, 2), round(score.interval.high, 2)) == (14.05, 44.20)


def test_answers_are_sorted_into_three_groups() -> None:
    assert nps.count([0, 6, 7, 8, 9, 10]) == nps.Answers(promoters=2, passives=2, detractors=2)


@pytest.mark.parametrize("answer", [-1, 11])
def test_an_answer_off_the_scale_is_none(answer: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 10"):
        nps.count([answer])


def test_nobody_has_no_score() -> None:
    assert nps.score(nps.Answers()) is None


@given(WAVES)
def test_a_score_lies_on_the_scale_and_its_interval_holds_an_inner_part_of_it(answers: nps.Answers) -> None:
    score = nps.score(answers)

    if score is not None:
        assert -100 <= score.value <= 100
        assert -100 <= score.interval.low <= score.interval.high <= 100


@given(WAVES)
def test_turning_everybody_s_answer_round_turns_the_score_round(answers: nps.Answers) -> None:
    turned = nps.Answers(promoters=answers.detractors, passives=answers.passives, detractors=answers.promoters)
    one, other = nps.score(answers), nps.score(turned)

    if one is not None and other is not None:
        assert one.value == pytest.approx(-other.value)
        assert one.interval.low == pytest.approx(-other.interval.high)


@pytest.mark.parametrize(("size", "is_significant"), [(1, False), (100, True)])
def test_a_change_of_twenty_points_between_small_waves_may_be_chance(size: int, is_significant: bool) -> None:
    before = nps.score(nps.Answers(promoters=7 * size, passives=6 * size, detractors=7 * size))
    after = nps.score(nps.Answers(promoters=9 * size, passives=6 * size, detractors=5 * size))
    assert before is not None
    assert after is not None

    change = nps.change(before, after)

    assert change.value == pytest.approx(20)
    assert change.is_significant is is_significant


def test_wilson_is_what_newcombe_prints() -> None:
    """Newcombe (1998), Statistics in Medicine 17:857–872, table I, method 3."""
    found = [intervals.wilson(part, n=n) for part, n in ((81, 263), (15, 148), (0, 20), (1, 29))]

    assert [(round(one.low, 4), round(one.high, 4)) for one in found if one] == [
        (0.2553, 0.3662),
        (0.0624, 0.1605),
        (0.0, 0.1611),
        (0.0061, 0.1718),
    ]


@pytest.mark.parametrize("of", [intervals.wilson, intervals.adjusted_wald])
@given(n=st.integers(1, 10**6), share=st.floats(0, 1))
def test_an_interval_holds_the_share_that_was_seen(
    of: Callable[..., intervals.Interval | None], n: int, share: float
) -> None:
    part = round(share * n)

    found = of(part, n=n)

    assert found is not None
    assert 0 <= found.low <= part / n + 1e-12
    assert part / n - 1e-12 <= found.high <= 1


def test_nobody_has_no_interval_and_more_than_all_is_an_error() -> None:
    assert intervals.wilson(0, n=0) is None
    with pytest.raises(ValueError, match="no part"):
        intervals.adjusted_wald(3, n=2)


def test_the_reference_s_unit_economics() -> None:
    assert unit_economics.cac(expense=50_000, new_customers=25) == 2_000
    assert unit_economics.ltv(arpa=200, margin=0.8, churn=0.02) == 8_000
    assert unit_economics.payback(cac=2_000, monthly_arpa=200, margin=0.8) == 12.5
    assert unit_economics.ltv_to_cac(ltv=8_000, cac=2_000) == 4
    assert unit_economics.simple_ltv(arpa=200, churn=0.02) == 10_000


@pytest.mark.parametrize(
    ("name", "inputs"),
    [
        pytest.param("cac", {"expense": 50_000, "new_customers": 0}, id="no new customers"),
        pytest.param("ltv", {"arpa": 200, "margin": 0.8, "churn": 0}, id="no churn"),
        pytest.param("simple_ltv", {"arpa": 200, "churn": 0}, id="no churn, simply"),
        pytest.param("payback", {"cac": 1, "monthly_arpa": 200, "margin": 0}, id="no margin"),
        pytest.param("ltv_to_cac", {"ltv": 1, "cac": 0}, id="no cost"),
        pytest.param("arpa", {"revenue": 1, "accounts": 0}, id="no accounts"),
        pytest.param("churn", {"lost": 0, "at_start": 0}, id="nobody to lose"),
        pytest.param("conversion", {"converted": 0, "entered": 0}, id="nobody entered"),
        pytest.param("nps", {"promoters": 0, "passives": 0, "detractors": 0}, id="nobody answered"),
    ],
)
def test_what_is_undefined_has_no_value_and_says_why(name: str, inputs: dict[str, float]) -> None:
    found = figure(FORMULAS[name], inputs)

    assert found.value is None
    assert found.why


@pytest.mark.parametrize(
    ("name", "inputs", "flawed"),
    [
        pytest.param("cac", {"expense": 1}, "new_customers", id="missing"),
        pytest.param("cac", {"expense": 1, "new_customers": 2, "x": 1}, "x", id="unknown"),
        pytest.param("cac", {"expense": -1, "new_customers": 2}, "expense", id="below zero"),
        pytest.param("cac", {"expense": 1, "new_customers": 2.5}, "new_customers", id="half a customer"),
        pytest.param("cac", {"expense": True, "new_customers": 2}, "expense", id="a truth"),
        pytest.param("cac", {"expense": 10**400, "new_customers": 2}, "expense", id="absurdly large"),
        pytest.param("cac", {"expense": float("nan"), "new_customers": 2}, "expense", id="no number"),
        pytest.param("ltv", {"arpa": 200, "margin": 80, "churn": 0.02}, "margin", id="percent for a share"),
        pytest.param("ltv", {"arpa": 200, "margin": 1, "churn": 1e-300}, "", id="beyond all measure"),
        pytest.param("conversion", {"converted": 3, "entered": 2}, "converted", id="more than all"),
        pytest.param("churn", {"lost": 3, "at_start": 2}, "lost", id="more lost than there were"),
    ],
)
def test_inputs_that_do_not_fit_are_named(name: str, inputs: dict[str, object], flawed: str) -> None:
    with pytest.raises(BadInputs) as caught:
        figure(FORMULAS[name], inputs)

    assert caught.value.name == flawed
