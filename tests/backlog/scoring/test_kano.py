"""Kano: the table of answers, ties, better and worse, and whether the two largest differ."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.scoring import kano
from backlog.scoring.kano import Answer, Counts

ANSWERS = st.builds(Answer, functional=st.integers(1, 5), dysfunctional=st.integers(1, 5))


def counts(**given: int) -> Counts:
    names = {"A": "attractive", "O": "one_dimensional", "M": "must_be", "I": "indifferent", "R": "reverse"}
    names["Q"] = "questionable"
    return Counts(**{names[name]: Decimal(number) for name, number in given.items()})


@pytest.mark.parametrize(
    ("functional", "row"),
    [(1, "QAAAO"), (2, "RIIIM"), (3, "RIIIM"), (4, "RIIIM"), (5, "RRRRQ")],
)
def test_the_table_is_the_one_that_everybody_prints(functional: int, row: str) -> None:
    found = [kano.category_of(Answer(functional=functional, dysfunctional=one)) for one in range(1, 6)]

    assert "".join(found) == row


def test_the_known_survey_comes_out_to_the_last_digit() -> None:
    found = kano.measured(counts(A=216, O=56, M=13, I=275, R=23, Q=24))

    assert found is not None
    assert (found.category, found.better, found.worse, found.n) == ("I", Decimal("0.4857"), Decimal("-0.1232"), 607)
    assert (found.category_strength, found.total_strength) == (Decimal("0.0972"), Decimal("0.4695"))
    assert found.is_significant


@pytest.mark.parametrize(
    ("given_counts", "category"),
    [
        pytest.param(counts(A=1, M=1), "M", id="M before A"),
        pytest.param(counts(A=1, O=1), "O", id="O before A"),
        pytest.param(counts(A=1, I=1), "A", id="A before I"),
        pytest.param(counts(I=1, R=1), "I", id="I before R"),
        pytest.param(counts(R=1, Q=1), "R", id="R before Q"),
    ],
)
def test_a_tie_falls_by_the_rule_and_says_so(given_counts: Counts, category: str) -> None:
    result = kano.score(given_counts)

    assert result.value == category
    assert "Tied with" in result.explanation
    assert result.details["is_tie"] is True


def test_where_nobody_fell_in_aomi_better_and_worse_are_undefined() -> None:
    found = kano.measured(counts(R=3, Q=1))

    assert found is not None
    assert (found.better, found.worse) == (None, None)
    assert "undefined" in kano.score(counts(R=3, Q=1)).explanation


def test_few_respondents_are_noted() -> None:
    assert "Only 19 answered" in kano.score(counts(A=19)).notes[0]
    assert not kano.score(counts(A=20)).notes


@pytest.mark.parametrize(("most", "differs"), [(60, True), (51, False)])
def test_fong_s_test_tells_chance_from_difference(most: int, differs: bool) -> None:
    """|a − b| against 1.65 √((a + b)(2n − a − b) / 2n): at n = 100 and a + b = 100 that is 11.67."""
    found = kano.measured(counts(A=most, I=100 - most))

    assert found is not None
    assert found.is_significant is differs


def test_all_six_counts_are_told() -> None:
    assert "(A 1, O 2, M 3, I 4, R 5, Q 6)" in kano.score(counts(A=1, O=2, M=3, I=4, R=5, Q=6)).explanation


def test_the_continuous_form_is_dumouchel_s() -> None:
    found = kano.position([Answer(functional=1, dysfunctional=5), Answer(functional=3, dysfunctional=1)])

    assert found is not None
    assert (found.functional, found.dysfunctional, found.n) == (2, 1, 2)
    assert found.functional_spread == pytest.approx(2.8284, abs=1e-4)
    assert kano.position([]) is None


@given(st.lists(ANSWERS, min_size=1))
def test_every_respondent_is_counted_once_and_the_figures_stay_in_their_range(answers: list[Answer]) -> None:
    found_counts = kano.counted(answers)
    found = kano.measured(found_counts)

    assert found is not None
    assert found.n == len(answers)
    assert found_counts.of(found.category) == max(found_counts.of(one) for one in kano.CATEGORIES)
    assert found.better is None or 0 <= found.better <= 1
    assert found.worse is None or -1 <= found.worse <= 0
