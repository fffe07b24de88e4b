"""The demo data of the roadmap: releases with their items and priorities, and what is internal."""

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from backlog.models import BacklogItem, Release
from backlog.operations import releases, scores
from research.importers.demo import Row, World, read

DIRECTORY = Path(__file__).resolve().parent.parent / "demo"


def load(world: World, items: Mapping[str, BacklogItem]) -> None:
    """Bring it in, in the caller's transaction. Days are counted from today, so that the roadmap is never over."""
    rows, today = read("roadmap.yaml", DIRECTORY), timezone.localdate()
    for row in rows["releases"]:
        _release(row, world, items, today=today)
    BacklogItem.objects.filter(pk__in=[items[key].pk for key in rows["internal"]]).update(is_internal=True)
    for row in rows["moscow"]:
        inputs = {name: row[name] for name in ("priority", "timebox", "effort")}
        scores.give(
            framework="moscow", inputs=inputs, item=items[row["item"]], by=world.users["cleo"], at=timezone.now()
        )


def _release(row: Row, world: World, items: Mapping[str, BacklogItem], *, today: date) -> None:
    cleo = world.users["cleo"]
    release = Release(
        product=world.product,
        name=row["name"],
        starts_on=today + timedelta(days=row["starts"]),
        ships_on=today + timedelta(days=row["ships"]),
        status=row["status"],
        capacity=row["capacity"],
        notes=row["notes"],
    )
    releases.add(release, by=cleo)
    releases.put([items[key] for key in row["items"]], into=release, by=cleo)
