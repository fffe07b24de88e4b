"""Asking the tools themselves for their events: day by day, each whole before the next, going on where it ended."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from research.behaviour import imports, partitions
from research.behaviour.imports import Told
from research.importers.events import files
from research.importers.events.downloads import Access, ComeBackLater, NotPulled, Patience
from research.importers.events.export_apis import APIS
from research.importers.events.files import UnreadableFile
from research.models import EventSource, ImportRun, User
from research.operations.refusals import Refused, Unacceptable

JOB = "research.tasks.pull_events"
MOST_DAYS = 366
_NAMES: Mapping[str, str] = {
    EventSource.Tool.AMPLITUDE: "AMPLITUDE_API_KEY and AMPLITUDE_SECRET_KEY",
    EventSource.Tool.MIXPANEL: "MIXPANEL_SERVICE_ACCOUNT, MIXPANEL_SECRET and MIXPANEL_PROJECT_ID",
}


class NoCredentials(Refused):
    """The environment does not say by what the tool lets us in."""


class ImpossibleDays(Unacceptable):
    """The days cannot be asked for."""


class NothingToRetry(Refused):
    """It did not fail, or is no pull."""


def access_of(source: EventSource) -> Access:
    """Return how to get at the source's tool, from the environment. Raises `NoCredentials`."""
    given: Mapping[str, str] = settings.EXPORT_APIS[source.tool]
    is_complete = given["user"] and given["password"] and (source.tool != EventSource.Tool.MIXPANEL or given["project"])
    if not is_complete:
        raise NoCredentials(f"Set {_NAMES[source.tool]} in the environment, and start the service again.")
    return Access(tool=source.get_tool_display(), **given)


@transaction.atomic
def begin(*, source: EventSource, first: date, last: date, by: User | None) -> ImportRun:
    """Have a worker ask the tool for the events of these days. Raises `NoCredentials` and `ImpossibleDays`."""
    one = _made(source, first=first, last=last, by=by)
    _defer(one)
    return one


@transaction.atomic
def retry(one: ImportRun) -> None:
    """Have a worker go on with a pull that failed, after the last day that is here. Raises `NothingToRetry`."""
    if not one.is_pull or one.state != ImportRun.State.FAILED:
        raise NothingToRetry("Only a pull that failed is tried again.")
    imports.save(one, state=ImportRun.State.WAITING, error="", ended_at=None)
    _defer(one)


def pull_now(*, source: EventSource, first: date, last: date, by: User | None, told: Told) -> ImportRun:
    """Ask the tool now; `told` hears of each step. Raises `NoCredentials` and `ImpossibleDays`."""
    return follow(_made(source, first=first, last=last, by=by), told=told)


def run(pk: int) -> None:
    """Go on with a pull that waits. What ended, or is gone, is left as it is."""
    waiting = (ImportRun.State.WAITING, ImportRun.State.RUNNING)
    rows = ImportRun.objects.filter(pk=pk, pulled_from__isnull=False, state__in=waiting)
    one = rows.select_related("source").first()
    if one is not None:
        follow(one)


def follow(one: ImportRun, *, told: Told = lambda _: None, patience: Patience | None = None) -> ImportRun:
    """Bring the days in that are missing. A tool that wants a rest leaves the pull waiting, for a worker to go on.

    A day that was begun is asked for anew: its events are known by then, so none comes in twice.
    """
    imports.start(one)
    months: set[date] = set()
    try:
        for day in _missing(one):
            months |= _day(one, day, told=told, patience=patience or Patience())
            imports.save(one, pulled_until=day)
            told(one)
    except ComeBackLater as rest:
        imports.save(one, state=ImportRun.State.WAITING, error=_resting(rest))
        _defer(one, after=rest.after)
        return one
    except (NotPulled, NoCredentials, UnreadableFile) as error:
        return imports.end(one, state=ImportRun.State.FAILED, error=str(error))
    except BaseException:
        imports.end(one, state=ImportRun.State.FAILED, error="It broke off. What was read until then is here.")
        raise
    finally:
        partitions.tidy(months)
    return imports.end(one, state=ImportRun.State.DONE, error="")


def _day(one: ImportRun, day: date, *, told: Told, patience: Patience) -> set[date]:
    months: set[date] = set()
    is_milliseconds = one.source.time_unit == EventSource.TimeUnit.MILLISECONDS
    parts = APIS[one.source.tool](day, access=access_of(one.source), patience=patience, is_milliseconds=is_milliseconds)
    for part in parts:
        months |= imports.read_into(one, files.lines(part, name=f"{day}", before=one.bytes_read), told=told)
    return months


def _missing(one: ImportRun) -> list[date]:
    assert one.pulled_from is not None and one.pulled_to is not None  # noqa: S101, PT018  (a pull has both)
    first = one.pulled_until + timedelta(days=1) if one.pulled_until else one.pulled_from
    return [first + timedelta(days=number) for number in range((one.pulled_to - first).days + 1)]


def _made(source: EventSource, *, first: date, last: date, by: User | None) -> ImportRun:
    access_of(source)
    today = datetime.now(UTC).date()
    if first > last:
        raise ImpossibleDays("The first day comes before the last.", field="pulled_to")
    if last >= today:
        raise ImpossibleDays("Days that are over can be asked for: until yesterday.", field="pulled_to")
    if (last - first).days >= MOST_DAYS:
        raise ImpossibleDays(f"At most {MOST_DAYS} days at once.", field="pulled_from")
    name = f"{source.get_tool_display()}, {first} to {last}"
    return ImportRun.objects.create(source=source, name=name, pulled_from=first, pulled_to=last, created_by=by)


def _resting(rest: ComeBackLater) -> str:
    return f"{rest} It goes on after {timezone.localtime(timezone.now() + rest.after):%H:%M}."


def _defer(one: ImportRun, *, after: timedelta | None = None) -> None:
    later: dict[str, Any] = {"schedule_in": {"seconds": int(after.total_seconds())}} if after else {}
    app.configure_task(JOB, allow_unknown=True, lock=imports.lock_of(one.source), **later).defer(run=one.pk)
