"""What is left of links that were made and undone."""

from datetime import UTC, datetime, timedelta

import pytest

from backlog.tracing.evidence_changes import Event, Net, netted

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def events(told: str, *, stance: str = "supports") -> list[Event]:
    """`+a -b`: a was linked, then b unlinked, a minute later, all to the subject 1."""
    return [
        Event(
            pk=place,
            subject=1,
            end=ord(word[1]),
            is_made=word[0] == "+",
            stance=stance,
            at=NOON + timedelta(minutes=place),
        )
        for place, word in enumerate(told.split())
    ]


@pytest.mark.parametrize(
    ("told", "gained", "lost"),
    [
        ("+a", 1, 0),
        ("-a", 0, 1),
        ("+a +b -c", 2, 1),
        ("+a -b +b", 1, 0),
        ("+a -a +a", 1, 0),
        ("-a +a -a", 0, 1),
    ],
)
def test_only_what_is_left_counts(told: str, gained: int, lost: int) -> None:
    net = netted(events(told))[1]

    assert (net.gained, net.lost) == (gained, lost)


@pytest.mark.parametrize("told", ["", "+a -a", "-a +a"])
def test_what_was_undone_is_nothing(told: str) -> None:
    assert netted(events(told)) == {}


def test_what_speaks_against_is_counted_with_what_was_gained() -> None:
    assert netted(events("+a", stance="contradicts")) == {1: Net(gained=1, against=1, lost=0, at=NOON)}


def test_events_may_come_in_any_order() -> None:
    assert netted(reversed(events("-a +a -a"))) == netted(events("-a +a -a"))
