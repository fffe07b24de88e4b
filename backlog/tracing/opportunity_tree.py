"""The opportunity solution tree of a product: opportunities, what would meet them, and how that is tested.

There is the product at the root; `strategy_tree` puts objectives and outcomes between it and the opportunities.
Whatever is missing to decide well is a warning: an opportunity that nobody's words open, a target with fewer than
three solutions to compare.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from backlog.models import AssumptionTest, BacklogItem, evidence_facts
from research.evidence_strength import Band, EvidenceFacts, assess
from research.models import Opportunity, Product, Viewer
from research.models import evidence_facts as research_facts

Kind = Literal["root", "objective", "outcome", "apart", "opportunity", "solution", "test", "check"]
"""A check is an assumption test, a test is a spike: work that finds something out."""
LETTERS: Mapping[Kind, str] = {"objective": "g", "outcome": "k"}
"""Of kinds whose first letter is another's."""

MOST = 500
"""Opportunities, and items, that a tree shows at most."""
COMPARED = 3
"""Solutions that are compared for a target."""


@dataclass(frozen=True, kw_only=True)
class Node:
    """One box of the tree. `key` tells it from all others on the page; `about` is what it is, in words.

    `status` is an opportunity's or an item's own, and how an outcome goes; `version` is its ETag. The root has
    neither, and no band. `way` is how far an outcome has come, from 0 to 1.
    """

    kind: Kind
    pk: int
    text: str
    about: str = ""
    status: str = ""
    version: int = 0
    band: Band | None = None
    way: float | None = None
    warnings: tuple[str, ...] = ()
    children: tuple["Node", ...] = ()

    @property
    def key(self) -> str:
        return f"{LETTERS.get(self.kind, self.kind[0])}{self.pk}"

    def walked(self) -> Iterator["Node"]:
        """The node and all below it, from the top."""
        yield self
        for child in self.children:
            yield from child.walked()


def of_product(product: Product, *, viewer: Viewer, at: datetime) -> Node:
    """Return the tree, as far as the person may see it. Six queries, however much hangs in it.

    Bands count everything, whoever asks. Items that were dropped are left out.
    """
    rows = Opportunity.objects.visible_to(viewer).filter(product=product).order_by("created_at", "pk")
    opportunities = list(rows[:MOST])
    solutions, tests = _items(opportunities, viewer=viewer)
    of_opportunities = research_facts.of_opportunities([one.pk for one in opportunities], at=at)
    of_items = evidence_facts.of_items([one.pk for one in solutions], at=at)
    tested = defaultdict(list)
    for test in tests:
        tested[test.parent_id].append(_test(test))
    for check in _checks(solutions, viewer=viewer):
        tested[check.item_id].append(_check(check))
    met: Mapping[int | None, list[Node]] = defaultdict(list)
    for item in solutions:
        met[item.addresses_id].append(_item(item, of_items[item.pk], tests=tested[item.pk], at=at))
    return Node(
        kind="root",
        pk=product.pk,
        text=product.name,
        about="product",
        children=tuple(_hung(opportunities, met, of_opportunities, at=at)),
    )


def _items(opportunities: Sequence[Opportunity], *, viewer: Viewer) -> tuple[list[BacklogItem], list[BacklogItem]]:
    """Return what addresses one of them, and the spikes under that. Two queries, none without the right."""
    if not viewer.has_perm("backlog.view_backlogitem"):
        return [], []
    shown = BacklogItem.objects.visible_to(viewer).exclude(status=BacklogItem.Status.DROPPED)
    shown = shown.order_by("rank", "pk")
    solutions = list(shown.filter(addresses__in=[one.pk for one in opportunities])[:MOST])
    spikes = shown.filter(kind=BacklogItem.Kind.SPIKE, addresses__isnull=True)
    return solutions, list(spikes.filter(parent__in=[one.pk for one in solutions])[:MOST])


def _checks(solutions: Sequence[BacklogItem], *, viewer: Viewer) -> list[AssumptionTest]:
    """Return the assumption tests of the solutions, known ones first. One query."""
    rows = AssumptionTest.objects.visible_to(viewer).filter(item__in=[one.pk for one in solutions])
    return list(rows.in_story_order()[:MOST])


def _hung(
    opportunities: Iterable[Opportunity],
    met: Mapping[int | None, list[Node]],
    facts: Mapping[int, EvidenceFacts],
    *,
    at: datetime,
) -> Iterator[Node]:
    """Hang each below its parent. One whose parent is out of sight hangs at the root."""
    known = {one.pk for one in opportunities}
    below: Mapping[int | None, list[Opportunity]] = defaultdict(list)
    for one in opportunities:
        below[one.parent_id if one.parent_id in known else None].append(one)

    def node(one: Opportunity) -> Node:
        solutions = met[one.pk]
        return Node(
            kind="opportunity",
            pk=one.pk,
            text=one.statement,
            about=f"{one.get_kind_display()}, {one.get_status_display()}",
            status=one.status,
            version=one.version,
            band=assess(facts[one.pk], at=at).band,
            warnings=tuple(_warnings(one, facts[one.pk], solutions)),
            children=(*(node(child) for child in below[one.pk]), *solutions),
        )

    return (node(one) for one in below[None])


def _warnings(one: Opportunity, facts: EvidenceFacts, solutions: Sequence[Node]) -> Iterator[str]:
    if one.status in (Opportunity.Status.ADDRESSED, Opportunity.Status.NOT_PURSUING):
        return
    if not facts.backing:
        yield "Nobody’s words open it."
    compared = sum(1 for each in solutions if each.kind == "solution")
    if one.status == Opportunity.Status.TARGET and compared < COMPARED:
        there = {0: "no solution", 1: "one solution"}.get(compared, f"{compared} solutions")
        yield f"A target with {there}: compare at least three."


def _item(item: BacklogItem, facts: EvidenceFacts, *, tests: Sequence[Node], at: datetime) -> Node:
    is_test = item.kind == BacklogItem.Kind.SPIKE
    return Node(
        kind="test" if is_test else "solution",
        pk=item.pk,
        text=item.title,
        about=f"#{item.number}, {item.get_kind_display()}, {item.get_status_display()}",
        status=item.status,
        version=item.version,
        band=assess(facts, at=at).band,
        children=tuple(tests),
    )


def _test(item: BacklogItem) -> Node:
    about = f"#{item.number}, {item.get_kind_display()}, {item.get_status_display()}"
    return Node(kind="test", pk=item.pk, text=item.title, about=about, status=item.status, version=item.version)


def _check(test: AssumptionTest) -> Node:
    people = f"{test.participants} participant{'' if test.participants == 1 else 's'}" if test.participants else ""
    so_far = test.get_result_display() or (test.state if test.criterion else f"{test.state}, no criterion")
    return Node(
        kind="check",
        pk=test.pk,
        text=test.assumption,
        about=", ".join(filter(None, [so_far, people, test.get_method_display()])),
        status=test.result or test.state,
        version=test.version,
    )
