"""Events asked of the tools themselves, over HTTP on this machine."""

import gzip
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.conf import LazySettings
from django.core.management import CommandError, call_command
from procrastinate.contrib.django.models import ProcrastinateJob

from research import tasks
from research.behaviour import imports, pulls
from research.importers.events.downloads import Patience
from research.models import Event, EventSource, ImportRun
from tests.factories import EventSourceFactory, ImportRunFactory
from tests.research.behaviour import exports
from tests.research.behaviour.export_server import KEY, PROJECT, SECRET, Answer, Server, amplitude, mixpanel, running

pytestmark = pytest.mark.django_db

FIRST, SECOND = date(2026, 10, 1), date(2026, 10, 2)
MIXPANEL_DAYS = {
    "2026-10-01": [exports.mixpanel(), exports.mixpanel("Paid")],
    "2026-10-02": [exports.mixpanel(time=1790933400)],
}
AMPLITUDE_HOURS = {
    "20261001T09": [exports.amplitude()],
    "20261001T23": [exports.amplitude(**{"$insert_id": "b2", "event_type": "Paid"})],
    "20261002T00": [exports.amplitude(**{"$insert_id": "b3", "event_type": "Left"})],
}


@pytest.fixture
def at_mixpanel(settings: LazySettings) -> Iterator[Server]:
    with running("/api/2.0/export", mixpanel(MIXPANEL_DAYS)) as server:
        access = {"host": server.address, "user": KEY, "password": SECRET, "project": PROJECT}
        settings.EXPORT_APIS = {**settings.EXPORT_APIS, "mixpanel": access}
        yield server


def at_amplitude(settings: LazySettings, server: Server) -> None:
    access = {"host": server.address, "user": KEY, "password": SECRET}
    settings.EXPORT_APIS = {**settings.EXPORT_APIS, "amplitude": access}


