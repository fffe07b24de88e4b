"""The demo's metrics, measured over the last months, and the insights that rest on their latest values."""

from datetime import date, timedelta

from research.importers.demo.world import Row, World
from research.models import Measurement, Metric
from research.operations import evidence, measurements

PLAIN = ("name", "definition", "unit", "direction", "period", "formula", "source", "target")


def measure(row: Row, world: World, *, today: date) -> Metric:
    """Define the metric and take its values, of whole months, the latest of the one before today's."""
    by = world.users["ben"]
    metric = measurements.define(Metric(product=world.product, **{name: row[name] for name in PLAIN}), by=by)
    taken: list[Measurement] = []
    for back, given in enumerate(reversed(row["months"]), start=1):
        first, last = month_before(today, back)
        read = {"source_url": row["chart"], "read_on": min(today, last + timedelta(days=3))} if row["chart"] else {}
        value = Measurement(metric=metric, period_start=first, period_end=last, **read, **given)
        taken.append(measurements.take(value, by=by))
    for link in row["cites"]:
        insight = world.insights[link["insight"]]
        evidence.cite_measurement(insight=insight, measurement=taken[0], stance=link["stance"], by=insight.owner)
    return metric


def month_before(today: date, back: int) -> tuple[date, date]:
    """Return the first and the last day of the month so many before today's."""
    months = today.year * 12 + today.month - 1
    first, after = (date(one // 12, one % 12 + 1, 1) for one in (months - back, months - back + 1))
    return first, after - timedelta(days=1)
