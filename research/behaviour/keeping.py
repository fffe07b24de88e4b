"""Funnels kept as metrics: each period is measured once, when its entries have had their window."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import Any

from django.db import transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from research.behaviour import funnels, questions
from research.behaviour.funnels import Group
from research.behaviour.questions import Question
from research.models import Funnel, FunnelMetric, Measurement, Metric, User
from research.operations import measurements
from research.operations.refusals import Refused, Unacceptable

JOB = "research.tasks.measure_funnel"
FIRST_PERIODS = 12
"""So many periods back a metric begins, as far as there are events."""
MOST_AT_ONCE = 60
_DAYS = {FunnelMetric.Every.DAY: 1, FunnelMetric.Every.WEEK: 7}
ASKED = ("preset", "steps", "order", "counting", "window_seconds", "by_segment")


class NoSuchSteps(Unacceptable):
    """The funnel has no such pair of steps."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """Whole days, by UTC as events are. `is_ready_at`: when the last entry has had its window."""

    first: date
    last: date
    is_ready_at: datetime

    @property
    def since(self) -> datetime:
        return datetime(self.first.year, self.first.month, self.first.day, tzinfo=UTC)

    @property
    def until(self) -> datetime:
        return self.since + timedelta(days=(self.last - self.first).days + 1)


@dataclass(frozen=True, kw_only=True)
class Outlook:
    """What a kept metric waits for. `events_until`: the newest event, which the period's window has not reached yet."""

    period: Period
    events_until: datetime | None
    is_waiting_for_events: bool


@transaction.atomic
def keep(funnel: Funnel, *, name: str, from_step: int, to_step: int, every: str, by: User | None) -> FunnelMetric:
    """Make a metric that the funnel fills, and have it measured. Raises `NoSuchSteps`, `NotAFunnel`."""
    steps = questions.checked(funnel.steps, preset=funnel.preset, order=funnel.order)
    if not 1 <= from_step < to_step <= len(steps):
        raise NoSuchSteps(f"Choose a step and a later one, of {len(steps)}.", field="to_step")
    asked = {name: getattr(funnel, name) for name in ASKED}
    kept = FunnelMetric(funnel=funnel, from_step=from_step, to_step=to_step, every=every, asked=asked, created_by=by)
    kept.metric = measurements.define(
        Metric(
            product=funnel.source.product,
            name=name,
            definition=definition(kept),
            formula="conversion",
            period=every,
            source=f"{funnel.source.name}, funnel “{funnel.name}”"[:200],
        ),
        by=by,
    )
    kept.save()
    request(kept)
    return kept


def definition(kept: FunnelMetric) -> str:
    """Say in words what is measured."""
    as_kept = asked_of(kept)
    window = questions.RULES[as_kept.preset].window.total_seconds()
    hours = (as_kept.window_seconds or window) / 3600
    names = [step["event"] for step in as_kept.steps]
    return (
        f"Of {'attempts' if as_kept.counting == Funnel.Counting.TOTALS else 'people'} that reached step "
        f"{kept.from_step} ({names[kept.from_step - 1]}), how many reached step {kept.to_step} "
        f"({names[kept.to_step - 1]}), within {hours:g} h of the entry; {as_kept.get_preset_display()}, "
        f"{as_kept.get_order_display()}. A period's entries are read once, after their window is over."
    )


def request(kept: FunnelMetric) -> None:
    """Have a worker measure what is due, unless that waits already."""
    job = app.configure_task(
        JOB, allow_unknown=True, lock=f"funnel metric {kept.pk}", queueing_lock=f"funnel metric {kept.pk}"
    )
    try:
        with transaction.atomic():
            job.defer(kept=kept.pk)
    except AlreadyEnqueued:
        return


def request_all() -> None:
    """Have all measured that may have something due. What failed is tried again by this."""
    for kept in FunnelMetric.objects.order_by("pk"):
        request(kept)


def measure(pk: int, *, at: datetime) -> int:
    """Measure the periods that are due, and return how many those were. A metric that is gone has none.

    What is refused, such as a funnel that takes too long, is kept as `error`; whatever else breaks is told there in
    general and raised. Each period is a transaction of its own, and one that has its value is passed over.
    """
    kept = _found(pk)
    if kept is None:
        return 0
    try:
        count = sum(_measured(period, pk=pk, at=at) for period in due(kept, at=at))
    except Refused as refusal:
        _note(pk, at=at, error=str(refusal))
        return 0
    except BaseException:
        _note(pk, at=at, error="It broke off.")
        raise
    _note(pk, at=at, error="")
    return count


