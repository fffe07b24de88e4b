"""Measurements as evidence: how they look beside the words that people said, and how they are found for an insight."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from research.admin import figures
from research.admin.passages import PAGE, Filters, Found
from research.models import Insight, InsightEvidence, Measurement, User
from research.models.searching import beginning_with

NOT_WHY = "how many, not why"


def shown(measurement: Measurement) -> SafeString:
    """Show what was measured, on how many, when and where. No query where metric and segment came with it."""
    metric = measurement.metric
    value = format_html(
        '<p class="measured"><strong>{}</strong> {} <span class="chip">{}</span></p>',
        figures.said(measurement.value, metric),
        metric.name,
        NOT_WHY,
    )
    about = format_html_join(" · ", "{}", ((part,) for part in _about(measurement)))
    chart = format_html('<a href="{}">the chart</a>', measurement.source_url) if measurement.source_url else ""
    page = format_html('<a href="{}">all values</a>', reverse("metric", args=[measurement.metric_id]))
    ways = format_html_join(" · ", "{}", ((way,) for way in (chart, page) if way))
    return format_html('{}<p class="quote-source">{} · {}</p>', value, about, ways)


def found(insight: Insight, *, viewer: User, filters: Filters, after: int | None = None) -> Found["FigureCard"]:
    """Return a page of measurements that have a value, newest first, by the words of their metrics. Two queries."""
    rows = Measurement.objects.visible_to(viewer).filter(value__isnull=False)
    if words := beginning_with(filters.given().get("q", "")):
        rows = rows.filter(metric__search=words)
    if after is not None:
        rows = rows.filter(pk__lt=after)
    page = list(rows.select_related("metric", "segment").defer("metric__search").order_by("-pk")[: PAGE + 1])
    tied = InsightEvidence.objects.filter(insight=insight, measurement__in=[row.pk for row in page])
    evidence = {row.measurement_id: row for row in tied}
    cards = [FigureCard(measurement=row, evidence=evidence.get(row.pk)) for row in page[:PAGE]]
    return Found(cards=cards, after=page[PAGE - 1].pk if len(page) > PAGE else None)


def behind(insight: Insight) -> list["FigureCard"]:
    """Return the measurements that the insight rests on, the latest first. One query."""
    rows = insight.evidence.measured().select_related("evidence_class", "measurement__metric", "measurement__segment")
    published_at = insight.published_at if insight.status == Insight.Status.PUBLISHED else None
    return [
        FigureCard(
            measurement=row.measurement,
            evidence=row,
            is_new=published_at is not None and row.created_at > published_at,
        )
        for row in rows.defer("measurement__metric__search").order_by("-pk")
        if row.measurement
    ]


@dataclass(frozen=True, kw_only=True)
class FigureCard:
    """A measurement as it is shown beside an insight. `evidence` is the row that ties it to that insight, if any does.

    It counts for nobody, so nothing about people is on it.
    """

    measurement: Measurement
    evidence: InsightEvidence | None = None
    is_new: bool = False
    counts: bool = True

    @property
    def key(self) -> str:
        return f"m{self.measurement.pk}"

    @property
    def value(self) -> str:
        return figures.said(self.measurement.value, self.measurement.metric)

    @property
    def about(self) -> str:
        return " · ".join(_about(self.measurement))


def _about(measurement: Measurement) -> Iterator[str]:
    if measurement.n is not None:
        yield figures.counted(measurement.n)
    if interval := figures.interval(measurement):
        yield f"95 % interval {interval}"
    yield figures.period(measurement.period_start, measurement.period_end)
    if measurement.segment:
        yield f"only {measurement.segment.name}"
    if measurement.read_on:
        yield f"read on {formats.date_format(measurement.read_on, 'j M Y')}"
