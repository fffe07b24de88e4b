"""Rows of a Mixpanel raw export. Pure.

Repetitions share the event's name, `distinct_id`, time and `$insert_id`. Times count from 1970 by the clocks of the
source's zone, which is UTC in projects made from 2023 on.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from research.importers.events.parsed import Manner, NotUnderstood, ParsedEvent, checked, identity, mapping, name_of
from research.importers.events.personal import kept

_USED = frozenset(("time", "distinct_id", "$insert_id"))
_BEGINNING = datetime(1970, 1, 1)  # noqa: DTZ001  (by whichever clocks the source goes)


def event(row: Mapping[str, Any], manner: Manner) -> ParsedEvent:
    """Return the event of a row. Raises `NotUnderstood`."""
    properties = mapping(row.get("properties"), what="properties")
    own = {name: value for name, value in properties.items() if name not in _USED}
    rest = {name: value for name, value in row.items() if name not in ("event", "properties")}
    return ParsedEvent(
        name=name_of(row.get("event")),
        at=checked(_time(properties.get("time"), manner), manner),
        person=identity(properties.get("distinct_id"), what="distinct_id"),
        key=_key(row, properties),
        properties=kept(own, allowed=manner.allowed, dropped=manner.dropped),
        user_properties={},
        rest=kept(rest, allowed=manner.allowed, dropped=manner.dropped) if rest else {},
    )


def _key(row: Mapping[str, Any], properties: Mapping[str, Any]) -> str:
    """The `$insert_id`; in rows that are older than those, all that the row says."""
    if properties.get("$insert_id"):
        return str(properties["$insert_id"])
    return hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()


def _time(value: Any, manner: Manner) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise NotUnderstood("The event's time is no number.")
    try:
        since = timedelta(milliseconds=value) if manner.is_milliseconds else timedelta(seconds=value)
        local = (_BEGINNING + since).replace(tzinfo=manner.zone)
        return local if manner.zone is UTC else local.astimezone(UTC)
    except (OverflowError, ValueError) as error:
        raise NotUnderstood("The event's time is too large a number; are its units what the source says?") from error
