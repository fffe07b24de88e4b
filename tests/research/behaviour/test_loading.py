"""Events on their way into the table: as they are, once, and found again."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from research.behaviour import loading
from research.importers.events.parsed import ParsedEvent
from research.models import Event, EventSource
from tests.factories import EventSourceFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 10, 5, 10, 30, 15, 123456, tzinfo=UTC)
ODD = "Größe \t\\ \n “✓” 🎉 '; --"


def event(key: str = "k", *, name: str = "Signed up", at: datetime = AT, **properties: Any) -> ParsedEvent:
    return ParsedEvent(name, at, "p", key, properties, {}, {})


@pytest.mark.parametrize("tool", ["mixpanel", "amplitude"])
@pytest.mark.parametrize("at", [AT, datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)])
def test_what_is_written_is_what_is_read(tool: str, at: datetime) -> None:
    source = EventSourceFactory.create(tool=tool)
    given = ParsedEvent(ODD, at, ODD, "k", {ODD: [1.5, None, {"a": ODD}]}, {"plan": "pro"}, {"big": 10**30})

    loading.store([given], source=source)

    found = Event.objects.get()
    assert (found.source_id, found.name, found.at) == (source.pk, ODD, at)
    assert (found.properties, found.user_properties, found.rest) == (
        given.properties,
        given.user_properties,
        given.rest,
    )


@pytest.mark.parametrize(("tool", "is_below"), [("mixpanel", True), ("amplitude", False)])
def test_only_amplitude_s_keys_are_in_the_index_of_repetitions(tool: str, is_below: bool) -> None:
    loading.store([event(str(number)) for number in range(20)], source=EventSourceFactory.create(tool=tool))

    assert {key < 0 for key in Event.objects.values_list("key", flat=True)} == {is_below}


def test_one_that_is_known_among_many_new_ones_is_passed_over() -> None:
    source: EventSource = EventSourceFactory.create()
    loading.store([event("known")], source=source)

    assert loading.store([event("new"), event("known"), event("newer")], source=source) == 2
    assert loading.store([event("twice"), event("twice")], source=source, expects_known=True) == 1


def test_amplitude_s_repetition_within_a_week_is_known_by_its_key_alone() -> None:
    source: EventSource = EventSourceFactory.create(tool="amplitude")
    loading.store([event()], source=source)

    soon = event(name="Renamed", at=AT + timedelta(days=6))
    late = event(name="Renamed", at=AT + timedelta(days=14))

    assert (loading.store([soon], source=source), loading.store([late], source=source)) == (0, 1)
