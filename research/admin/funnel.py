"""Funnels: what they ask in a form, what they come to on a page of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.forms import Script
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from research.admin.base import RecordAdmin
from research.admin.funnel_steps import StepsField
from research.admin.funnel_window import WindowField
from research.admin.record_form import RecordForm
from research.admin.showing import page
from research.behaviour import funnels, keeping, questions
from research.behaviour.funnels import Group, ReachedStep, Result
from research.behaviour.questions import Question
from research.models import Funnel, FunnelMetric
from research.operations.refusals import Refused

WIDTH, BAR, PITCH, NAMES, NUMBERS = 760, 34, 62, 0, 150
ROOM = WIDTH - NUMBERS
MOST_NAMES = 200


class FunnelForm(RecordForm):
    steps = StepsField(
        help_text="An event a line; under it its conditions, each after a dash: is, is not, contains, >, <, is set."
    )

    window_seconds = WindowField(
        label="Window", help_text="From the entry. Empty: a day as Amplitude counts, seven days as Mixpanel does."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.source_id:
            self.fields["steps"].widget.attrs["data-event-source"] = self.instance.source_id

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if {"steps", "preset", "order"} <= cleaned.keys():
            try:
                questions.checked(cleaned["steps"], preset=cleaned["preset"], order=cleaned["order"])
            except questions.NotAFunnel as error:
                self.add_error(error.field, str(error))
        return cleaned


@admin.register(Funnel)
class FunnelAdmin(RecordAdmin[Funnel]):
    form = FunnelForm
    list_display = ("name", "result", "source", "preset", "counting", "days", "updated_at")
    list_filter = ("preset", "source")
    list_select_related = ("source",)
    search_fields = ("name",)
    fields = (
        "source",
        "name",
        "steps",
        "preset",
        "order",
        "counting",
        "window_seconds",
        "days",
        "breakdown",
        "by_segment",
        "result",
    )
    readonly_fields = ("result",)

    class Media:
        css = {"all": ["research/funnel_form.css"]}
        js = (Script("research/funnel_form.js", type="module"),)

    def get_fields(self, request: HttpRequest, obj: Funnel | None = None) -> Any:
        return [name for name in super().get_fields(request, obj) if obj or name != "result"]

    def get_readonly_fields(self, request: HttpRequest, obj: Funnel | None = None) -> tuple[Any, ...]:
        return (*super().get_readonly_fields(request, obj), *(("source",) if obj else ()))

    @admin.display(description="what it comes to")
    def result(self, funnel: Funnel) -> SafeString:
        return format_html('<a href="{}">See the funnel</a>', reverse("funnel", args=[funnel.pk]))


@admin.register(FunnelMetric)
class FunnelMetricAdmin(RecordAdmin[FunnelMetric]):
    """What is kept is made on the funnel's page, and changed nowhere: another question is another metric."""

    list_display = ("metric_name", "funnel", "from_step", "to_step", "every", "measured_until", "error")
    list_filter = ("every",)
    list_select_related = ("metric", "funnel")
    search_fields = ("metric__name",)
    fields = ("funnel", "metric", "from_step", "to_step", "every", "measured_until", "tried_at", "error")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: FunnelMetric | None = None) -> bool:
        return False

    @admin.display(description="metric", ordering="metric__name")
    def metric_name(self, row: FunnelMetric) -> str:
        return row.metric.name


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A step as the picture has it: how wide, from where to where it may truly reach, and what it says."""

    step: ReachedStep
    name: str
    y: int
    width: float
    low: float
    high: float
    count: str
    before: str
    lost: str
    share: str
    interval: str
    of_all: str
    time: str


@permission_required("research.view_funnel", raise_exception=True)
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the funnel comes to now: a picture, the same as a table, and how it was counted."""
    funnel = get_object_or_404(Funnel.objects.visible_to(request.user).select_related("source"), pk=pk)
    until = timezone.now()
    result, refusal = _counted(funnel, until=until)
    span = funnels.span(funnel.source_id)
    newest = span[1] if span else None
    is_in_any_order = funnel.order == Funnel.Order.ANY
    bars = _bars(result.whole, is_in_any_order=is_in_any_order) if result else []
    return page(
        request,
        "workplace/funnel.html",
        title="Funnel",
        subtitle=funnel.name,
        funnel=funnel,
        result=result,
        refusal=refusal,
        bars=bars,
        height=len(bars) * PITCH + 6,
        wide=WIDTH,
        bar=BAR,
        summary=_summary(result.whole, unit=_unit(funnel)) if result else (),
        said=said(result, unit=_unit(funnel)) if result else "",
        unit=_unit(funnel),
        groups=[(group, _bars(group, is_in_any_order=is_in_any_order)) for group in result.groups] if result else [],
        total_time=duration(result.whole.median) if result else "",
        window=duration(result.question.window.total_seconds()) if result else "",
        newest=newest,
        worst=_worst(result),
        kept=_kept(funnel, until=until, span=span),
        is_stale=bool(newest and newest < until - timedelta(days=funnel.days)),
    )


