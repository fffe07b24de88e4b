"""How figures, their periods and their intervals read."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import formats

from research.models.measurement import Measurement
from research.models.metric import Metric

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


def share(one: Measurement) -> Decimal | None:
    """Return a value that is read in percent as a share from 0 to 1; None of any other."""
    if one.value is None:
        return None
    if one.metric.formula in PERCENT:
        return one.value
    return one.value / 100 if one.metric.unit.strip() == "%" and 0 <= one.value <= 100 else None


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


def counted(n: int | None) -> str:
    """Write on how many it rests; empty where nobody said."""
    return "" if n is None else f"n = {n:,}"


def whole(one: Measurement) -> str:
    """Write a measurement so that it can stand alone: what was measured, how much, on how many, when, of whom."""
    segment = f"only {one.segment.name}" if one.segment else ""
    told = [said(one.value, one.metric), counted(one.n), period(one.period_start, one.period_end), segment]
    return f"{one.metric.name}: {', '.join(filter(None, told))}"


def _number(value: Decimal, *, places: int) -> str:
    text = f"{value:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", MINUS)
