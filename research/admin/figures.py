"""How figures, their periods and their intervals read."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import formats

from research.models import Measurement, Metric

PERCENT = ("conversion", "churn")
"""Formulas whose value is a share and is read in percent."""
BEFORE = "€$£¥"
MINUS = "\N{MINUS SIGN}"


def said(value: Decimal | None, metric: Metric) -> str:
    """Write a value of the metric with its unit; a dash where it is undefined."""
    if value is None:
        return "–"
    if metric.formula in PERCENT:
        return f"{_number(value * 100, places=1)} %"
    number, unit = _number(value, places=2), metric.unit.strip()
    if unit and unit in BEFORE:
        return f"{MINUS if value < 0 else ''}{unit}{number.removeprefix(MINUS)}"
    return f"{number} {unit}".strip()


def step(by: Decimal, metric: Metric) -> str:
    """Write a difference with its sign. Of percentages it is in points: from 40 % to 50 % is +10 points."""
    sign = "+" if by > 0 else ""
    if metric.formula in PERCENT:
        return f"{sign}{_number(by * 100, places=1)} points"
    if metric.unit.strip() == "%":
        return f"{sign}{_number(by, places=2)} points"
    return f"{sign}{said(by, metric)}"


def interval(one: Measurement) -> str:
    """Write both ends; empty where there is no interval."""
    if one.low is None or one.high is None:
        return ""
    if one.metric.formula in PERCENT:
        return f"{_number(one.low * 100, places=1)} to {said(one.high, one.metric)}"
    if one.metric.unit.strip() in BEFORE:
        return f"{said(one.low, one.metric)} to {said(one.high, one.metric)}"
    return f"{_number(one.low, places=2)} to {said(one.high, one.metric)}"


def period(start: date, end: date) -> str:
    """Write a period as people call it: Jan 2026, Q1 2026, 2026, 3 Feb 2026, or from … to …"""
    is_whole = start.day == 1 and (end + timedelta(days=1)).day == 1 and start.year == end.year
    months = end.month - start.month + 1
    if is_whole and months == 1:
        return formats.date_format(start, "M Y")
    if is_whole and months == 3 and start.month % 3 == 1:
        return f"Q{end.month // 3} {end.year}"
    if is_whole and months == 12:
        return str(start.year)
    if start == end:
        return formats.date_format(start, "j M Y")
    return f"{formats.date_format(start, 'j M Y')} – {formats.date_format(end, 'j M Y')}"


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


def _number(value: Decimal, *, places: int) -> str:
    text = f"{value:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", MINUS)


def decimal(value: float) -> Decimal:
    """Return the number as it reads, without the dust of binary fractions."""
    return Decimal(f"{value:.9g}")
