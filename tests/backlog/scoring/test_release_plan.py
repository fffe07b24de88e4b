"""What a release takes, beside what there is for it."""

from decimal import Decimal

import pytest

from backlog.scoring.release_plan import Planned, days, plan


def item(effort: float | None, priority: str = "") -> Planned:
    return Planned(effort=None if effort is None else Decimal(str(effort)), priority=priority)


def test_what_is_planned_is_held_against_the_capacity() -> None:
    told = plan([item(15, "must"), item(30)], capacity=Decimal(90))

    assert told.effort == 45
    assert told.share == 50
    assert told.warnings == ()


def test_more_than_there_is_names_by_how_much() -> None:
    told = plan([item(60.5, "should"), item(40)], capacity=Decimal(90))

    assert told.warnings == ("It takes 100.5 person-days, 10.5 more than the 90 that there are.",)


def test_musts_beyond_sixty_percent_name_their_share() -> None:
    told = plan([item(70, "must"), item(30, "could")], capacity=None)

    assert told.warnings == ("Musts take 70 % of the effort; more than 60 % leaves nothing to give way.",)
    assert told.share is None


def test_sixty_percent_of_musts_is_fine() -> None:
    assert plan([item(60, "must"), item(40, "could")], capacity=None).warnings == ()


def test_what_is_left_out_this_time_takes_nothing() -> None:
    told = plan([item(60, "must"), item(40), item(500, "wont"), item(None, "wont")], capacity=Decimal(100))

    assert told.effort == 100
    assert told.without_effort == 0
    assert told.warnings == ()


@pytest.mark.parametrize(
    ("items", "words"),
    [
        pytest.param([item(None)], "One item has no estimate, so it takes more than this says.", id="one"),
        pytest.param([item(None), item(None)], "2 items have no estimate, so it takes more than this says.", id="two"),
    ],
)
def test_silence_about_effort_is_told(items: list[Planned], words: str) -> None:
    assert plan(items, capacity=Decimal(10)).warnings == (words,)


def test_the_slices_add_up_to_all_that_is_planned() -> None:
    told = plan([item(10, "must"), item(5, "should"), item(5), item(3, "wont")], capacity=None)

    assert {one.priority: (one.items, int(one.effort)) for one in told.slices} == {
        "must": (1, 10),
        "should": (1, 5),
        "could": (0, 0),
        "wont": (1, 3),
        "": (1, 5),
    }
    assert sum(one.share for one in told.slices if one.share is not None) == 100


def test_an_empty_release_has_no_shares() -> None:
    told = plan([], capacity=Decimal(10))

    assert told.effort == 0
    assert told.share == 0
    assert told.warnings == ()
    assert told.musts.percent is None


def test_a_person_month_is_twenty_days() -> None:
    assert days(Decimal("1.5")) == 30
