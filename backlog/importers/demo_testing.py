"""The demo data of testing: assumption tests with their results, and who was told of what shipped."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from backlog.models import AssumptionTest, BacklogItem, PersonTold
from backlog.operations import assumption_tests, loops
from backlog.operations.assumption_tests import Outcome
from research.importers.demo import Row, World, read
from research.importers.demo.world import moment

DIRECTORY = Path(__file__).resolve().parent.parent / "demo"
PLAIN = ("assumption", "kind", "method", "plan", "criterion", "participants")
DAYS = ("planned_on", "started_on")


def bring(items: Mapping[str, BacklogItem], world: World) -> None:
    """Plan the tests, record what came out, and tell people."""
    for row in read("tests.yaml", DIRECTORY):
        _test(row, items, world)
    for row in read("told.yaml", DIRECTORY):
        _tell(row, items, world)


def _test(row: Row, items: Mapping[str, BacklogItem], world: World) -> None:
    by, set_at = world.users[row["by"]], moment(row.get("criterion_at") or "2026-11-16T09:00:00+00:00")
    test = AssumptionTest(
        item=items[row["item"]],
        interview=world.interviews[row["leads_to"]] if row.get("leads_to") else None,
        **{name: row[name] for name in PLAIN if name in row},
        **{name: date.fromisoformat(row[name]) for name in DAYS if row.get(name)},
    )
    assumption_tests.plan(test, by=by, at=set_at)
    if row.get("result"):
        outcome = Outcome(result=row["result"], words=row["words"], done_on=date.fromisoformat(row["done_on"]))
        assumption_tests.record(test, outcome, by=by, at=moment(row["result_at"]))


def _tell(row: Row, items: Mapping[str, BacklogItem], world: World) -> None:
    told = PersonTold(
        item=items[row["item"]],
        participant=world.participants[row["participant"]],
        on=date.fromisoformat(row["told_on"]),
        how=row["how"],
        note=row["note"],
    )
    loops.tell(told, by=world.users[row["by"]], at=moment(row["at"]))
