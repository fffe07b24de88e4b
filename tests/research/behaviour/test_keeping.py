"""Funnels kept as metrics: each period once, when it can be known."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from research import tasks
from research.behaviour import funnels, keeping, loading
from research.importers.events.parsed import ParsedEvent
from research.models import EventSource, Funnel, FunnelMetric, Measurement, Metric
from tests.factories import EventSourceFactory, FunnelFactory, SegmentFactory, SegmentRuleFactory

pytestmark = pytest.mark.django_db

MONDAY = datetime(2026, 10, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def source() -> EventSource:
    return EventSourceFactory.create()


def bring(source: EventSource, name: str, at: datetime, *, people: int, **of_user: Any) -> None:
    rows = [ParsedEvent(name, at, str(one), f"{name} {one} {at}", {}, of_user, {}) for one in range(people)]
    loading.store(rows, source=source)


def day_of(source: EventSource, day: int, *, entered: int, converted: int, **of_user: Any) -> None:
    """Entries on a day of October, and who converts in the hour after."""
    at = MONDAY.replace(day=day, hour=10)
    bring(source, "Signed up", at, people=entered, **of_user)
    bring(source, "Paid", at + HOUR, people=converted)


def kept(source: EventSource, *, every: str = "day", **given: Any) -> FunnelMetric:
    funnel: Funnel = FunnelFactory.create(source=source, **given)
    return keeping.keep(funnel, name="Activation", from_step=1, to_step=2, every=every, by=None)


def values(one: FunnelMetric) -> list[tuple[date, Mapping[str, Any]]]:
    rows = one.metric.measurements.of_everybody().order_by("period_start")
    return [(row.period_start, row.inputs) for row in rows]


def test_keeping_makes_a_metric_that_says_what_is_counted_and_asks_for_its_values(source: EventSource) -> None:
    one = kept(source)

    assert (one.metric.formula, one.metric.period, one.metric.product) == ("conversion", "day", source.product)
    assert one.metric.definition.startswith("Of people that reached step 1 (Signed up), how many reached step 2 (Paid)")
    assert ProcrastinateJob.objects.filter(task_name=keeping.JOB).count() == 1


@pytest.mark.parametrize(("from_step", "to_step"), [(0, 1), (1, 1), (2, 1), (1, 3)])
def test_only_a_step_and_a_later_one_are_kept(source: EventSource, from_step: int, to_step: int) -> None:
    with pytest.raises(keeping.NoSuchSteps):
        keeping.keep(
            FunnelFactory.create(source=source), name="x", from_step=from_step, to_step=to_step, every="day", by=None
        )

    assert not Metric.objects.exists()


def test_each_day_is_measured_with_n_interval_period_and_the_day_it_was_read(source: EventSource) -> None:
    day_of(source, 5, entered=10, converted=4)
    day_of(source, 6, entered=20, converted=5)
    bring(source, "Anything", MONDAY.replace(day=9), people=1)
    one = kept(source)

    assert keeping.measure(one.pk, at=MONDAY.replace(day=10)) == 3

    first = one.metric.measurements.get(period_start=date(2026, 10, 5))
    assert (first.value, first.n, first.period_end, first.read_on) == (
        Decimal("0.4"),
        10,
        date(2026, 10, 5),
        date(2026, 10, 10),
    )
    assert first.low is not None
    assert [inputs for _, inputs in values(one)] == [
        {"converted": 4, "entered": 10},
        {"converted": 5, "entered": 20},
        {"converted": 0, "entered": 0},
    ]


def test_a_period_whose_window_is_not_over_is_left_for_later(source: EventSource) -> None:
    """Amplitude's window is a day: the 5th is known when the 6th is over, the 6th when the 7th is."""
    day_of(source, 5, entered=10, converted=4)
    bring(source, "Anything", MONDAY.replace(day=7, hour=12), people=1)
    one = kept(source)

    assert keeping.measure(one.pk, at=MONDAY.replace(day=6, hour=23)) == 0
    assert keeping.measure(one.pk, at=MONDAY.replace(day=7)) == 1


def test_a_period_whose_events_have_not_come_is_waited_for(source: EventSource) -> None:
    day_of(source, 5, entered=10, converted=4)
    one = kept(source)
    at = MONDAY.replace(day=20)

    assert keeping.measure(one.pk, at=at) == 0
    ahead = keeping.outlook(one, at=at, span=funnels.span(source.pk))

    assert ahead.is_waiting_for_events
    assert ahead.events_until == MONDAY.replace(hour=11)


