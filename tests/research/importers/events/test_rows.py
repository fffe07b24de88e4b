"""What a row of an export comes to, whatever the tool wrote."""

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.importers.events import amplitude, mixpanel
from research.importers.events.files import Line
from research.importers.events.parsed import Manner, NotUnderstood, ParsedEvent, Problem
from research.importers.events.personal import is_telling, kept
from research.importers.events.reading import read
from tests.research.behaviour import exports

MANNER = Manner(earliest=datetime(2005, 1, 1, tzinfo=UTC), latest=datetime(2026, 11, 24, tzinfo=UTC))


def manner(**given: Any) -> Manner:
    return Manner(**{"earliest": MANNER.earliest, "latest": MANNER.latest, **given})


def test_amplitude_s_row_is_an_event() -> None:
    event = amplitude.event(exports.amplitude(), MANNER)

    assert (event.name, event.person) == ("Signed up", "2234540891")
    assert event.at == datetime(2026, 10, 1, 9, 30, 0, 250_000, tzinfo=UTC)
    assert event.properties == {"plan": "pro"}


def test_unknown_fields_are_kept() -> None:
    row = exports.amplitude(partner_id=None, data={"path": "/"}, version_name="4.1")

    event = amplitude.event(row, MANNER)

    assert event.rest == {
        "country": "Portugal",
        "platform": "Web",
        "library": "amplitude-js/8.21.4",
        "data": {"path": "/"},
        "version_name": "4.1",
    }


def test_personal_properties_are_dropped_unless_they_are_allowed_by_name() -> None:
    dropped = amplitude.event(exports.amplitude(), MANNER)
    allowed = amplitude.event(exports.amplitude(), manner(allowed=frozenset({"email"})))

    assert dropped.user_properties == {"team size": 12}
    assert allowed.user_properties == {"team size": 12, "email": "maria@example.org"}


@pytest.mark.parametrize(
    "name",
    ["$email", "Email", "firstName", "last_name", "$name", "name", "User ID", "$device_id", "ip_address", "$phone"],
)
def test_names_that_tell_who_somebody_is(name: str) -> None:
    assert is_telling(name)


@pytest.mark.parametrize(
    "name", ["plan", "event name", "file_name", "team size", "$city", "screen", "shipping", "tripId"]
)
def test_names_that_do_not(name: str) -> None:
    assert not is_telling(name)


def test_an_address_is_personal_under_any_name_and_however_deep() -> None:
    dropped: Counter[str] = Counter()
    found = kept(
        {"ref": "maria@example.org", "cart": {"by": "maria@example.org", "n": 2}, "to": ["a@b.example", "team"]},
        allowed=frozenset(),
        dropped=dropped,
    )

    assert found == {"cart": {"n": 2}, "to": ["team"]}
    assert dropped == {"ref": 1, "by": 1}


def test_no_name_tells_an_address_and_very_many_are_not_told() -> None:
    dropped: Counter[str] = Counter()
    row = {"maria@example.org": "maria@example.org", **{f"email {number}": 1 for number in range(300)}}

    kept(row, allowed=frozenset(), dropped=dropped)

    assert dropped["(an address)"] == 1
    assert len(dropped) == 100


def test_amplitude_tells_repetitions_by_insert_id_and_device() -> None:
    first = amplitude.event(exports.amplitude(), MANNER)
    other_device = amplitude.event(exports.amplitude(device_id="device-2"), MANNER)
    without = amplitude.event(exports.amplitude(**{"$insert_id": None}), MANNER)

    assert first.key != other_device.key
    assert without.key == "f3f0f9b8-0000-11ee-8c99-0242ac120002"


def test_mixpanel_s_row_is_an_event() -> None:
    event = mixpanel.event(exports.mixpanel(time=1602611311, plan="pro"), MANNER)

    assert event.at == datetime(2020, 10, 13, 17, 48, 31, tzinfo=UTC)
    assert (event.name, event.person, event.key) == ("Signed up", "p1", "Signed up-1602611311")
    assert event.properties == {"plan": "pro"}


def test_mixpanel_s_times_are_read_in_the_unit_and_by_the_clocks_of_the_source() -> None:
    row = exports.mixpanel(time=1602611311_500)

    event = mixpanel.event(row, manner(is_milliseconds=True, zone=ZoneInfo("America/Los_Angeles")))

    assert event.at == datetime(2020, 10, 14, 0, 48, 31, 500_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        pytest.param(exports.mixpanel(event=""), "no name", id="no name"),
        pytest.param(exports.mixpanel(event="x" * 501), "more than 500", id="a name too long"),
        pytest.param(exports.mixpanel(time="yesterday"), "no number", id="time in words"),
        pytest.param(exports.mixpanel(time=True), "no number", id="time is true"),
        pytest.param(exports.mixpanel(time=10**30), "too large", id="time out of bounds"),
        pytest.param(exports.mixpanel(time=1602611311_000), "too large", id="milliseconds read as seconds"),
        pytest.param(exports.mixpanel(time=4_000_000_000), "cannot be", id="in the future"),
        pytest.param(exports.mixpanel(time=0), "cannot be", id="1970"),
        pytest.param(exports.mixpanel(person=None), "no distinct_id", id="nobody"),
        pytest.param({"event": "x", "properties": [1]}, "no object", id="properties are a list"),
    ],
)
def test_what_is_no_event_says_why(row: dict[str, Any], sentence: str) -> None:
    with pytest.raises(NotUnderstood, match=sentence):
        mixpanel.event(row, MANNER)


@pytest.mark.parametrize("time", ["now", None, 5, "2026-13-01 00:00:00", []])
def test_amplitude_s_time_must_be_one(time: Any) -> None:
    with pytest.raises(NotUnderstood, match="event_time"):
        amplitude.event(exports.amplitude(event_time=time), MANNER)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(b"not json", id="words"),
        pytest.param(b"[1, 2]", id="a list"),
        pytest.param(b'{"event": "\xff"}', id="not UTF-8"),
        pytest.param(b'{"event": "x", "properties": {"a": NaN}}', id="no number"),
        pytest.param(b'{"event": "x", "properties": {"a": 1e999}}', id="infinite"),
        pytest.param(b'{"event": "a\\u0000b"}', id="NUL"),
        pytest.param(b'{"event": "\\ud800"}', id="half a character"),
        pytest.param(b'{"event":' + b"[" * 100_000, id="nested without end"),
        pytest.param(None, id="too long"),
    ],
)
def test_no_line_stops_the_next(text: bytes | None) -> None:
    good = exports.lines([exports.mixpanel()])

    found = [one for _, one in read([_line(text), _line(good)], reader=mixpanel.event, manner=MANNER)]

    assert [type(one) for one in found] == [Problem, ParsedEvent]


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_nothing_in_a_field_breaks_the_parsers(value: Any) -> None:
    for row in (exports.mixpanel(time=value), exports.mixpanel(event=value), exports.mixpanel(more=value)):
        _event_or_reason(mixpanel, row)
    for name in ("event_time", "amplitude_id", "event_properties", "user_properties", "$insert_id", "more"):
        _event_or_reason(amplitude, exports.amplitude(**{name: value}))


def _event_or_reason(parser: Any, row: dict[str, Any]) -> None:
    with suppress(NotUnderstood):
        assert parser.event(row, MANNER).at.tzinfo is not None


def _line(text: bytes | None) -> Line:
    return Line("export.json", 1, text, 0)
