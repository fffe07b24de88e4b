"""How often somebody may ask."""

from datetime import UTC, datetime, timedelta

import pytest

from research.models import ThrottleCounter
from research.operations import throttling
from research.operations.throttling import TooOften

AT = datetime(2026, 3, 2, 10, 4, tzinfo=UTC)
WINDOW = timedelta(minutes=10)


def ask(caller: str = "10.0.0.1", *, scope: str = "login", at: datetime = AT) -> None:
    throttling.count(scope=scope, caller=caller, at=at, limit=2, window=WINDOW)


def test_beyond_the_limit_it_is_refused_until_the_window_ends(db: None) -> None:
    ask()
    ask()

    with pytest.raises(TooOften, match="Try again in 6 minutes") as refusal:
        ask()

    assert refusal.value.retry_after == timedelta(minutes=6)
    ask(at=AT + timedelta(minutes=6))


def test_others_and_other_things_are_counted_apart(db: None) -> None:
    ask()
    ask()

    ask("10.0.0.2")
    ask(scope="join")


def test_nothing_that_is_kept_tells_who_asked(db: None) -> None:
    ask("10.0.0.1")

    assert "10.0.0.1" not in ThrottleCounter.objects.get().caller
    assert len(ThrottleCounter.objects.get().caller) == 64


def test_a_request_is_one_statement(db: None, django_assert_num_queries: pytest.FixtureRequest) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        ask()
