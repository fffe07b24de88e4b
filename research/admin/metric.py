"""Metrics and their measurements as records: what the pages of metrics lead to for every detail."""

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest

from research.admin import figures
from research.admin.base import RecordAdmin
from research.admin.links import link_to
from research.admin.product import OneProduct
from research.models import Measurement, Metric, User
from research.operations import measurements


@admin.register(Metric)
class MetricAdmin(OneProduct, RecordAdmin[Metric]):
    list_display = ("name", "formula", "unit", "direction", "period", "source")
    list_filter = ("formula", "period", "product")
    search_fields = ("search",)
    search_help_text = "A figure that is measured again and again."
    fields = ("product", "name", "definition", "formula", "unit", "direction", "period", "target", "source")

    def get_readonly_fields(self, request: HttpRequest, obj: Metric | None = None) -> tuple[Any, ...]:
        """The formula is given once: values by another are another metric."""
        return (*super().get_readonly_fields(request, obj), *(("product", "formula") if obj else ()))

    def save_model(self, request: HttpRequest, obj: Metric, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            measurements.define(obj, by=cast("User", request.user))


@admin.register(Measurement)
class MeasurementAdmin(RecordAdmin[Measurement]):
    """A value of a metric. It is made on the metric's page; here it is corrected."""

    list_display = ("metric_name", "period_shown", "value_shown", "interval_shown", "n", "segment")
    list_filter = ("metric", "segment")
    list_select_related = ("metric", "segment")
    search_fields = ("metric__name",)
    ordering = ("-period_end", "-pk")
    date_hierarchy = None
    operated_fields = ("metric_link", "segment", "value_shown", "interval_shown")
    reported = ("value", "low", "high", "n")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Measurement | None = None) -> list[Any]:
        is_reported = obj is None or obj.metric.formula == Metric.REPORTED
        figures_ = self.reported if is_reported else ("value_shown", "interval_shown", "inputs")
        return ["metric_link", "segment", "period_start", "period_end", *figures_, "source_url", "read_on", "comment"]

    def heading(self, obj: Measurement) -> str:
        return figures.whole(obj)

    @admin.display(description="metric", ordering="metric__name")
    def metric_name(self, row: Measurement) -> str:
        return row.metric.name

    @admin.display(description="metric")
    def metric_link(self, row: Measurement) -> str:
        return link_to(row.metric, row.metric.name)

    @admin.display(description="period", ordering="period_end")
    def period_shown(self, row: Measurement) -> str:
        return figures.period(row.period_start, row.period_end)

    @admin.display(description="value", ordering="value")
    def value_shown(self, row: Measurement) -> str:
        return figures.said(row.value, row.metric)

    @admin.display(description="95 % interval")
    def interval_shown(self, row: Measurement) -> str:
        return figures.interval(row)

    def save_model(self, request: HttpRequest, obj: Measurement, form: Any, change: bool) -> None:
        measurements.correct(obj, by=cast("User", request.user))
