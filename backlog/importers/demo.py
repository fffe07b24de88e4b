"""The demo data of the backlog: items in their order, and the insights that they rest on."""

from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from backlog.importers import demo_kano, demo_roadmap, demo_strategy, demo_testing
from backlog.models import BacklogItem, Dependency, ExternalReference
from backlog.operations import backlog_items, criteria, dependencies, evidence, survey_scores
from research.importers.demo import Row, World, read

DIRECTORY = Path(__file__).resolve().parent.parent / "demo"
PLAIN = ("kind", "title", "description", "as_a", "i_want", "so_that", "acceptance_criteria", "status", "horizon")


def load(world: World) -> dict[str, BacklogItem]:
    """Bring the items in, in the caller's transaction; returns them by key."""
    items: dict[str, BacklogItem] = {}
    for row in read("items.yaml", DIRECTORY):
        items[row["key"]] = _item(row, world, items)
    for row in read("items.yaml", DIRECTORY):
        _deliver(row, world, items)
    _score(world)
    demo_testing.bring(items, world)
    demo_strategy.load(world, today=timezone.localdate())
    demo_roadmap.load(world, items)
    for row in read("kano.yaml", DIRECTORY):
        demo_kano.ask(row, world, items, at=timezone.now())
    return items


def _item(row: Row, world: World, items: dict[str, BacklogItem]) -> BacklogItem:
    owner = world.users[row["owner"]] if row.get("owner") else None
    by = owner or world.users["cleo"]
    item = BacklogItem(
        product=world.product,
        parent=items[row["parent"]] if row.get("parent") else None,
        persona=world.segments[row["persona"]] if row.get("persona") else None,
        addresses=world.opportunities[row["addresses"]] if row.get("addresses") else None,
        owner=owner,
        estimate=None if row.get("estimate") is None else Decimal(str(row["estimate"])),
        **{name: row.get(name) or "" for name in PLAIN},
    )
    item = backlog_items.add(item, by=by)
    references = [ExternalReference(key=one["key"], url=one["url"]) for one in row.get("references") or []]
    if references:
        backlog_items.set_external_references(item, references=references, by=by)
    for link in row.get("evidence") or []:
        evidence.link(
            item=item,
            insight=world.insights[link["insight"]],
            stance=link["stance"],
            comment=link.get("comment") or "",
            by=by,
        )
    return item


def _deliver(row: Row, world: World, items: dict[str, BacklogItem]) -> None:
    """Tick what is met, and say what the item waits for and has to do with."""
    item, by = items[row["key"]], world.users["cleo"]
    for one in item.criteria.in_order()[: row.get("met") or 0]:
        criteria.tick(one, is_met=True, by=by, at=timezone.now())
    for key in row.get("blocked_by") or []:
        dependencies.add(source=items[key], kind=Dependency.Kind.BLOCKS, target=item, by=by)
    for key in row.get("relates_to") or []:
        dependencies.add(source=item, kind=Dependency.Kind.RELATES, target=items[key], by=by)


def _score(world: World) -> None:
    """Keep what the survey of importance and satisfaction says."""
    asked = [survey for survey in world.surveys.values() if not survey.is_nps]
    for survey in asked:
        survey_scores.store(survey, by=world.users["ben"], at=timezone.now())
