"""When somebody was last here."""

from datetime import UTC, datetime, timedelta

import pytest

from research.models import User, Visit
from research.operations import visits

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_the_first_visit_has_none_before_it(ada: User) -> None:
    assert visits.note(ada, at=MONDAY) is None
    assert visits.note(ada, at=MONDAY + timedelta(hours=1)) is None


@pytest.mark.parametrize(
    ("away", "is_another"),
    [
        pytest.param(timedelta(minutes=30), False, id="half an hour"),
        pytest.param(timedelta(hours=4), False, id="four hours"),
        pytest.param(timedelta(hours=4, seconds=1), True, id="more than four hours"),
    ],
)
def test_another_visit_begins_after_four_hours(ada: User, away: timedelta, is_another: bool) -> None:
    visits.note(ada, at=MONDAY)

    assert visits.note(ada, at=MONDAY + away) == (MONDAY if is_another else None)


def test_what_was_new_stays_new_through_a_whole_visit(ada: User) -> None:
    visits.note(ada, at=MONDAY)
    tuesday = MONDAY + timedelta(days=1)

    told = {visits.note(ada, at=tuesday + timedelta(hours=hours)) for hours in (0, 3, 6)}

    assert told == {MONDAY}


def test_everybody_has_a_visit_of_their_own(ada: User, ben: User) -> None:
    visits.note(ada, at=MONDAY)
    visits.note(ben, at=MONDAY)

    assert Visit.objects.visible_to(ben).get().user == ben


def test_within_a_minute_nothing_is_written(ada: User) -> None:
    visits.note(ada, at=MONDAY)
    visits.note(ada, at=MONDAY + timedelta(seconds=59))

    assert Visit.objects.get().seen_at == MONDAY