def test_the_same_period_is_measured_once_however_often_it_runs(source: EventSource) -> None:
    day_of(source, 5, entered=10, converted=4)
    bring(source, "Anything", MONDAY.replace(day=7), people=1)
    one = kept(source)
    at = MONDAY.replace(day=8)

    counts = [keeping.measure(one.pk, at=at) for _ in range(3)]
    FunnelMetric.objects.update(measured_until=None)
    counts.append(keeping.measure(one.pk, at=at))

    assert counts == [1, 0, 0, 0]
    assert Measurement.objects.count() == 1


def test_what_was_missed_is_made_up_for(source: EventSource) -> None:
    day_of(source, 5, entered=10, converted=4)
    bring(source, "Anything", MONDAY.replace(day=7), people=1)
    one = kept(source)
    keeping.measure(one.pk, at=MONDAY.replace(day=7))
    bring(source, "Anything", MONDAY.replace(day=31), people=1)

    keeping.measure(one.pk, at=MONDAY.replace(month=11, day=1))

    assert [start.day for start, _ in values(one)] == [*range(5, 30)]


def test_weeks_begin_as_the_product_s_do(source: EventSource) -> None:
    source.product.week_starts_on = 6
    source.product.save()
    day_of(source, 5, entered=1, converted=1)
    bring(source, "Anything", MONDAY.replace(day=31), people=1)
    one = kept(source, every="week")

    keeping.measure(one.pk, at=MONDAY.replace(day=31))

    assert [start.day for start, _ in values(one)] == [11, 18]


def test_a_metric_goes_on_asking_what_it_asked(source: EventSource) -> None:
    day_of(source, 5, entered=10, converted=4)
    bring(source, "Anything", MONDAY.replace(day=7), people=1)
    one = kept(source)
    one.funnel.steps = [{"event": "Paid"}, {"event": "Left"}]
    one.funnel.save()

    keeping.measure(one.pk, at=MONDAY.replace(day=7))

    assert values(one) == [(MONDAY.date(), {"converted": 4, "entered": 10})]
    assert keeping.has_changed(one)


def test_a_failure_is_told_and_gone_after_the_next_success(
    source: EventSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    day_of(source, 5, entered=10, converted=4)
    bring(source, "Anything", MONDAY.replace(day=7), people=1)
    one = kept(source)
    with monkeypatch.context() as broken:
        broken.setattr(funnels, "of", _too_long)
        keeping.measure(one.pk, at=MONDAY.replace(day=7))
    one.refresh_from_db()
    assert (one.error, one.tried_at) == ("That takes too long.", MONDAY.replace(day=7))

    keeping.measure(one.pk, at=MONDAY.replace(day=8))

    one.refresh_from_db()
    assert (one.error, one.measured_until) == ("", MONDAY.date())


def test_what_breaks_is_told_in_general_and_raised(source: EventSource, monkeypatch: pytest.MonkeyPatch) -> None:
    day_of(source, 5, entered=10, converted=4)
    bring(source, "Anything", MONDAY.replace(day=7), people=1)
    one = kept(source)
    monkeypatch.setattr(funnels, "of", _out_of_memory)

    with pytest.raises(MemoryError):
        keeping.measure(one.pk, at=MONDAY.replace(day=7))

    one.refresh_from_db()
    assert one.error == "It broke off."


def _too_long(*_: object) -> None:
    raise funnels.TakesTooLong("That takes too long.")


def _out_of_memory(*_: object) -> None:
    raise MemoryError


def test_every_hour_all_are_asked_for_and_none_waits_twice(source: EventSource) -> None:
    kept(source)
    keeping.keep(FunnelFactory.create(source=source), name="Other", from_step=1, to_step=2, every="week", by=None)

    tasks.measure_funnels(timestamp=0)
    tasks.measure_funnels(timestamp=0)

    assert ProcrastinateJob.objects.filter(task_name=keeping.JOB).count() == 2


def test_a_metric_that_is_gone_is_measured_no_longer() -> None:
    tasks.measure_funnel(kept=0)

    assert not Measurement.objects.exists()


def test_a_funnel_by_segment_measures_each(source: EventSource) -> None:
    team = SegmentFactory.create(name="Teams")
    condition = {"property": "plan", "of": "user", "operator": "is", "value": "team"}
    SegmentRuleFactory.create(source=source, segment=team, conditions=[condition])
    day_of(source, 5, entered=10, converted=4, plan="team")
    bring(source, "Signed up", MONDAY.replace(hour=12), people=20, plan="free")
    bring(source, "Anything", MONDAY.replace(day=7), people=1)
    one = kept(source, by_segment=True)

    keeping.measure(one.pk, at=MONDAY.replace(day=7))

    of_teams = one.metric.measurements.get(segment=team)
    assert of_teams.inputs == {"converted": 4, "entered": 10}
    assert values(one) == [(MONDAY.date(), {"converted": 4, "entered": 20})]
