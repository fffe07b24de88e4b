"""Metrics: every figure at a glance, one of them as a chart with its table, and the forms by which values come in."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from research.admin import charting, figures, using
from research.admin.charting import LARGE, SMALL, Chart, Frame, Value
from research.admin.links import address_of
from research.admin.measuring import CiteForm, MeasureForm
from research.admin.sheet_form import SheetForm
from research.admin.showing import page
from research.importers import measurements
from research.models import Insight, InsightEvidence, Measurement, Metric, Segment, User
from research.statistics.formulas import FORMULAS

EXAMPLE = "metric,period,value,n\nActivation,2026-01,41.5,380"
MOST_METRICS = 200
MOST_SPARKS = 24
MOST_SHOWN = 240


@dataclass(frozen=True, kw_only=True)
class Row:
    """A measurement in words, and the insights that rest on it.

    `change` is to the one before; `tone` whether that is the wanted direction.
    """

    one: Measurement
    period: str
    value: str
    interval: str
    change: str = ""
    tone: str = "plain"
    insights: tuple[Insight, ...] = ()

    @property
    def counted(self) -> str:
        return figures.counted(self.one.n)

    @property
    def said(self) -> str:
        parts = [f"{self.period}: {self.value}", self.counted]
        return ", ".join(filter(None, [*parts, f"95 % interval {self.interval}" if self.interval else ""]))


@dataclass(frozen=True, kw_only=True)
class Card:
    """A metric at a glance."""

    metric: Metric
    formula: str
    latest: Row | None
    spark: Chart | None
    target: str


@permission_required("research.view_metric", raise_exception=True)
def view(request: HttpRequest) -> HttpResponse:
    """Show every metric with its last values, of everybody. Two queries."""
    metrics = list(Metric.objects.visible_to(_user(request)).defer("search").order_by("name", "id")[:MOST_METRICS])
    values = _newest(metrics)
    return page(
        request,
        "workplace/metrics.html",
        title="Metrics",
        cards=[_card(one, values.get(one.pk, [])) for one in metrics],
    )


@permission_required("research.view_metric", raise_exception=True)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a metric's values as a chart and as a table: of everybody, or of one segment (`?segment=3`)."""
    metric = _metric(request, pk)
    segments = list(Segment.objects.filter(pk__in=metric.measurements.values("segment")).order_by("name"))
    segment = _segment(request, segments)
    values = metric.measurements.filter(segment=segment).select_related("created_by")
    latest = list(values.order_by("-period_end", "-period_start", "-id")[:MOST_SHOWN])[::-1]
    rows = _rows(metric, latest, insights=_resting(latest, viewer=_user(request)))
    return page(
        request,
        "workplace/metric.html",
        title="Metric",
        subtitle=metric.name,
        metric=metric,
        formula=FORMULAS.get(metric.formula),
        target=figures.said(metric.target, metric) if metric.target is not None else "",
        chart=_chart(metric, rows, LARGE),
        rows=rows[::-1],
        latest=rows[-1] if rows else None,
        segments=segments,
        segment=segment,
        may_use=request.user.has_perms(using.RIGHTS),
    )


@permission_required("research.add_measurement", raise_exception=True)
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a value, or for what the metric's formula computes it from."""
    metric = _metric(request, pk)
    form = MeasureForm(request.POST or None, metric=metric, by=_user(request), initial=_initial(request))
    if request.method == "POST" and form.is_valid() and (made := form.save()):
        return _told(request, made, "Saved.")
    return page(
        request,
        "workplace/measure.html",
        title="New value",
        subtitle=metric.name,
        status=400 if form.errors else 200,
        metric=metric,
        formula=FORMULAS.get(metric.formula),
        form=form,
    )


@permission_required(["research.add_measurement", "research.add_metric"], raise_exception=True)
def cite(request: HttpRequest) -> HttpResponse:
    """Ask for what a chart elsewhere says: one form that ends in a measurement."""
    form = CiteForm(request.POST or None, by=_user(request), initial=_initial(request))
    if request.method == "POST" and form.is_valid() and (made := form.save()):
        if form.used:
            messages.success(request, using.said(form.used))
            return HttpResponseRedirect(address_of(form.used.insight))
        return _told(request, made, "Cited. It tells how many, not why.")
    return page(
        request, "workplace/cite_chart.html", title="Cite a chart", status=400 if form.errors else 200, form=form
    )


@permission_required(["research.add_measurement", "research.change_measurement"], raise_exception=True)
def bring(request: HttpRequest) -> HttpResponse:
    """Take a series as CSV, whole or not at all."""
    form = SheetForm(request.POST or None, request.FILES or None, example=EXAMPLE)
    take = partial(measurements.bring, by=_user(request))
    if request.method == "POST" and form.is_valid() and (brought := form.brought(take)):
        told = f"{brought.created} new, {brought.changed} corrected, {brought.unchanged} as they were."
        messages.success(request, told)
        return HttpResponseRedirect(reverse("metrics"))
    return page(
        request,
        "workplace/measurements_csv.html",
        title="Values from a CSV",
        status=400 if form.errors else 200,
        form=form,
        formulas=FORMULAS.values(),
    )


