"""The opportunity solution tree, and what it warns of."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backlog.models import BacklogItem
from backlog.tracing import opportunity_tree
from backlog.tracing.opportunity_tree import Node
from research.models import Opportunity, Product, User
from research.operations import merges
from tests.factories import (
    AssumptionTestFactory,
    BacklogItemFactory,
    EvidenceFactory,
    InsightEvidenceFactory,
    OpportunityEvidenceFactory,
    OpportunityFactory,
    ProductFactory,
)


def tree(viewer: User) -> Node:
    product = Product.objects.earliest("pk")
    return opportunity_tree.of_product(product, viewer=viewer, at=timezone.now())


def shape(node: Node) -> Any:
    return {node.text: [shape(child) for child in node.children]} if node.children else node.text


def found(viewer: User, record: Opportunity | BacklogItem) -> Node:
    kind = "opportunity" if isinstance(record, Opportunity) else "solution"
    return next(one for one in tree(viewer).walked() if (one.kind, one.pk) == (kind, record.pk))


def test_solutions_hang_below_their_opportunity_and_tests_below_those(ben: User) -> None:
    above = OpportunityFactory(statement="It is lost")
    below = OpportunityFactory(statement="There is no signal", parent=above)
    epic = BacklogItemFactory(title="Keep it", addresses=below)
    BacklogItemFactory(title="How long?", kind="spike", parent=epic)
    BacklogItemFactory(title="Dropped", addresses=below, status="dropped")
    BacklogItemFactory(title="Of nothing")
    OpportunityFactory(product=ProductFactory())

    root = tree(ben)

    assert root.kind == "root"
    assert [shape(child) for child in root.children] == [
        {"It is lost": [{"There is no signal": [{"Keep it": ["How long?"]}]}]}
    ]


def test_assumption_tests_hang_below_their_solution_with_what_came_out(ben: User) -> None:
    item = BacklogItemFactory(addresses=OpportunityFactory())
    AssumptionTestFactory(item=item, assumption="They find it", criterion="", criterion_at=None)
    AssumptionTestFactory(item=item, assumption="They trust it", result="refuted", participants=8)

    checks = [one for one in tree(ben).walked() if one.kind == "check"]

    assert [(one.text, one.about, one.status) for one in checks] == [
        ("They trust it", "refuted, 8 participants, usability study", "refuted"),
        ("They find it", "planned, no criterion, usability study", "planned"),
    ]


def test_each_box_tells_how_strong_its_evidence_is(ben: User) -> None:
    heard = InsightEvidenceFactory()
    opened = OpportunityEvidenceFactory(insight=heard.insight).opportunity
    item = EvidenceFactory(insight=heard.insight, item__addresses=opened).item

    assert found(ben, opened).band == "single voice"
    assert found(ben, item).band == "single voice"


def test_an_opportunity_that_nobody_s_words_open_is_warned_of(ben: User) -> None:
    bare, heard = OpportunityFactory(), OpportunityFactory()
    OpportunityEvidenceFactory(opportunity=heard, insight=InsightEvidenceFactory().insight)
    left = OpportunityFactory(status="not_pursuing")

    assert found(ben, bare).warnings == ("Nobody’s words open it.",)
    assert found(ben, heard).warnings == ()
    assert found(ben, left).warnings == ()


def test_a_target_needs_three_solutions_to_compare(ben: User) -> None:
    target = OpportunityFactory(status="target")
    OpportunityEvidenceFactory(opportunity=target, insight=InsightEvidenceFactory().insight)

    assert found(ben, target).warnings == ("A target with no solution: compare at least three.",)
    BacklogItemFactory.create_batch(2, addresses=target)
    BacklogItemFactory(addresses=target, kind="spike")
    assert found(ben, target).warnings == ("A target with 2 solutions: compare at least three.",)
    BacklogItemFactory(addresses=target)
    assert found(ben, target).warnings == ()


def test_what_was_merged_is_not_in_it_and_its_children_are(ben: User) -> None:
    gone, kept = OpportunityFactory(statement="Gone"), OpportunityFactory(statement="Kept")
    OpportunityFactory(statement="Child", parent=gone)

    merges.merge(gone, into=kept, by=ben, at=timezone.now())

    assert [shape(child) for child in tree(ben).children] == [{"Kept": ["Child"]}]


def test_whoever_does_not_read_the_backlog_sees_opportunities_alone(priya: User) -> None:
    BacklogItemFactory(addresses=OpportunityFactory())

    assert {one.kind for one in tree(priya).walked()} == {"root", "opportunity"}


def test_it_asks_as_often_however_much_hangs_in_it(ben: User) -> None:
    def grow(times: int) -> None:
        for _ in range(times):
            opened = OpportunityEvidenceFactory(insight=InsightEvidenceFactory().insight).opportunity
            item = BacklogItemFactory(addresses=OpportunityFactory(parent=opened))
            BacklogItemFactory(kind="spike", parent=item)
            AssumptionTestFactory(item=item)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            tree(ben)
        return len(queries)

    grow(2)
    asked()
    two = asked()
    grow(4)

    assert asked() == two
