"""Bringing exports in: asked for at once, read by a worker, told how far it is."""

import io
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from research.behaviour import loading, partitions
from research.importers.events import files
from research.importers.events.files import Line, UnreadableFile
from research.importers.events.parsed import Manner, ParsedEvent, Problem
from research.importers.events.reading import READERS, read
from research.models import EventSource, ImportRun, User
from research.operations.refusals import Unacceptable

T = TypeVar("T")

JOB = "research.tasks.import_events"
BATCH = 20_000
MOST_PROBLEMS = 100
LARGEST_FILE = 32 * 1024 * 1024
EARLIEST = datetime(2005, 1, 1, tzinfo=UTC)
CLOCKS_DIFFER_BY = timedelta(days=2)

Told = Callable[[ImportRun], None]
Read = Iterable[tuple[Line, ParsedEvent | Problem]]


class NothingToRead(Unacceptable):
    """The file is empty."""


@transaction.atomic
def begin(*, source: EventSource, name: str, content: bytes, by: User | None) -> ImportRun:
    """Keep the file, and have a worker read it. Raises `NothingToRead`."""
    if not content:
        raise NothingToRead("The file is empty.", field="file")
    run = ImportRun.objects.create(
        source=source, name=name[-255:], content=content, bytes_total=len(content), created_by=by
    )
    app.configure_task(JOB, allow_unknown=True, lock=lock_of(source)).defer(run=run.pk)
    return run


def lock_of(source: EventSource) -> str:
    """Name what jobs that write events of the source hold, so that they run one after another."""
    return f"events of source {source.pk}"


def run(pk: int) -> None:
    """Read the file of an import that waits. What ended already, or is gone, is left as it is."""
    one = ImportRun.objects.filter(pk=pk, content__isnull=False).select_related("source").first()
    if one is not None and one.content is not None:
        follow(one, files.lines(io.BytesIO(bytes(one.content)), name=one.name))


def run_path(path: Path, *, source: EventSource, by: User | None, told: Told) -> ImportRun:
    """Read a file or a folder of this machine now; `told` hears of each step. Raises `OSError`."""
    one = ImportRun.objects.create(source=source, name=path.name[-255:], bytes_total=files.size_of(path), created_by=by)
    return follow(one, files.lines_of_path(path), told=told)


def follow(one: ImportRun, lines: Iterable[Line], *, told: Told = lambda _: None) -> ImportRun:
    """Write the events of the lines batch by batch, and in the row how far that is. An unreadable file ends it."""
    counts = dict.fromkeys(("bytes_read", "events_read", "events_added", "rows_refused"), 0)
    start(one, problems=[], dropped_properties={}, **counts)
    try:
        partitions.tidy(read_into(one, lines, told=told))
    except UnreadableFile as error:
        return end(one, state=ImportRun.State.FAILED, error=str(error))
    except BaseException:
        end(one, state=ImportRun.State.FAILED, error="It broke off. What was read until then is here.")
        raise
    return end(one, state=ImportRun.State.DONE, error="")


def read_into(one: ImportRun, lines: Iterable[Line], *, told: Told = lambda _: None) -> set[date]:
    """Write the events of the lines and return their months. Raises `UnreadableFile`."""
    manner = manner_of(one.source)
    months: set[date] = set()
    manner.dropped.update(one.dropped_properties)
    expects_known = False
    for batch in _batches(read(lines, reader=READERS[one.source.tool], manner=manner), BATCH):
        before = one.duplicates
        months |= _stored(one, batch, manner=manner, expects_known=expects_known)
        expects_known = one.duplicates > before  # where some were known, the next ones likely are
        told(one)
    return months


def manner_of(source: EventSource) -> Manner:
    return Manner(
        earliest=EARLIEST,
        latest=timezone.now() + CLOCKS_DIFFER_BY,
        is_milliseconds=source.time_unit == EventSource.TimeUnit.MILLISECONDS,
        zone=UTC if source.time_zone == "UTC" else ZoneInfo(source.time_zone),
        allowed=frozenset(source.allowed_properties),
    )


def _stored(
    one: ImportRun, batch: list[tuple[Line, ParsedEvent | Problem]], *, manner: Manner, expects_known: bool
) -> set[date]:
    events = [found for _, found in batch if isinstance(found, ParsedEvent)]
    problems = [found for _, found in batch if isinstance(found, Problem)]
    added = loading.store(events, source=one.source, expects_known=expects_known) if events else 0
    room = MOST_PROBLEMS - len(one.problems)
    told = [{"file": each.file, "line": each.line, "sentence": each.sentence} for each in problems[:room]]
    save(
        one,
        bytes_read=batch[-1][0].position,
        events_read=one.events_read + len(events),
        events_added=one.events_added + added,
        rows_refused=one.rows_refused + len(problems),
        problems=[*one.problems, *told],
        dropped_properties=dict(manner.dropped),
    )
    return {partitions.month_of(event.at) for event in events}


def start(one: ImportRun, **values: Any) -> None:
    save(one, state=ImportRun.State.RUNNING, started_at=timezone.now(), error="", **values)


def end(one: ImportRun, *, state: ImportRun.State, error: str) -> ImportRun:
    save(one, state=state, error=error[:500], content=None, ended_at=timezone.now())
    return one


def save(one: ImportRun, **values: Any) -> None:
    """Write these values, and no others, which somebody else may have."""
    for name, value in values.items():
        setattr(one, name, value)
    one.save(update_fields=[*values])


def _batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    each = iter(things)
    while batch := list(islice(each, size)):
        yield batch
