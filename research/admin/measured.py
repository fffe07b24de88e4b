"""Measurements as evidence: how they look beside the words that people said."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils import formats
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from research.admin import figures
from research.models import Measurement

NOT_WHY = "how many, not why"


def cited(measurement: Measurement) -> SafeString:
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