def _worst(result: Result | None) -> tuple[int, int] | None:
    """The two steps between which most are lost."""
    step = result.whole.worst if result else None
    return (step.number - 1, step.number) if step else None


def _kept(funnel: Funnel, *, until: datetime, span: tuple[datetime, datetime] | None) -> list[Any]:
    """The metrics that it fills, each with what comes next and whether the funnel was changed since. One query."""
    rows = funnel.kept.select_related("metric", "funnel__source__product").defer("metric__search").order_by("pk")
    return [(one, keeping.outlook(one, at=until, span=span), keeping.has_changed(one)) for one in rows]


def _counted(funnel: Funnel, *, until: datetime) -> tuple[Result | None, str]:
    try:
        question: Question = questions.question_of(funnel, until=until)
        return funnels.of(question), ""
    except Refused as error:
        return None, str(error)


def _unit(funnel: Funnel) -> str:
    return "attempts" if funnel.counting == Funnel.Counting.TOTALS else "people"


def said(result: Result, *, unit: str) -> str:
    """The picture in words."""
    whole = result.whole
    if not whole.entered:
        return f"No {unit} entered."
    parts = [f"{whole.entered:,} {unit} entered."]
    parts += [
        f"Step {step.number}, {step.event}: {step.count:,} of {step.before:,}, {percent(step.share)}."
        for step in whole.steps[1:]
    ]
    return " ".join(parts)


def _summary(whole: Group, *, unit: str) -> Sequence[str]:
    """What to know first: how many get through, in what time, and where most are lost."""
    half = f", half of them within {duration(whole.median)}" if whole.median is not None else ""
    through = f"of {whole.entered:,} {unit} get through{half}."
    worst = whole.worst
    if worst is None or not worst.lost:
        return (through,)
    return (through, f"Most are lost before step {worst.number}: {worst.lost:,} of {worst.before:,}.")


def _bars(group: Group, *, is_in_any_order: bool) -> Sequence[Bar]:
    return [
        Bar(
            step=step,
            name=f"{step.number} of {len(group.steps)} steps" if is_in_any_order else step.event,
            y=place * PITCH,
            width=round(ROOM * (step.of_all or 0), 1),
            low=round(ROOM * (step.of_all_interval.low if step.of_all_interval else 0), 1),
            high=round(ROOM * (step.of_all_interval.high if step.of_all_interval else 0), 1),
            count=f"{step.count:,}",
            before=f"{step.before:,}",
            lost=f"{step.lost:,}",
            share=percent(step.share),
            interval=f"{percent(step.interval.low)} to {percent(step.interval.high)}" if step.interval else "–",
            of_all=percent(step.of_all),
            time=duration(step.median),
        )
        for place, step in enumerate(group.steps)
    ]


def percent(share: float | None) -> str:
    """A share in percent, with one decimal where it is small."""
    if share is None:
        return "–"
    return f"{share * 100:.1f} %" if 0 < share < 0.1 else f"{share * 100:.0f} %"


def duration(seconds: float | None) -> str:
    """Seconds in the two units that tell most: 2 h 5 min."""
    if seconds is None:
        return "–"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [f"{days} d" if days else "", f"{hours} h" if hours else "", f"{minutes} min" if minutes else ""]
    return " ".join([part for part in parts if part][:2])
