"""The months of the table of events, each a table of its own, made when its first event comes."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from django.db import connection, transaction

_LOCK = "research.behaviour.partitions"


def ensure(months: Iterable[date]) -> None:
    """Make the tables of these months, given by their first days, that are not there yet.

    A table is made by itself and attached, which disturbs nobody who reads; processes that need the same month at
    once do so one after another.
    """
    missing = [month for month in sorted(set(months)) if not _is_there(month)]
    if not missing:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), 1)", [_LOCK])
        for month in missing:
            if not _is_there(month):
                cursor.execute(_made(month))


def month_of(at: datetime) -> date:
    return at.astimezone(UTC).date().replace(day=1)


def tidy(months: Iterable[date]) -> None:
    """Let the database know what is in these months now, so that funnels read the index alone.

    Outside a transaction only; in one (as in tests) it is left to autovacuum.
    """
    if connection.in_atomic_block:
        return
    with connection.cursor() as cursor:
        for month in sorted(set(months)):
            cursor.execute(f"VACUUM (ANALYZE) {_table(month)}")


def _is_there(month: date) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [_table(month)])
        return bool(cursor.fetchone()[0])


def _made(month: date) -> str:
    following = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    table = _table(month)
    return f"""
        CREATE TABLE {table} (LIKE research_event INCLUDING DEFAULTS INCLUDING CONSTRAINTS);
        ALTER TABLE research_event ATTACH PARTITION {table}
            FOR VALUES FROM ('{month.isoformat()} 00:00+00') TO ('{following.isoformat()} 00:00+00')
    """


def _table(month: date) -> str:
    return f"research_event_{month:%Y_%m}"
