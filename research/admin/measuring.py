"""The forms by which values come in: typed, computed, cited from a chart elsewhere, or as a sheet."""

from typing import Any, cast

from django import forms
from django.db import IntegrityError, transaction
from django.utils import timezone

from research.admin import figures
from research.admin.refusals import explain
from research.admin.using import PersonsForm, UseFields
from research.models import Insight, Measurement, Metric, Segment, User
from research.models.metric import DIGITS, PLACES
from research.operations import measurements
from research.operations.measured import Attached
from research.operations.refusals import Refused
from research.statistics.formulas import FORMULAS, Formula, Input


def day(label: str, help_text: str = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=widget)


def number(label: str, help_text: str = "", *, required: bool = False) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        help_text=help_text,
        required=required,
        max_digits=DIGITS,
        decimal_places=PLACES,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )


class FigureForm(PersonsForm):
    """What every way in asks for: when, of whom, from where."""

    period_start = day("From")
    period_end = day("To", "Last day.")
    segment = forms.ModelChoiceField(Segment.objects.none(), required=False, empty_label="Everybody")
    source_url = forms.URLField(label="Address of the chart", required=False, max_length=1000, assume_scheme="https")
    read_on = day("Read on")
    comment = forms.CharField(required=False, max_length=500)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, by=by, **kwargs)
        self.fields["read_on"].initial = timezone.localdate
        segment = cast("forms.ModelChoiceField[Segment]", self.fields["segment"])
        segment.queryset = Segment.objects.visible_to(by).order_by("name")

    def saved(self, metric: Metric, **figures: Any) -> Measurement | None:
        """Save it in one call. Whatever is refused becomes an error of the form."""
        names = ("period_start", "period_end", "segment", "source_url", "read_on", "comment")
        kept = {name: self.cleaned_data[name] for name in names}
        try:
            with transaction.atomic():
                return measurements.take(Measurement(metric=metric, **kept, **figures), by=self.by)
        except (Refused, IntegrityError) as error:
            refusal = explain(error)
            self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)
        return None


class MeasureForm(FigureForm):
    """A value of one metric: what its formula takes, or the value itself."""

    def __init__(self, *args: Any, metric: Metric, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.metric = metric
        self.formula: Formula | None = FORMULAS.get(metric.formula)
        start, end = figures.last_period(metric.period, today=timezone.localdate())
        self.fields["period_start"].initial, self.fields["period_end"].initial = start, end
        asked = [_asked(one) for one in self.formula.inputs] if self.formula else list(_reported(metric).items())
        self.fields = dict(asked) | self.fields
        self.asked = [name for name, _ in asked]

    def save(self) -> Measurement | None:
        given = {name: self.cleaned_data[name] for name in self.asked}
        if self.formula is None:
            return self.saved(self.metric, **given)
        counts = {one.name for one in self.formula.inputs if one.is_count}
        return self.saved(
            self.metric, inputs={name: int(value) if name in counts else float(value) for name, value in given.items()}
        )

    @property
    def figure_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.asked]


class CiteForm(UseFields, FigureForm):
    """A chart of another tool: which figure it shows, what it says, and what that is evidence for, if anything yet."""

    used: Attached | None = None

    metric = forms.ModelChoiceField(
        Metric.objects.none(), required=False, empty_label="A new one, named here:", label="Which figure"
    )
    name = forms.CharField(label="Its name, if new", required=False, max_length=100)
    unit = forms.CharField(label="Its unit, if new", required=False, max_length=20, help_text="Such as %, € or min.")
    value = number("Value", required=True)
    n = forms.IntegerField(
        label="n", required=False, min_value=0, max_value=10**15, help_text="How many people or events it rests on."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source_url"].required = True
        if self.use_fields:
            cast("forms.ModelChoiceField[Insight]", self.fields["insight"]).empty_label = "None yet"
        metric = cast("forms.ModelChoiceField[Metric]", self.fields["metric"])
        metric.queryset = Metric.objects.visible_to(self.by).filter(formula=Metric.REPORTED).order_by("name")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("metric") and not cleaned.get("name"):
            self.add_error("name", "Choose a figure, or name a new one.")
        return cleaned

    def save(self) -> Measurement | None:
        """Save the measurement, its metric if that is new, and what it is evidence for: all of it or nothing."""
        given = self.cleaned_data
        with transaction.atomic():
            metric = given["metric"] or self._new()
            made = self.saved(metric, value=given["value"], n=given["n"]) if metric else None
            if made and self.is_used:
                self.used = self.use(made)
                made = made if self.used else None
            if made is None:
                transaction.set_rollback(True)
        return made

    def _new(self) -> Metric | None:
        try:
            with transaction.atomic():
                return measurements.name(self.cleaned_data["name"], unit=self.cleaned_data["unit"], by=self.by)
        except (Refused, IntegrityError) as error:
            self.add_error("name", explain(error).sentence)
        return None


def _asked(one: Input) -> tuple[str, forms.Field]:
    label = one.label[0].upper() + one.label[1:]
    if one.is_count:
        return one.name, forms.IntegerField(label=label, min_value=0, max_value=10**15)
    return one.name, number(label, required=True)


def _reported(metric: Metric) -> dict[str, forms.Field]:
    return {
        "value": number(f"Value in {metric.unit}" if metric.unit else "Value", required=True),
        "n": forms.IntegerField(
            label="n", required=False, min_value=0, max_value=10**15, help_text="How many people or events."
        ),
        "low": number("Interval from", "95 %, if it is known."),
        "high": number("Interval to"),
    }
