"""Stretches of the calendar: read, found around a day, and written as they are read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.statistics import nps, periods


@pytest.mark.parametrize(
    ("day", "length", "code", "end"),
    [
        pytest.param(date(2026, 2, 28), "month", "2026-02", date(2026, 2, 28), id="month"),
        pytest.param(date(2024, 2, 1), "month", "2024-02", date(2024, 2, 29), id="leap year"),
        pytest.param(date(2026, 4, 1), "quarter", "2026-Q2", date(2026, 6, 30), id="first day of a quarter"),
        pytest.param(date(2026, 12, 31), "quarter", "2026-Q4", date(2026, 12, 31), id="last day of a quarter"),
        pytest.param(date(2026, 7, 4), "year", "2026", date(2026, 12, 31), id="year"),
    ],
)
def test_a_day_lies_in_its_stretch(day: date, length: str, code: str, end: date) -> None:
    found = periods.around(day, length)

    assert (found.code, found.end) == (code, end)


@given(st.dates(), st.sampled_from(["month", "quarter", "year"]))
def test_what_is_written_is_read_again(day: date, length: str) -> None:
    found = periods.around(day, length)

    assert found.start <= day <= found.end
    assert periods.read(found.code) == found


@pytest.mark.parametrize("text", ["", "2026-13", "2026-Q5", "0000", "26-01", "٢٠٢٦", "2026-02-30"])
def test_what_is_no_stretch_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        periods.read(text)


@given(st.lists(st.integers(0, 10), max_size=60))
def test_answers_counted_by_score_are_the_answers(answers: list[int]) -> None:
    by_score = [answers.count(score) for score in range(11)]

    assert nps.count_by_score(by_score) == nps.count(answers)


def test_there_are_eleven_scores() -> None:
    with pytest.raises(ValueError, match="eleven"):
        nps.count_by_score([1] * 10)