def due(kept: FunnelMetric, *, at: datetime) -> list[Period]:
    """Return the periods whose window is over, and their events here, from the one after the last measured on."""
    span = funnels.span(kept.funnel.source_id)
    if span is None:
        return []
    return list(takewhile(lambda period: period.is_ready_at <= min(at, span[1]), _periods(kept, span, at)))[
        :MOST_AT_ONCE
    ]


def outlook(kept: FunnelMetric, *, at: datetime, span: tuple[datetime, datetime] | None) -> Outlook:
    """Return what comes next, and whether it waits for events to come."""
    period = next(_periods(kept, span or (at, at), at))
    newest = span[1] if span else None
    return Outlook(
        period=period,
        events_until=newest,
        is_waiting_for_events=period.is_ready_at <= at and (newest is None or newest < period.is_ready_at),
    )


def asked_of(kept: FunnelMetric) -> Funnel:
    """Return the funnel as it was when it was kept; not to be saved."""
    given: Mapping[str, Any] = kept.asked
    return Funnel(source_id=kept.funnel.source_id, name=kept.funnel.name, **{name: given[name] for name in ASKED})


def has_changed(kept: FunnelMetric) -> bool:
    """Tell whether the funnel asks something else by now."""
    return any(getattr(kept.funnel, name) != kept.asked[name] for name in ASKED)


def _periods(kept: FunnelMetric, span: tuple[datetime, datetime], at: datetime) -> Iterator[Period]:
    days = timedelta(days=_DAYS[FunnelMetric.Every(kept.every)])
    window = _question(kept, since=at, until=at).window
    first = _first_day(kept, days=days, oldest=span[0].astimezone(UTC).date(), today=at.astimezone(UTC).date())
    while True:
        last = first + days - timedelta(days=1)
        end = datetime(last.year, last.month, last.day, tzinfo=UTC) + timedelta(days=1)
        yield Period(first=first, last=last, is_ready_at=end + window)
        first += days


def _first_day(kept: FunnelMetric, *, days: timedelta, oldest: date, today: date) -> date:
    """The day after the last period; at first, some periods back but none that is older than the events."""
    if kept.measured_until:
        return kept.measured_until + timedelta(days=1)
    first = max(today - FIRST_PERIODS * days, oldest)
    if days.days == 1:
        return first
    into_the_week = (first.weekday() - kept.funnel.source.product.week_starts_on) % 7
    return first + timedelta(days=-into_the_week % 7)


def _measured(period: Period, *, pk: int, at: datetime) -> bool:
    """Measure one period; not if it has its value, or the metric is gone."""
    with transaction.atomic():
        kept = _found(pk)
        if kept is None or not FunnelMetric.objects.filter(pk=pk).locked().exists():
            return False
        if is_new := not kept.metric.measurements.of_everybody().filter(period_start=period.first).exists():
            result = funnels.of(_question(kept, since=period.since, until=period.until))
            for group in (result.whole, *(group for group in result.groups if group.segment_id)):
                _take(group, kept=kept, period=period, at=at)
        FunnelMetric.objects.filter(pk=pk).update(measured_until=period.last)
        return is_new


def _take(group: Group, *, kept: FunnelMetric, period: Period, at: datetime) -> None:
    measurements.take(
        Measurement(
            metric=kept.metric,
            segment_id=group.segment_id,
            period_start=period.first,
            period_end=period.last,
            read_on=timezone.localdate(at),
            inputs={
                "converted": group.steps[kept.to_step - 1].count,
                "entered": group.steps[kept.from_step - 1].count,
            },
        ),
        by=None,
    )


def _question(kept: FunnelMetric, *, since: datetime, until: datetime) -> Question:
    return questions.question_of(asked_of(kept), since=since, until=until)


def _found(pk: int) -> FunnelMetric | None:
    rows = FunnelMetric.objects.select_related("funnel__source__product", "metric")
    return rows.filter(pk=pk).first()


def _note(pk: int, *, at: datetime, error: str) -> None:
    FunnelMetric.objects.filter(pk=pk).update(tried_at=at, error=error[:500])
