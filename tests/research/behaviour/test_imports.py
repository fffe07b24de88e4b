"""Exports on their way into the table of events."""

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from research import tasks
from research.behaviour import imports, loading
from research.models import Event, EventSource, ImportRun, User
from tests.factories import EventSourceFactory, ImportRunFactory
from tests.research.behaviour import exports

pytestmark = pytest.mark.django_db


@pytest.fixture
def mixpanel() -> EventSource:
    return EventSourceFactory.create(name="Web app")


@pytest.fixture
def amplitude() -> EventSource:
    return EventSourceFactory.create(name="iOS", tool=EventSource.Tool.AMPLITUDE)


def brought(source: EventSource, content: bytes) -> ImportRun:
    run = imports.begin(source=source, name="export.json", content=content, by=None)
    tasks.import_events(run=run.pk)
    run.refresh_from_db()
    return run


def test_an_import_is_a_job_and_its_file_goes_once_it_is_read(mixpanel: EventSource, ada: User) -> None:
    run = imports.begin(source=mixpanel, name="a.json", content=exports.lines([exports.mixpanel()]), by=ada)
    with connection.cursor() as cursor:
        cursor.execute("SELECT args ->> 'run' FROM procrastinate_jobs WHERE task_name = %s", [imports.JOB])
        jobs = cursor.fetchall()

    assert run.state == ImportRun.State.WAITING
    assert [row[0] for row in jobs] == [str(run.pk)]
    assert tasks.import_events.name == imports.JOB

    tasks.import_events(run=run.pk)
    run.refresh_from_db()

    assert (run.state, run.percentage, run.content) == (ImportRun.State.DONE, 100, None)
    assert (run.events_read, run.events_added, run.created_by) == (1, 1, ada)


def test_events_of_any_month_find_a_table(mixpanel: EventSource) -> None:
    times = [
        datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC),
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2011, 2, 3, tzinfo=UTC),
    ]

    brought(mixpanel, exports.lines(exports.mixpanel(time=int(at.timestamp())) for at in times))

    assert sorted(Event.objects.values_list("at", flat=True)) == sorted(times)


def test_the_same_export_again_adds_nothing(mixpanel: EventSource, amplitude: EventSource) -> None:
    of_mixpanel = exports.lines([exports.mixpanel(), exports.mixpanel("Paid")])
    of_amplitude = exports.gzipped_zip([exports.amplitude(), exports.amplitude(**{"$insert_id": "b2"})])

    first = [brought(mixpanel, of_mixpanel), brought(amplitude, of_amplitude)]
    second = [brought(mixpanel, of_mixpanel), brought(amplitude, of_amplitude)]

    assert [run.events_added for run in first] == [2, 2]
    assert [(run.events_added, run.duplicates) for run in second] == [(0, 2), (0, 2)]


def test_mixpanel_s_repetitions_share_event_person_time_and_insert_id(mixpanel: EventSource) -> None:
    rows = [
        exports.mixpanel(**{"$insert_id": "i"}),
        exports.mixpanel(**{"$insert_id": "i", "sent": "again"}),
        exports.mixpanel(**{"$insert_id": "j"}),
        exports.mixpanel(person="p2", **{"$insert_id": "i"}),
        exports.mixpanel("Paid", **{"$insert_id": "i"}),
        exports.mixpanel(time=1790847001, **{"$insert_id": "i"}),
    ]

    assert brought(mixpanel, exports.lines(rows)).events_added == 5


def test_amplitude_s_repetitions_share_insert_id_and_device_within_a_week(amplitude: EventSource) -> None:
    first = brought(
        amplitude, exports.lines([exports.amplitude(), exports.amplitude(event_time="2026-10-01 09:31:00")])
    )
    later = brought(
        amplitude,
        exports.lines(
            [
                exports.amplitude(event_time="2026-10-05 09:30:00"),
                exports.amplitude(event_time="2026-10-20 09:30:00"),
                exports.amplitude(device_id="device-2"),
            ]
        ),
    )

    assert (first.events_added, later.events_added) == (1, 2)


def test_two_sources_do_not_meet(mixpanel: EventSource) -> None:
    other = EventSourceFactory.create()
    content = exports.lines([exports.mixpanel()])

    brought(mixpanel, content)

    assert brought(other, content).events_added == 1
    assert len(set(Event.objects.values_list("person", flat=True))) == 2


