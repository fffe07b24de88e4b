"""Events → the table, by COPY into a staging table and one insert that passes over what is there already."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from research.behaviour import partitions
from research.importers.events.parsed import ParsedEvent
from research.models import EventSource

REPEATED_WITHIN = timedelta(days=7)
"""So long Amplitude takes an event with the same `$insert_id` and device for a repetition."""

_STAGING = """
    CREATE TEMPORARY TABLE IF NOT EXISTS arriving_event (
        name text, at timestamptz, person bigint, key bigint, properties jsonb, user_properties jsonb, rest jsonb
    ) ON COMMIT DELETE ROWS
"""
_COPY = "COPY arriving_event (name, at, person, key, properties, user_properties, rest) FROM STDIN"
_INTO = """
    INSERT INTO research_event (source_id, name, at, person, key, properties, user_properties, rest)
    SELECT %(source)s, name, at, person, key, properties, user_properties, rest
"""
_MIXPANEL = f"{_INTO} FROM arriving_event ON CONFLICT DO NOTHING"
_AMPLITUDE = f"""
    {_INTO} FROM (SELECT *, at - lag(at) OVER (PARTITION BY key ORDER BY at) AS apart FROM arriving_event) arriving
    WHERE (apart IS NULL OR apart > %(within)s::interval) AND NOT EXISTS (
        SELECT FROM research_event known
        WHERE known.source_id = %(source)s AND known.key = arriving.key
        AND known.at BETWEEN arriving.at - %(within)s::interval AND arriving.at + %(within)s::interval
    )
    ON CONFLICT DO NOTHING
"""  # noqa: S608  (our own statements)
_STATEMENTS = {EventSource.Tool.AMPLITUDE.value: _AMPLITUDE, EventSource.Tool.MIXPANEL.value: _MIXPANEL}


def store(events: Sequence[ParsedEvent], *, source: EventSource) -> int:
    """Write the events, all or none, and return how many are new. Their months' tables are made first.

    Repetitions are told as the source's tool tells them, within these events and against all that are there.
    """
    partitions.ensure({partitions.month_of(event.at) for event in events})
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STAGING)
        cursor.execute("TRUNCATE arriving_event")
        with cursor.copy(_COPY) as copy:
            for row in _rows(events, salt=source.uuid.bytes):
                copy.write_row(row)
        cursor.execute(_STATEMENTS[source.tool], {"source": source.pk, "within": str(REPEATED_WITHIN)})
        return int(cursor.rowcount)


def hashed(text: str, *, salt: bytes) -> int:
    """Return a number of 64 bits that the text comes to, and that leads back to it only for whoever guesses it."""
    digest = hashlib.blake2b(text.encode(errors="surrogatepass"), digest_size=8, key=salt).digest()
    return int.from_bytes(digest, "big", signed=True)


def _rows(events: Sequence[ParsedEvent], *, salt: bytes) -> Iterator[tuple[Any, ...]]:
    for event in events:
        yield (
            event.name,
            event.at,
            hashed(event.person, salt=salt),
            hashed(event.key, salt=salt),
            _written(event.properties),
            _written(event.user_properties),
            _written(event.rest),
        )


def _written(value: Any) -> str:
    return _encode(value) if value else "{}"


_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode
