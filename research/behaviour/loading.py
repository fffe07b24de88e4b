"""Events → the table: straight by COPY while all are new, else by way of a staging table and past what is known."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import islice

from django.db import connection, transaction
from psycopg.errors import UniqueViolation

from research.behaviour import copying, partitions
from research.importers.events.parsed import ParsedEvent
from research.models import EventSource

REPEATED_WITHIN = timedelta(days=7)
"""So long Amplitude takes an event with the same `$insert_id` and device for a repetition."""

_ROWS_AT_ONCE = 500
_COLUMNS = ", ".join(copying.COLUMNS)
_STAGING = """
    CREATE TEMPORARY TABLE IF NOT EXISTS arriving_event (
        source_id bigint, name text, at timestamptz, person bigint, key bigint,
        properties jsonb, user_properties jsonb, rest jsonb
    ) ON COMMIT DELETE ROWS
"""
_INTO = f"INSERT INTO research_event ({_COLUMNS}) SELECT {_COLUMNS}"
_MIXPANEL = f"{_INTO} FROM arriving_event ON CONFLICT DO NOTHING"
_AMPLITUDE = f"""
    {_INTO} FROM (SELECT *, at - lag(at) OVER (PARTITION BY key ORDER BY at) AS apart FROM arriving_event) arriving
    WHERE (apart IS NULL OR apart > %(within)s::interval) AND NOT EXISTS (
        SELECT FROM research_event known
        WHERE known.source_id = %(source)s AND known.key = arriving.key AND known.key >= 0
        AND known.at BETWEEN arriving.at - %(within)s::interval AND arriving.at + %(within)s::interval
    )
    ON CONFLICT DO NOTHING
"""  # noqa: S608  (our own statements)
_STATEMENTS = {EventSource.Tool.AMPLITUDE.value: _AMPLITUDE, EventSource.Tool.MIXPANEL.value: _MIXPANEL}


def store(events: Sequence[ParsedEvent], *, source: EventSource, expects_known: bool = False) -> int:
    """Write the events, all or none, and return how many are new. Their months' tables are made first.

    Repetitions are told as the source's tool tells them, within these events and against all that are there. Mixpanel's
    are told by the primary key alone, so that its events go straight into the table; where one is known, that is taken
    back and they go by way of the staging table, as they do at once where the caller `expects_known` ones.
    """
    partitions.ensure({partitions.month_of(event.at) for event in events})
    if source.tool == EventSource.Tool.MIXPANEL and not expects_known:
        try:
            with transaction.atomic():
                return _copied("research_event", events, source=source)
        except UniqueViolation:
            pass
    return _stored_past_what_is_known(events, source=source)


def _stored_past_what_is_known(events: Sequence[ParsedEvent], *, source: EventSource) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_STAGING)
        cursor.execute("TRUNCATE arriving_event")
        _copied("arriving_event", events, source=source)
        cursor.execute(_STATEMENTS[source.tool], {"source": source.pk, "within": str(REPEATED_WITHIN)})
        return int(cursor.rowcount)


def _copied(table: str, events: Sequence[ParsedEvent], *, source: EventSource) -> int:
    rows = copying.packed(
        events,
        source_id=source.pk,
        salt=source.uuid.bytes,
        # The index by which Amplitude's repetitions are found holds the keys from 0 on, and no others.
        is_keyed_below_zero=source.tool != EventSource.Tool.AMPLITUDE,
    )
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {table} ({_COLUMNS}) FROM STDIN (FORMAT binary)") as copy:
            copy.write(copying.BEGIN)
            while part := b"".join(islice(rows, _ROWS_AT_ONCE)):
                copy.write(part)
            copy.write(copying.END)
        return int(cursor.rowcount)
