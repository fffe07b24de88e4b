"""Backlog items for a made-up repository, and the insights that they rest on."""

from typing import Any

from backlog.models import BacklogItem, Evidence
from backlog.operations import ranks
from research.importers.corpus import Made, Size

NAMES = (
    "product_id",
    "number",
    "kind",
    "title",
    "description",
    "status",
    "horizon",
    "rank",
    "owner_id",
    "addresses_id",
    "created_by_id",
)
KINDS = ("epic", "story", "story", "story", "solution", "bug", "task", "spike")
STATUSES = ("idea", "idea", "ready", "in_progress", "done", "dropped")
HORIZONS = ("now", "next", "later", "later", "not_now")
STANCES = ("supports",) * 5 + ("qualifies", "contradicts")
MOST_CITED = 5
UNFOUNDED = 0.2
"""The share of items that rest on nothing."""


def generate(made: Made, size: Size) -> range:
    """Bring the items in, after those of the product that are there; returns their ids."""
    random, insights = made.random, made.read.open_insights
    highest = BacklogItem.objects.filter(product=made.frame.product).order_by("-number").first()
    begin = highest.number + 1 if highest else 1
    items = made.writer.write(
        BacklogItem,
        NAMES,
        (_item(number, made) for number in range(begin, begin + size.items)),
    )
    made.writer.write(
        Evidence,
        ("item_id", "insight_id", "stance"),
        [
            (item, insight, random.choice(STANCES))
            for item in items
            if random.random() >= UNFOUNDED
            for insight in random.sample(insights, min(random.randint(1, MOST_CITED), len(insights)))
        ],
    )
    return items


def _item(number: int, made: Made) -> tuple[Any, ...]:
    random, language = made.random, made.language
    owner = random.choice(made.frame.users)
    title = f"Let people {language.doings.draw(random, 1)[0]} the {language.things.draw(random, 1)[0]} at once"
    choices = (random.choice(KINDS), title, language.pain(), random.choice(STATUSES), random.choice(HORIZONS))
    addresses = random.choice(made.read.opportunities)
    return made.frame.product, number, *choices, ranks.first(number), owner, addresses, owner
