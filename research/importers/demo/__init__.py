"""The demo data of research, brought in through the operations that people use.

`research/demo/` holds it: `frame.yaml` names people, studies and interviews, the transcripts lie beside it, and
one file of highlights per interview says what was marked. Everything is found by keys, codes, paths and slugs.
"""

from collections.abc import Iterable
from datetime import datetime

from research.importers.demo import asking, fieldwork, figures, people, synthesis
from research.importers.demo.people import PASSWORD
from research.importers.demo.world import DIRECTORY, Row, World, read
from research.models import EvidenceClass, InsightEvidence, User

__all__ = ["DIRECTORY", "PASSWORD", "NamesAreTaken", "Row", "World", "load", "read"]


class NamesAreTaken(Exception):
    """People of this installation have the names of the demo's people."""


def load(*, at: datetime) -> World:
    """Bring everything in, in the caller's transaction. Raises `NamesAreTaken`."""
    frame = read("frame.yaml")
    _check_names(frame["users"])
    world = World(
        product=people.product(frame["product"]), classes={one.slug: one for one in EvidenceClass.objects.all()}
    )
    people.bring(frame, world)
    fieldwork.bring_tags(frame["codebook"], world)
    _synthesis_and_fieldwork(frame, world, at=at)
    for row in frame["consents"]:
        people.change_mind(row, world)
    return world


def _synthesis_and_fieldwork(frame: Row, world: World, *, at: datetime) -> None:
    """Insights first, since highlights name them; they are published once their evidence is there."""
    rows = read("insights.yaml")
    for row in rows:
        world.insights[row["key"]] = synthesis.think(row, world)
    for row in frame["interviews"]:
        fieldwork.hold(row, world)
    for row in frame["planned"]:
        fieldwork.plan(row, world, at=at)
    for row in read("feedback.yaml"):
        fieldwork.receive(row, world)
    for row in read("metrics.yaml"):
        world.metrics[row["key"]] = figures.measure(row, world, today=at.date())
    # No evidence is younger than its insight's publication, or all of it would be called new.
    InsightEvidence.objects.filter(insight__in=world.insights.values()).update(created_at=at)
    for row in rows:
        synthesis.judge(row, world, at=at)
    for row in read("opportunities.yaml"):
        world.opportunities[row["key"]] = synthesis.open_up(row, world)
    for row in read("surveys.yaml"):
        world.surveys[row["key"]] = asking.ask(row, world, at=at)


def _check_names(rows: Iterable[Row]) -> None:
    taken = User.objects.filter(username__in=[row["username"] for row in rows])
    if names := sorted(taken.values_list("username", flat=True)):
        raise NamesAreTaken(f"These people are here already, so the demo's people cannot be: {', '.join(names)}.")
