"""Rows of an Amplitude export. Pure.

A unique user is `amplitude_id`; repetitions share `$insert_id` and device. `event_time` is UTC.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from research.importers.events.parsed import Manner, NotUnderstood, ParsedEvent, checked, identity, mapping, name_of
from research.importers.events.personal import kept

_USED = frozenset(
    ("amplitude_id", "event_type", "event_time", "event_properties", "user_properties", "$insert_id", "uuid")
)


def event(row: Mapping[str, Any], manner: Manner) -> ParsedEvent:
    """Return the event of a row. Raises `NotUnderstood`."""
    allowed, dropped = manner.allowed, manner.dropped
    own = mapping(row.get("event_properties"), what="event_properties")
    of_user = mapping(row.get("user_properties"), what="user_properties")
    rest = {name: value for name, value in row.items() if name not in _USED and value is not None}
    return ParsedEvent(
        name=name_of(row.get("event_type")),
        at=checked(_time(row.get("event_time")), manner),
        person=identity(row.get("amplitude_id"), what="amplitude_id"),
        key=_key(row),
        properties=kept(own, allowed=allowed, dropped=dropped),
        user_properties=kept(of_user, allowed=allowed, dropped=dropped),
        rest=kept(rest, allowed=allowed, dropped=dropped),
    )


def _key(row: Mapping[str, Any]) -> str:
    """What a repetition has in common. Rows without `$insert_id` have a `uuid` of their own."""
    if row.get("$insert_id"):
        return f"{row['$insert_id']}\n{row.get('device_id')}"
    return identity(row.get("uuid"), what="$insert_id, and no uuid either")


def _time(value: Any) -> datetime:
    try:
        return datetime.fromisoformat(value).replace(tzinfo=UTC)
    except (TypeError, ValueError) as error:
        raise NotUnderstood("The event's event_time is no date and time.") from error
