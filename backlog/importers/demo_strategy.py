"""The demo's strategy: visions, objectives with their key results and check-ins, and what hangs under them."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from backlog.models import CheckIn, KeyResult, Objective, ProductVision
from backlog.operations import objectives, outcomes
from research.importers.demo import Row, World, read

DIRECTORY = Path(__file__).resolve().parent.parent / "demo"


def load(world: World, *, today: date) -> None:
    by = world.users["ben"]
    strategy = read("strategy.yaml", DIRECTORY)
    for statement in strategy["visions"]:
        ProductVision.objects.create(product=world.product, statement=statement, created_by=by)
    for row in strategy["objectives"]:
        _aim(row, world, today=today)


def _aim(row: Row, world: World, *, today: date) -> None:
    """An objective that was closed is closed last, since nobody checks in afterwards."""
    by = world.users["ben"]
    aim = Objective(
        product=world.product,
        title=row["title"],
        why=row["why"],
        starts_on=today + timedelta(days=row["starts"]),
        due_on=today + timedelta(days=row["due"]),
    )
    objectives.add(aim, by=by)
    for one in row["key_results"]:
        _measure(one, aim, world, today=today)
    if row["closed"] is not None:
        objectives.close(aim, by=by, on=today + timedelta(days=row["closed"]))


def _measure(row: Row, aim: Objective, world: World, *, today: date) -> None:
    by = world.users["ben"]
    result = KeyResult.objects.create(
        objective=aim,
        metric=world.metrics[row["metric"]],
        start=Decimal(str(row["start"])),
        target=Decimal(str(row["target"])),
        is_committed=row["committed"],
        created_by=by,
    )
    for said in row["check_ins"]:
        check_in = CheckIn(
            key_result=result,
            on=today + timedelta(days=said["day"]),
            value=Decimal(str(said["value"])),
            state=said["state"],
            note=said["note"],
        )
        objectives.check_in(check_in, by=world.users[said["by"]], today=today)
    for key in row["hangs"]:
        outcomes.place(world.opportunities[key], outcome=result, by=by)
