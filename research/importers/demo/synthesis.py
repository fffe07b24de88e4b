"""What the demo's researchers made of it: insights and opportunities."""

from datetime import datetime

from research.importers.demo.world import Row, World, moment
from research.models import Insight, Opportunity
from research.operations import evidence, insights


def think(row: Row, world: World) -> Insight:
    owner = world.users[row["owner"]]
    insight = Insight.objects.create(
        title=row["title"],
        statement=row["statement"],
        body=row["body"] or "",
        study=world.studies[row["study"]] if row["study"] else None,
        owner=owner,
        created_by=owner,
    )
    insight.tags.set([world.tags[path] for path in row["tags"]])
    return insight


def judge(row: Row, world: World, *, at: datetime) -> None:
    """Take the insight to where the file says it is, once its evidence is there."""
    insight, owner = world.insights[row["key"]], world.users[row["owner"]]
    if sought := row["opposite_sought"]:
        insight = insights.seek_opposite(insight, by=world.users[sought["by"]], at=moment(sought["at"]))
    if row["status"] in {Insight.Status.IN_REVIEW, Insight.Status.PUBLISHED}:
        insight = insights.submit(insight, by=owner)
    if row["status"] == Insight.Status.PUBLISHED:
        insight = insights.publish(insight, by=owner, at=at)
    if row["status"] == Insight.Status.ARCHIVED:
        insight = insights.archive(insight, by=owner)
    if confirmed := row["confirmed"]:
        by = world.users[confirmed["by"]]
        insight = insights.confirm(insight, reason=confirmed["reason"], by=by, at=moment(confirmed["at"]))
    world.insights[row["key"]] = insight


def open_up(row: Row, world: World) -> Opportunity:
    by = world.users["ben"]
    opportunity = Opportunity.objects.create(
        product=world.product,
        parent=world.opportunities[row["parent"]] if row["parent"] else None,
        kind=row["kind"],
        statement=row["statement"],
        status=row["status"],
        created_by=by,
    )
    for link in row["evidence"]:
        evidence.open_opportunity(
            opportunity=opportunity, insight=world.insights[link["insight"]], stance=link["stance"], by=by
        )
    return opportunity
