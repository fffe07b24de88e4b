"""Agreement as the literature computes it; nothing to agree on is told from no agreement."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.statistics import agreement, spans
from research.statistics.agreement import Counts, Unit
from research.statistics.spans import Span

LENGTH = 60
RELIABILITY = (
    "1 2 3 3 2 1 4 1 2 - - -",
    "1 2 3 3 2 2 4 1 2 5 - 3",
    "- 3 3 3 2 3 4 2 2 5 1 -",
    "1 2 3 3 2 4 4 1 2 5 1 -",
)
"""Krippendorff's own example: four coders, twelve units."""

stretches = st.builds(
    lambda start, length: Span(start, min(LENGTH, start + length)), st.integers(0, LENGTH - 1), st.integers(1, 20)
)
codings = st.lists(stretches, max_size=6)


def characters(some: list[Span]) -> set[int]:
    return {at for span in some for at in range(span.start, span.end)}


def test_kappa_of_a_table() -> None:
    found = agreement.kappa(Counts(both=20, only_first=5, only_second=10, neither=15))

    assert found.value == pytest.approx(0.4)
    assert found.n == 50


def test_alpha_of_four_coders_who_left_units_out() -> None:
    columns = zip(*(row.split() for row in RELIABILITY), strict=True)

    found = agreement.alpha([Unit(values=tuple(value for value in column if value != "-")) for column in columns])

    assert found.value == pytest.approx(0.7434, abs=5e-5)
    assert found.n == 11


@pytest.mark.parametrize(
    "counts",
    [
        pytest.param(Counts(both=0, only_first=0, only_second=0, neither=50), id="nobody used the tag"),
        pytest.param(Counts(both=50, only_first=0, only_second=0, neither=0), id="both tagged everything"),
        pytest.param(Counts(both=0, only_first=0, only_second=0, neither=0), id="there is no text"),
    ],
)
def test_kappa_of_no_variation_is_none(counts: Counts) -> None:
    assert agreement.kappa(counts).value is None


def test_alpha_of_no_variation_is_none() -> None:
    assert agreement.alpha([Unit(values=(True, True)), Unit(values=(True, True))]).value is None


def test_alpha_of_what_only_one_judged_is_none_and_counts_nothing() -> None:
    found = agreement.alpha([Unit(values=(True,)), Unit(values=())])

    assert (found.value, found.n) == (None, 0)


def test_kappa_of_no_tags_is_none() -> None:
    assert agreement.kappa().value is None


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        pytest.param([Span(0, 10)], [Span(5, 15)], (5, 5, 5, 5), id="overlapping"),
        pytest.param([Span(0, 10), Span(5, 12)], [Span(0, 12)], (12, 0, 0, 8), id="twice is once"),
        pytest.param([Span(0, 2)], [], (0, 2, 0, 18), id="one of them"),
        pytest.param([Span(0, 20)], [Span(3, 4), Span(8, 9)], (2, 18, 0, 0), id="islands"),
    ],
)
def test_characters_are_counted_once(
    first: list[Span], second: list[Span], expected: tuple[int, int, int, int]
) -> None:
    found = agreement.count(first, second, length=20)

    assert (found.both, found.only_first, found.only_second, found.neither) == expected


def test_a_tag_that_nobody_used_changes_nothing_when_pooled() -> None:
    used = Counts(both=20, only_first=5, only_second=10, neither=15)
    unused = Counts(both=0, only_first=0, only_second=0, neither=50)

    assert agreement.kappa(used, unused) == agreement.kappa(used)


@given(codings, codings)
def test_counts_are_those_of_sets_of_characters(first: list[Span], second: list[Span]) -> None:
    found = agreement.count(first, second, length=LENGTH)

    one, other = characters(first), characters(second)
    assert (found.both, found.only_first, found.only_second) == (len(one & other), len(one - other), len(other - one))
    assert found.n == LENGTH


@given(codings, codings)
def test_neither_coder_comes_first(first: list[Span], second: list[Span]) -> None:
    assert agreement.kappa(agreement.count(first, second, length=LENGTH)) == agreement.kappa(
        agreement.count(second, first, length=LENGTH)
    )


@given(st.lists(st.tuples(codings, codings), max_size=4))
def test_agreement_is_never_more_than_perfect(tags: list[tuple[list[Span], list[Span]]]) -> None:
    kappa = agreement.kappa(*(agreement.count(*pair, length=LENGTH) for pair in tags))
    alpha = agreement.alpha(*(agreement.units(pair, length=LENGTH) for pair in tags))

    assert kappa.value is None or -1 <= kappa.value <= 1
    assert alpha.value is None or -1 <= alpha.value <= 1


@given(codings.filter(lambda some: 0 < len(characters(some)) < LENGTH))
def test_whoever_marks_the_same_agrees_perfectly(coding: list[Span]) -> None:
    assert agreement.kappa(agreement.count(coding, coding, length=LENGTH)).value == pytest.approx(1)
    assert agreement.alpha(agreement.units([coding, coding, coding], length=LENGTH)).value == pytest.approx(1)


@given(codings, codings)
def test_pieces_weigh_as_much_as_their_characters(first: list[Span], second: list[Span]) -> None:
    one, other = characters(first), characters(second)
    singly = [Unit(values=(at in one, at in other)) for at in range(LENGTH)]

    found, expected = agreement.alpha(agreement.units([first, second], length=LENGTH)), agreement.alpha(singly)

    assert found.n == expected.n == LENGTH
    assert found.value == (expected.value if expected.value is None else pytest.approx(expected.value))


@given(codings, codings)
def test_a_difference_holds_what_only_the_first_has(first: list[Span], second: list[Span]) -> None:
    assert characters(list(spans.difference(first, second))) == characters(first) - characters(second)


@pytest.mark.parametrize(("start", "end"), [(3, 3), (4, 3), (-1, 3)])
def test_what_is_no_stretch_is_none(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="no stretch"):
        Span(start, end)
