"""Series of measurements from a CSV: parsed, planned against what is there, and saved all at once or not at all."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from research.importers import sheets
from research.importers.sheets import Line, SheetFlaw, UnreadableSheet
from research.models import Measurement, Metric, Segment, User
from research.operations import measurements
from research.operations.refusals import Unacceptable
from research.statistics import periods
from research.statistics.formulas import FORMULAS
from research.statistics.periods import Period

FIGURES = ("value", "low", "high", "n")
WORDS = ("source_url", "comment")
INPUTS = {one.name for formula in FORMULAS.values() for one in formula.inputs}
KNOWN = {"metric", "segment", "period", "from", "to", *FIGURES, *WORDS, *INPUTS}


@dataclass(frozen=True, kw_only=True)
class Brought:
    """How many rows became what."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0


def bring(content: bytes, *, by: User) -> Brought:
    """Save what the sheet holds. Raises `UnreadableSheet`."""
    lines = sheets.parse(content, needed=["metric"], allowed=KNOWN)
    with transaction.atomic():
        return _execute(lines, by=by)


def _execute(lines: list[Line], *, by: User) -> Brought:
    """Two queries, and two for each row that changes something."""
    metrics = {one.name.casefold(): one for one in Metric.objects.visible_to(by)}
    segments = {one.name.casefold(): one for one in Segment.objects.visible_to(by)}
    there = _there(lines, metrics)
    flaws: list[SheetFlaw] = []
    counted = {"created": 0, "changed": 0, "unchanged": 0}
    for line in lines:
        try:
            planned = _planned(line, metrics, segments)
            counted[_save(planned, there, by=by)] += 1
        except (Unacceptable, ValidationError) as error:
            flaws.append(sheets.flaw_of(line, error))
    if flaws:
        raise UnreadableSheet(*flaws[: sheets.MOST_FLAWS])
    return Brought(**counted)


Key = tuple[int, int | None, date, date]


def _key(one: Measurement) -> Key:
    return one.metric_id, one.segment_id, one.period_start, one.period_end


def _there(lines: list[Line], metrics: Mapping[str, Metric]) -> dict[Key, Measurement]:
    named = {line.cells.get("metric", "").casefold() for line in lines}
    wanted = [metric for name, metric in metrics.items() if name in named]
    rows = Measurement.objects.filter(metric__in=wanted).select_related("metric").locked()
    return {_key(one): one for one in rows}


def _planned(line: Line, metrics: Mapping[str, Metric], segments: Mapping[str, Segment]) -> Measurement:
    """Return the row as a measurement that is not saved. Raises `Unacceptable`."""
    cells = line.cells
    metric = sheets.named(metrics, cells.get("metric", ""), field="metric")
    when = _period(cells)
    inputs = {} if metric.formula == Metric.REPORTED else FORMULAS[metric.formula].inputs
    planned = Measurement(
        metric=metric,
        segment=sheets.named(segments, cells["segment"], field="segment") if "segment" in cells else None,
        period_start=when.start,
        period_end=when.end,
        **{name: _read(cells, name, int if name == "n" else Decimal) for name in FIGURES},
        inputs={one.name: _read(cells, one.name, int if one.is_count else float) for one in inputs},
        **{name: cells.get(name, "") for name in WORDS},
    )
    measurements.refuse_typed(metric, {name: getattr(planned, name) for name in FIGURES})
    planned.clean_fields(exclude=["metric", "segment", "created_by"])
    return planned


def _save(planned: Measurement, there: dict[Key, Measurement], *, by: User) -> str:
    found = there.get(_key(planned))
    if found is None:
        there[_key(planned)] = measurements.take(planned, by=by)
        return "created"
    brought = dict(_changes(planned, found))
    if not brought:
        return "unchanged"
    measurements.correct(found, by=by, **brought)
    return "changed"


def _changes(planned: Measurement, found: Measurement) -> Iterator[tuple[str, Any]]:
    names = ("inputs", *WORDS) if planned.inputs else (*FIGURES, *WORDS)
    for name in names:
        if getattr(planned, name) != getattr(found, name):
            yield name, getattr(planned, name)


def _period(cells: Mapping[str, str]) -> Period:
    try:
        if "period" in cells:
            return periods.read(cells["period"])
        return Period(start=date.fromisoformat(cells["from"]), end=date.fromisoformat(cells["to"]))
    except KeyError as error:
        raise Unacceptable("Give a period, or “from” and “to”.", field="period") from error
    except ValueError as error:
        raise Unacceptable(
            "Give a period such as 2026-01 or 2026-Q1, or days as 2026-01-31.", field="period"
        ) from error


def _read(cells: Mapping[str, str], name: str, kind: Callable[[str], Any]) -> Any:
    if name not in cells:
        return None
    if len(cells[name]) > 40:
        raise Unacceptable("This number is too long.", field=name)
    try:
        return kind(cells[name])
    except (ValueError, InvalidOperation) as error:
        raise Unacceptable("Write numbers as 1234.5, without signs or spaces.", field=name) from error
