"""Saturation after Guest, Namey & Chen: new tags of a run against the different tags of the base."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.statistics import saturation

FIRST = [{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, {10, 11, 12}, {12, 13}, {14, 15, 16}, {17, 18}, {19, 20}]
"""Six interviews with twenty different tags."""

interviews = st.lists(st.frozensets(st.integers(1, 30), max_size=8), max_size=14)


def test_it_is_reported_with_the_run_that_showed_it() -> None:
    found = saturation.of([*FIRST, {1, 21}, {3}])

    assert found.base_tags == 20
    assert [(one.after, one.new, one.share) for one in found.runs] == [(6, 1, 0.05)]
    assert str(found) == "6+2 at ≤ 5 %"


def test_runs_overlap_until_one_brings_little() -> None:
    found = saturation.of([*FIRST, {21, 22}, {1}, {2}])

    assert [one.share for one in found.runs] == [0.1, 0.0]
    assert (found.reached_after, str(found)) == (7, "7+2 at ≤ 5 %")


def test_a_base_of_one_s_own_choosing() -> None:
    found = saturation.of([{1, 2}, {2, 3}, {3, 4}, {4}, {4}], base=3, run=2, threshold=0.0)

    assert str(found) == "3+2 at ≤ 0 %"


def test_too_few_interviews_say_how_many_more_it_takes() -> None:
    found = saturation.of(FIRST)

    assert found.runs == ()
    assert (found.reached_after, str(found), found.still_needed) == (None, "", 2)


def test_a_base_without_tags_has_no_share_to_speak_of() -> None:
    found = saturation.of([set()] * 8)

    assert [one.share for one in found.runs] == [None]
    assert found.reached_after is None


def test_it_goes_on_while_every_run_brings_something() -> None:
    found = saturation.of([{number} for number in range(10)])

    assert found.reached_after is None
    assert [one.new for one in found.interviews] == [1] * 10


@pytest.mark.parametrize(("base", "run", "threshold"), [(0, 2, 0.05), (6, 0, 0.05), (6, 2, 1.5), (6, 2, -0.1)])
def test_what_cannot_be_asked_is_refused(base: int, run: int, threshold: float) -> None:
    with pytest.raises(ValueError, match="threshold is a share"):
        saturation.of([], base=base, run=run, threshold=threshold)


@given(interviews)
def test_the_curve_climbs_to_all_tags_there_are(tags: list[frozenset[int]]) -> None:
    found = saturation.of(tags)

    known = [one.known for one in found.interviews]
    assert known == sorted(known)
    assert sum(one.new for one in found.interviews) == (known[-1] if known else 0) == len(frozenset().union(*tags))


@given(interviews, st.integers(1, 6), st.integers(1, 3))
def test_an_interview_more_never_unsays_what_was_reached(tags: list[frozenset[int]], base: int, run: int) -> None:
    before = saturation.of(tags, base=base, run=run)

    after = saturation.of([*tags, frozenset({99})], base=base, run=run)

    assert before.reached_after is None or after.reached_after == before.reached_after
    assert after.runs[: len(before.runs)] == before.runs