class Clock:
    """Remembers how long it was asked to sleep, and does not."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    @property
    def patience(self) -> Patience:
        return Patience(attempts=3, sleep=self.pauses.append)


def begun(source: EventSource, *, first: date = FIRST, last: date = SECOND) -> ImportRun:
    return pulls.begin(source=source, first=first, last=last, by=None)


def test_mixpanel_is_asked_day_by_day_and_its_events_are_here(at_mixpanel: Server) -> None:
    run = begun(EventSourceFactory.create())

    tasks.pull_events(run=run.pk)

    run.refresh_from_db()
    assert (run.state, run.events_read, run.events_added, run.percentage) == ("done", 3, 3, 100)
    assert run.pulled_until == SECOND
    assert [asked["from_date"] for _, asked in at_mixpanel.asked] == ["2026-10-01", "2026-10-02"]
    assert Event.objects.count() == 3


def test_milliseconds_are_asked_for_where_the_source_has_them(at_mixpanel: Server) -> None:
    source = EventSourceFactory.create(time_unit="milliseconds")

    pulls.follow(begun(source, last=FIRST))

    assert at_mixpanel.asked[0][1]["time_in_ms"] == "true"


def test_the_same_days_again_add_nothing(at_mixpanel: Server) -> None:
    source = EventSourceFactory.create()
    pulls.follow(begun(source))

    again = pulls.follow(begun(source))

    assert (again.events_read, again.events_added, Event.objects.count()) == (3, 0, 3)


@pytest.mark.parametrize(
    "broken",
    [
        pytest.param(Answer(status=503), id="away"),
        pytest.param(Answer(status=504), id="slow"),
        pytest.param(Answer(body=b"x" * 50, cut=20), id="cut off"),
        pytest.param(Answer(body=gzip.compress(exports.lines([exports.mixpanel()]))[:-9]), id="half a file"),
        pytest.param(Answer(body=exports.lines([exports.mixpanel(), "terminated early"])), id="terminated early"),
    ],
)
def test_what_passes_is_tried_again_and_nothing_comes_in_twice(at_mixpanel: Server, broken: Answer) -> None:
    at_mixpanel.next_answers = [broken]
    clock = Clock()

    run = pulls.follow(begun(EventSourceFactory.create(), last=FIRST), patience=clock.patience)

    assert (run.state, run.events_read, run.rows_refused) == ("done", 2, 0)
    assert clock.pauses == [2.0]


def test_what_does_not_pass_fails_with_a_sentence_and_goes_on_from_there(at_mixpanel: Server) -> None:
    clock = Clock()
    run = begun(EventSourceFactory.create())
    at_mixpanel.next_answers = [
        mixpanel(MIXPANEL_DAYS)({"from_date": "2026-10-01", "to_date": "2026-10-01", "project_id": PROJECT}),
        *[Answer(status=500)] * 3,
    ]

    failed = pulls.follow(run, patience=clock.patience)
    assert (failed.state, failed.error) == ("failed", "Mixpanel answers 500, 3 times in a row.")
    assert (failed.pulled_until, failed.percentage, clock.pauses) == (FIRST, 50, [2.0, 4.0])

    at_mixpanel.asked.clear()
    pulls.retry(failed)
    tasks.pull_events(run=run.pk)

    run.refresh_from_db()
    assert (run.state, run.events_added, run.error) == ("done", 3, "")
    assert [asked["from_date"] for _, asked in at_mixpanel.asked] == ["2026-10-02"]


def test_a_rest_that_the_tool_wants_is_taken_by_a_worker(at_mixpanel: Server) -> None:
    run = begun(EventSourceFactory.create())
    at_mixpanel.next_answers = [Answer(status=429)]

    pulls.follow(run)

    assert run.state == ImportRun.State.WAITING
    assert run.error.startswith("Mixpanel has answered often enough for now. It goes on after")
    job = ProcrastinateJob.objects.filter(scheduled_at__isnull=False).get()
    assert job.args == {"run": run.pk}
    assert timedelta(minutes=59) < job.scheduled_at - datetime.now(UTC) <= timedelta(hours=1)


def test_a_short_rest_is_taken_at_once(at_mixpanel: Server) -> None:
    at_mixpanel.next_answers = [Answer(status=429, headers={"Retry-After": "7"})]
    clock = Clock()

    run = pulls.follow(begun(EventSourceFactory.create()), patience=clock.patience)

    assert (run.state, clock.pauses) == ("done", [7.0])


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (Answer(status=401), "does not let us in (401): check the credentials"),
        (Answer(status=403), "does not let us in (403)"),
        (Answer(status=302, headers={"Location": "http://127.0.0.1:9/"}), "refuses (302)"),
        (Answer(status=400), "refuses (400)"),
    ],
)
def test_what_would_not_pass_is_not_tried_again(at_mixpanel: Server, answer: Answer, sentence: str) -> None:
    at_mixpanel.next_answers = [answer]

    run = pulls.follow(begun(EventSourceFactory.create()))

    assert run.state == "failed"
    assert sentence in run.error
    assert len(at_mixpanel.asked) == 1
    assert SECRET not in run.error


def test_a_server_that_is_not_there_is_told(settings: LazySettings) -> None:
    access = {"host": "http://127.0.0.1:9", "user": KEY, "password": SECRET, "project": PROJECT}
    settings.EXPORT_APIS = {**settings.EXPORT_APIS, "mixpanel": access}

    run = pulls.follow(begun(EventSourceFactory.create()), patience=Clock().patience)

    assert run.error.startswith("Mixpanel could not be reached, or broke off (ConnectionRefusedError)")


def test_amplitude_s_days_are_zips_of_its_hours(settings: LazySettings) -> None:
    with running("/api/2/export", amplitude(AMPLITUDE_HOURS)) as server:
        at_amplitude(settings, server)

        run = pulls.follow(begun(EventSourceFactory.create(tool="amplitude"), last=date(2026, 10, 3)))

    assert (run.state, run.events_added) == ("done", 3)
    assert server.asked[0] == ("/api/2/export", {"start": "20261001T00", "end": "20261001T23"})
    assert run.dropped_properties == {"device_id": 3, "email": 3, "ip_address": 3, "user_id": 3}


def test_days_too_large_for_amplitude_are_asked_for_in_parts(settings: LazySettings) -> None:
    with running("/api/2/export", amplitude(AMPLITUDE_HOURS, most_hours=6)) as server:
        at_amplitude(settings, server)

        run = pulls.follow(begun(EventSourceFactory.create(tool="amplitude"), last=FIRST))

    assert (run.state, run.events_added) == ("done", 2)
    asked = [(one["start"][-2:], one["end"][-2:]) for _, one in server.asked]
    assert asked == [("00", "23"), ("00", "11"), ("00", "05"), ("06", "11"), ("12", "23"), ("12", "17"), ("18", "23")]


def test_an_hour_too_large_for_amplitude_is_told(settings: LazySettings) -> None:
    with running("/api/2/export", amplitude(AMPLITUDE_HOURS, most_hours=0)) as server:
        at_amplitude(settings, server)

        run = pulls.follow(begun(EventSourceFactory.create(tool="amplitude"), last=FIRST))

    assert run.error == "Amplitude cannot give out 2026-10-01, 0:00: it is too much for one answer."


def test_what_breaks_fails_and_is_raised(at_mixpanel: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    run = begun(EventSourceFactory.create())
    monkeypatch.setattr(imports, "read_into", _out_of_memory)

    with pytest.raises(MemoryError):
        pulls.follow(run)

    run.refresh_from_db()
    assert run.state == ImportRun.State.FAILED


def _out_of_memory(*_: object, **__: object) -> None:
    raise MemoryError


@pytest.mark.parametrize("tool", ["amplitude", "mixpanel"])
def test_without_credentials_it_says_which_are_missing(tool: str) -> None:
    with pytest.raises(pulls.NoCredentials, match=f"Set {tool.upper()}_"):
        begun(EventSourceFactory.create(tool=tool))


@pytest.mark.parametrize(
    ("first", "last"),
    [(SECOND, FIRST), (FIRST, date(2999, 1, 1)), (date(2024, 1, 1), FIRST)],
)
def test_only_days_that_are_over_and_not_too_many_are_asked_for(at_mixpanel: Server, first: date, last: date) -> None:
    with pytest.raises(pulls.ImpossibleDays):
        begun(EventSourceFactory.create(), first=first, last=last)


def test_only_a_pull_that_failed_is_tried_again() -> None:
    for run in (ImportRunFactory.create(state="failed"), ImportRunFactory.create(pulled_from=FIRST, pulled_to=FIRST)):
        with pytest.raises(pulls.NothingToRetry):
            pulls.retry(run)


def test_a_pull_that_is_gone_is_left_alone() -> None:
    tasks.pull_events(run=0)

    assert not Event.objects.exists()


def test_the_command_tells_how_far_it_is(at_mixpanel: Server) -> None:
    EventSourceFactory.create(name="Web app")
    told = StringIO()

    call_command("pull_events", "--source", "web app", "--from", "2026-10-01", "--to", "2026-10-02", stdout=told)

    assert "50 %, 2 events read" in told.getvalue()
    assert "Mixpanel, 2026-10-01 to 2026-10-02: 3 new events, 0 known already" in told.getvalue()


def test_the_command_says_what_is_missing(at_mixpanel: Server) -> None:
    EventSourceFactory.create(name="Web app")
    at_mixpanel.next_answers = [Answer(status=401)]
    days = ("--from", "2026-10-01", "--to", "2026-10-02")

    with pytest.raises(CommandError, match=r"Not all came: no day is here\. Mixpanel does not let us in"):
        call_command("pull_events", "--source", "Web app", *days, stdout=StringIO())
    with pytest.raises(CommandError, match="There are: Web app"):
        call_command("pull_events", "--source", "nowhere", *days)
