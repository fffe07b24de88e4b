"""The whole tree: vision, objectives and outcomes above the opportunities."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from backlog.tracing import strategy_tree
from backlog.tracing.opportunity_tree import Node
from research.models import Product, User
from tests.factories import (
    BacklogItemFactory,
    CheckInFactory,
    KeyResultFactory,
    MetricFactory,
    ObjectiveFactory,
    OpportunityFactory,
    OutcomeOpportunityFactory,
    ProductFactory,
    ProductVisionFactory,
)

NOW = datetime(2026, 2, 20, 12, tzinfo=UTC)


def tree(viewer: User) -> Node:
    return strategy_tree.of_product(Product.objects.earliest("pk"), viewer=viewer, at=NOW)


def shape(node: Node) -> Any:
    return {node.text: [shape(child) for child in node.children]} if node.children else node.text


def test_it_runs_from_the_vision_to_the_solution_and_what_is_under_no_outcome_stands_apart(ben: User) -> None:
    ProductVisionFactory(statement="It was so")
    ProductVisionFactory(statement="Everybody is home on time")
    on_time = KeyResultFactory(objective__title="Plans hold", metric=MetricFactory(name="On time", unit="%"))
    hung = OutcomeOpportunityFactory(key_result=on_time, opportunity__statement="It changes at noon").opportunity
    within = OpportunityFactory(statement="Nobody calls", parent=hung)
    BacklogItemFactory(title="Call them", addresses=within)
    OpportunityFactory(statement="I never know")
    ObjectiveFactory(product=ProductFactory(name="Another"))

    root = tree(ben)

    assert shape(root) == {
        "Everybody is home on time": [
            {"Plans hold": [{"On time: 20 % → 40 %": [{"It changes at noon": [{"Nobody calls": ["Call them"]}]}]}]},
            {"Under no outcome yet": ["I never know"]},
        ]
    }
    assert root.about == f"vision of {Product.objects.earliest('pk').name}"
    assert len({one.key for one in root.walked()}) == 8


def test_an_outcome_tells_how_it_goes_and_an_objective_when_it_is_due(ben: User) -> None:
    late = KeyResultFactory()
    CheckInFactory(key_result=KeyResultFactory(objective=late.objective), value=34, state="at_risk")

    (objective,) = tree(ben).children

    assert objective.about == "objective, due 11 Apr 2026"
    assert [(one.about, one.status, one.way) for one in objective.children] == [
        ("outcome, off track, 0 %", "off_track", 0.0),
        ("outcome, at risk, 70 %", "at_risk", 0.7),
    ]


def test_a_closed_objective_is_shown_with_its_grade_while_something_hangs_under_it(ben: User) -> None:
    done = CheckInFactory(value=34).key_result
    done.objective.closed_on = done.objective.due_on
    done.objective.save()
    ObjectiveFactory()
    before = tree(ben)
    OutcomeOpportunityFactory(key_result=done)

    after = tree(ben)

    assert [one.about for one in before.children] == ["objective, due 11 Apr 2026"]
    assert [one.about for one in after.children] == ["objective, due 11 Apr 2026", "objective, closed, grade 0.70"]
    assert after.children[1].children[0].about == "outcome, graded 0.70, green"


def test_what_is_missing_on_the_way_down_is_warned_of(ben: User) -> None:
    KeyResultFactory(objective__due_on="2026-05-01")
    ObjectiveFactory()

    bare, measured = tree(ben).children

    assert bare.warnings == ("No key result says how one would know.",)
    assert measured.warnings == ()
    assert measured.children[0].warnings == ("No opportunity hangs under it yet.",)


def test_an_opportunity_within_another_hangs_where_that_hangs(ben: User) -> None:
    above = OpportunityFactory(statement="Above")
    hung = OutcomeOpportunityFactory(opportunity__statement="Within").opportunity
    hung.parent = above
    hung.save()

    assert shape(tree(ben).children[-1]) == {"Under no outcome yet": [{"Above": ["Within"]}]}


def test_without_objectives_opportunities_hang_on_the_product(ben: User) -> None:
    OpportunityFactory(statement="I never know")

    assert shape(tree(ben)) == {Product.objects.earliest("pk").name: ["I never know"]}


def test_whoever_does_not_read_strategy_sees_the_opportunities_alone(dev: User) -> None:
    ProductVisionFactory()
    OutcomeOpportunityFactory(opportunity__statement="It changes at noon")

    assert shape(tree(dev)) == {Product.objects.earliest("pk").name: ["It changes at noon"]}


def test_it_asks_as_often_however_much_hangs_in_it(ben: User) -> None:
    def grow(times: int) -> None:
        for _ in range(times):
            CheckInFactory(key_result=OutcomeOpportunityFactory().key_result)
            OpportunityFactory()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            tree(ben)
        return len(queries)

    grow(2)
    asked()
    two = asked()
    grow(4)

    assert asked() == two
