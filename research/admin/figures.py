"""How figures read on pages, and what the forms for them start with."""

from datetime import date, timedelta
from decimal import Decimal

from research.models import Metric
from research.models.figures import counted, interval, period, said, step, whole

__all__ = ["counted", "decimal", "interval", "last_period", "period", "said", "step", "whole"]


def last_period(kind: str, *, today: date) -> tuple[date, date]:
    """Return the last whole day, week (from Monday), month, quarter or year before today."""
    if kind == Metric.Period.DAY:
        return today - timedelta(days=1), today - timedelta(days=1)
    if kind == Metric.Period.WEEK:
        monday = today - timedelta(days=today.weekday() + 7)
        return monday, monday + timedelta(days=6)
    months = {Metric.Period.MONTH: 1, Metric.Period.QUARTER: 3, Metric.Period.YEAR: 12}[Metric.Period(kind)]
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    before = first.year * 12 + first.month - 1 - months
    return date(before // 12, before % 12 + 1, 1), first - timedelta(days=1)


def decimal(value: float) -> Decimal:
    """Return the number as it reads, without the dust of binary fractions."""
    return Decimal(f"{value:.9g}")