def _told(request: HttpRequest, made: Measurement, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    segment = f"?segment={made.segment_id}" if made.segment_id else ""
    return HttpResponseRedirect(f"{reverse('metric', args=[made.metric_id])}{segment}")


def _metric(request: HttpRequest, pk: int) -> Metric:
    return get_object_or_404(Metric.objects.visible_to(_user(request)).defer("search"), pk=pk)


def _segment(request: HttpRequest, segments: Iterable[Segment]) -> Segment | None:
    given = request.GET.get("segment", "")
    if not given:
        return None
    if not given.isdecimal():
        raise BadRequest("A segment is asked for by its number.")
    found = next((one for one in segments if str(one.pk) == given), None)
    if found is None:
        raise Http404
    return found


def _initial(request: HttpRequest) -> dict[str, str]:
    return {
        name: request.GET[name] for name in ("metric", "insight", "opportunity", "source_url") if name in request.GET
    }


def _newest(metrics: Sequence[Metric]) -> dict[int, list[Measurement]]:
    """Return each metric's last values of everybody, oldest first. One query."""
    number = Window(RowNumber(), partition_by="metric", order_by=(F("period_end").desc(), F("id").desc()))
    newest = Measurement.objects.filter(metric__in=metrics).of_everybody().annotate(number=number)
    values: dict[int, list[Measurement]] = {}
    for one in newest.filter(number__lte=MOST_SPARKS).in_time():
        values.setdefault(one.metric_id, []).append(one)
    return values


def _card(metric: Metric, values: Sequence[Measurement]) -> Card:
    rows = _rows(metric, values)
    formula = FORMULAS.get(metric.formula)
    return Card(
        metric=metric,
        formula=formula.label if formula else "",
        latest=rows[-1] if rows else None,
        spark=_chart(metric, rows, SMALL),
        target=figures.said(metric.target, metric) if metric.target is not None else "",
    )


def _resting(values: Sequence[Measurement], *, viewer: User) -> dict[int | None, list[Insight]]:
    """Return the insights that rest on each. One query."""
    cited = InsightEvidence.objects.visible_to(viewer).filter(measurement__in=values).select_related("insight")
    resting: dict[int | None, list[Insight]] = {}
    for row in cited.defer("insight__search").order_by("pk"):
        resting.setdefault(row.measurement_id, []).append(row.insight)
    return resting


def _rows(
    metric: Metric,
    values: Sequence[Measurement],
    *,
    insights: Mapping[int | None, Sequence[Insight]] = MappingProxyType({}),
) -> list[Row]:
    rows: list[Row] = []
    before: Measurement | None = None
    for one in values:
        one.metric = metric
        change, tone = _change(before, one)
        rows.append(
            Row(
                one=one,
                period=figures.period(one.period_start, one.period_end),
                value=figures.said(one.value, metric),
                interval=figures.interval(one),
                change=change,
                tone=tone,
                insights=tuple(insights.get(one.pk, ())),
            )
        )
        before = one
    return rows


def _change(before: Measurement | None, one: Measurement) -> tuple[str, str]:
    """Say how it moved. Intervals that overlap are called so: the change may be chance."""
    if before is None or before.value is None or one.value is None:
        return "", "plain"
    step = one.value - before.value
    if not step:
        return "as before", "plain"
    text = figures.step(step, one.metric)
    if _overlap(before, one):
        return f"{text}, within the uncertainty", "plain"
    is_wanted = (step > 0) is (one.metric.direction == Metric.Direction.UP)
    return text, "good" if is_wanted else "bad"


def _overlap(one: Measurement, other: Measurement) -> bool:
    if one.low is None or one.high is None or other.low is None or other.high is None:
        return False
    return one.low <= other.high and other.low <= one.high


def _chart(metric: Metric, rows: Sequence[Row], frame: Frame) -> Chart | None:
    values = [
        Value(
            when=row.one.period_end.toordinal(),
            label=row.period if len(row.period) <= LONGEST_LABEL else f"{row.one.period_end:%Y-%m-%d}",
            said=row.said,
            value=_float(row.one.value),
            low=_float(row.one.low),
            high=_float(row.one.high),
        )
        for row in rows
    ]
    target = _float(metric.target) if frame is LARGE else None
    return charting.chart(
        values, frame=frame, said=lambda value: figures.said(figures.decimal(value), metric), target=target
    )


LONGEST_LABEL = 12


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)
