"""Only what is comparable is ranked together, equals share a place, and Musts may fill a timebox too far."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.scoring.moscow import Moscow, share_of_musts
from backlog.scoring.ranking import Entrant, ranked


def entrant(key: int, number: int, group: str = "") -> Entrant:
    return Entrant(key=key, name=f"#{key}", number=Decimal(number), group=group)


def test_equals_share_a_rank_the_next_is_skipped_and_both_say_with_whom() -> None:
    (found,) = ranked([entrant(1, 5), entrant(2, 9), entrant(3, 5), entrant(4, 1)])

    assert [(place.key, place.rank) for place in found.places] == [(2, 1), (1, 2), (3, 2), (4, 4)]
    assert found.places[1].tie == "Tied with #3: the score does not decide between them."
    assert found.places[0].tie == ""


def test_what_is_not_comparable_is_ranked_apart() -> None:
    found = ranked([entrant(1, 5, "per month"), entrant(2, 9, "per quarter"), entrant(3, 1, "per quarter")])

    assert [(one.group, [place.key for place in one.places]) for one in found] == [
        ("per quarter", [2, 3]),
        ("per month", [1]),
    ]


@given(st.lists(st.integers(0, 5)))
def test_a_rank_is_one_more_than_those_who_are_better(numbers: list[int]) -> None:
    for ranking in ranked(entrant(key, number) for key, number in enumerate(numbers)):
        for place in ranking.places:
            assert place.rank == 1 + sum(1 for other in numbers if other > numbers[place.key])


def of(priority: str, effort: float) -> Moscow:
    return Moscow(priority=priority, timebox="Spring", effort=Decimal(str(effort)))


def test_musts_over_sixty_percent_are_a_warning_that_names_the_share() -> None:
    found = share_of_musts([of("must", 7), of("should", 3), of("wont", 90)])

    assert found.percent == 70
    assert found.warning.startswith("Musts take 70 % of the effort")


@pytest.mark.parametrize("entries", [[of("must", 6), of("could", 4)], [of("wont", 1)], []])
def test_sixty_percent_or_nothing_to_do_is_no_warning(entries: list[Moscow]) -> None:
    assert share_of_musts(entries).warning == ""
