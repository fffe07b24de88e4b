"""Measuring: computing a value from its inputs, or taking one that was read off elsewhere."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from research.models import Measurement, Metric, User
from research.operations.refusals import Unacceptable
from research.operations.studies import only_product
from research.statistics import formulas

GIVEN = ("value", "low", "high", "n")
"""What a formula computes, and a reported figure brings along."""
PLACES = Decimal("0.000001")


class ComputedByFormula(Unacceptable):
    """The metric's values come from its formula, and nobody types them."""


class NothingToCompute(Unacceptable):
    """The metric is reported: it has no inputs, only values."""


class UnfitInputs(Unacceptable):
    """The formula cannot be computed from these."""


class ImpossiblePeriod(Unacceptable):
    """It ends before it begins."""


class ImpossibleInterval(Unacceptable):
    """The value does not lie in it, or one end is missing."""


@transaction.atomic
def define(metric: Metric, *, by: User | None) -> Metric:
    """Save a new metric, of the only product if none is named. Raises `NoProduct`."""
    if not metric.product_id:
        metric.product = only_product()
    metric.created_by = by
    metric.save()
    return metric


def name(called: str, *, unit: str, by: User) -> Metric:
    """Define a figure that comes ready from elsewhere, of which no more is known yet."""
    return define(Metric(name=called, unit=unit), by=by)


@transaction.atomic
def take(measurement: Measurement, *, by: User | None) -> Measurement:
    """Save a new measurement, computed where its metric has a formula. Raises any of the above."""
    measurement.created_by = by
    return _saved(measurement)


@transaction.atomic
def correct(measurement: Measurement, *, by: User | None, **changes: Any) -> Measurement:
    """Change what was measured; a formula is computed again. Raises any of the above."""
    for name, value in changes.items():
        setattr(measurement, name, value)
    return _saved(measurement)


def explanation(measurement: Measurement) -> str:
    """Say why there is no value; empty where there is one. Of a metric with a formula."""
    if measurement.value is not None or measurement.metric.formula == Metric.REPORTED:
        return ""
    return formulas.figure(formulas.FORMULAS[measurement.metric.formula], measurement.inputs).why


def _saved(measurement: Measurement) -> Measurement:
    _check_period(measurement.period_start, measurement.period_end)
    if measurement.metric.formula == Metric.REPORTED:
        _check_reported(measurement)
    else:
        _compute(measurement)
    measurement.save()
    return measurement


def _check_period(start: date, end: date) -> None:
    if start > end:
        raise ImpossiblePeriod("A period begins before it ends.", field="period_end")


def _check_reported(measurement: Measurement) -> None:
    if measurement.inputs:
        raise NothingToCompute("This metric is reported: give its value.", field="inputs")
    if measurement.value is None:
        raise NothingToCompute("Give the value.", field="value")
    low, high = measurement.low, measurement.high
    if (low is None) != (high is None):
        raise ImpossibleInterval("An interval has two ends.", field="high" if high is None else "low")
    if low is not None and high is not None and not low <= measurement.value <= high:
        raise ImpossibleInterval("The value lies within its interval.", field="low")


def _compute(measurement: Measurement) -> None:
    formula = formulas.FORMULAS[measurement.metric.formula]
    try:
        figure = formulas.figure(formula, _as_mapping(measurement.inputs))
    except formulas.BadInputs as error:
        raise UnfitInputs(str(error), field="inputs") from error
    measurement.value = _decimal(figure.value)
    measurement.low = _decimal(figure.interval.low if figure.interval else None)
    measurement.high = _decimal(figure.interval.high if figure.interval else None)
    measurement.n = figure.n


def refuse_typed(metric: Metric, given: Mapping[str, Any]) -> None:
    """Raise `ComputedByFormula` if a value is typed in where the metric's formula computes it."""
    if metric.formula != Metric.REPORTED:
        for name in GIVEN:
            if given.get(name) is not None:
                raise ComputedByFormula("This metric is computed: give the inputs of its formula instead.", field=name)


def _as_mapping(inputs: object) -> Mapping[str, object]:
    if not isinstance(inputs, Mapping):
        raise UnfitInputs("Give the inputs by name.", field="inputs")
    return inputs


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value)).quantize(PLACES)