def test_who_somebody_is_stays_outside(amplitude: EventSource) -> None:
    brought(amplitude, exports.lines([exports.amplitude()]))

    with connection.cursor() as cursor:
        cursor.execute("SELECT research_event::text FROM research_event")
        (row,) = cursor.fetchone()

    assert "maria" not in row
    assert "2234540891" not in row
    assert "192.0.2.1" not in row
    assert "device-1" not in row
    assert "team size" in row


def test_rows_that_are_not_understood_are_told_by_their_places(mixpanel: EventSource) -> None:
    run = brought(mixpanel, exports.lines([exports.mixpanel(), "maria@example.org", exports.mixpanel(time=None)]))

    assert (run.state, run.events_added, run.rows_refused) == (ImportRun.State.DONE, 1, 2)
    assert run.problems == [
        {"file": "export.json", "line": 2, "sentence": "The line is no JSON."},
        {"file": "export.json", "line": 3, "sentence": "The event's time is no number."},
    ]


def test_of_very_many_problems_the_first_hundred_are_told(mixpanel: EventSource) -> None:
    run = brought(mixpanel, b"?\n" * 250)

    assert (run.rows_refused, len(run.problems)) == (250, 100)


def test_a_broken_file_fails_and_says_why(mixpanel: EventSource) -> None:
    run = brought(mixpanel, b"PK\x03\x04 and no more")

    assert (run.state, run.content) == (ImportRun.State.FAILED, None)
    assert run.error.startswith("export.json is broken")


def test_what_broke_off_fails_and_can_be_sent_again(mixpanel: EventSource, monkeypatch: pytest.MonkeyPatch) -> None:
    run = imports.begin(source=mixpanel, name="a.json", content=exports.lines([exports.mixpanel()]), by=None)
    monkeypatch.setattr(loading, "store", _out_of_memory)

    with pytest.raises(MemoryError):
        tasks.import_events(run=run.pk)
    run.refresh_from_db()

    assert (run.state, run.content) == (ImportRun.State.FAILED, None)


def _out_of_memory(*_: object, **__: object) -> int:
    raise MemoryError


def test_an_import_that_is_gone_or_ended_is_left_alone() -> None:
    ended = ImportRunFactory.create(state=ImportRun.State.DONE)

    tasks.import_events(run=ended.pk)
    tasks.import_events(run=0)

    ended.refresh_from_db()
    assert ended.state == ImportRun.State.DONE


def test_an_empty_file_is_refused(mixpanel: EventSource) -> None:
    with pytest.raises(imports.NothingToRead):
        imports.begin(source=mixpanel, name="a.json", content=b"", by=None)


def test_events_go_with_their_source(mixpanel: EventSource) -> None:
    brought(mixpanel, exports.lines([exports.mixpanel()]))

    mixpanel.delete()

    assert not Event.objects.exists()


def test_the_command_reads_folders_and_tells_how_far_it_is(mixpanel: EventSource, tmp_path: Path) -> None:
    (tmp_path / "one.json").write_bytes(exports.lines([exports.mixpanel(), "?"]))
    (tmp_path / "two.json").write_bytes(exports.lines([exports.mixpanel("Paid")]))
    told = StringIO()

    call_command("import_events", str(tmp_path), source="web app", stdout=told)

    assert "99 %, 2 events read" in told.getvalue()
    assert "2 new events, 0 known already, 1 rows not understood." in told.getvalue()
    assert "one.json, line 2: The line is no JSON." in told.getvalue()


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        pytest.param({"source": "nowhere"}, "There are: Web app", id="source"),
        pytest.param({"source": "Web app", "by": "nobody"}, "nobody called 'nobody'", id="person"),
        pytest.param({"source": "Web app"}, "There is no /nowhere", id="path"),
    ],
)
def test_the_command_refuses_what_is_not_there(mixpanel: EventSource, options: dict[str, str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("import_events", "/nowhere", **options)


def test_the_command_fails_where_a_file_is_broken(mixpanel: EventSource, tmp_path: Path) -> None:
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04")

    with pytest.raises(CommandError, match="Not all could be read"):
        call_command("import_events", str(tmp_path / "broken.zip"), source="Web app", stdout=StringIO())
