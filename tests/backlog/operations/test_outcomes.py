"""An opportunity hangs under an outcome, within another opportunity, or under neither."""

import pytest
from django.db import IntegrityError

from backlog.models import OutcomeOpportunity
from backlog.operations import objectives, outcomes
from backlog.operations.objectives import ClosedAlready, HangsWithin
from backlog.operations.outcomes import AnotherProduct, TwoPlaces
from research.models import User
from tests.factories import (
    KeyResultFactory,
    ObjectiveFactory,
    OpportunityFactory,
    OutcomeOpportunityFactory,
    ProductFactory,
)


def test_it_goes_from_one_outcome_to_another_and_both_key_results_change(ben: User) -> None:
    hanging = OutcomeOpportunityFactory()
    before, after = hanging.key_result, KeyResultFactory()

    outcomes.place(hanging.opportunity, outcome=after, by=ben)

    assert outcomes.outcome_of(hanging.opportunity) == after
    for one in (before, after):
        one.refresh_from_db()
        assert one.version == 2
    assert OutcomeOpportunity.objects.count() == 1


def test_it_goes_from_an_outcome_into_another_opportunity_and_to_the_top(ben: User) -> None:
    hung = OutcomeOpportunityFactory().opportunity
    parent = OpportunityFactory()

    within = outcomes.place(hung, parent=parent, by=ben)
    assert (within.parent, outcomes.outcome_of(hung)) == (parent, None)

    top = outcomes.place(hung, by=ben)
    assert (top.parent, outcomes.outcome_of(hung)) == (None, None)


def test_what_stays_where_it_is_counts_nothing_up(ben: User) -> None:
    hanging = OutcomeOpportunityFactory()

    placed = outcomes.place(hanging.opportunity, outcome=hanging.key_result, by=ben)

    hanging.key_result.refresh_from_db()
    assert (placed.version, hanging.key_result.version) == (1, 1)


def test_it_hangs_in_one_place_only_and_of_its_own_product(ben: User) -> None:
    opportunity = OpportunityFactory()
    elsewhere = ProductFactory(name="Another")

    with pytest.raises(TwoPlaces):
        outcomes.place(opportunity, outcome=KeyResultFactory(), parent=OpportunityFactory(), by=ben)
    with pytest.raises(AnotherProduct):
        outcomes.place(opportunity, parent=OpportunityFactory(product=elsewhere), by=ben)
    with pytest.raises(AnotherProduct):
        outcomes.place(opportunity, outcome=KeyResultFactory(objective__product=elsewhere), by=ben)


def test_nothing_more_is_hung_under_a_closed_objective_and_what_hangs_there_stays_or_leaves(ben: User) -> None:
    closed = ObjectiveFactory(closed_on="2026-04-11")
    hanging = OutcomeOpportunityFactory(key_result__objective=closed)

    with pytest.raises(ClosedAlready):
        outcomes.place(OpportunityFactory(), outcome=hanging.key_result, by=ben)
    outcomes.place(hanging.opportunity, outcome=hanging.key_result, by=ben)
    outcomes.place(hanging.opportunity, by=ben)

    assert not OutcomeOpportunity.objects.exists()


def test_the_database_refuses_circles(ben: User) -> None:
    above = OpportunityFactory()
    below = OpportunityFactory(parent=above)

    with pytest.raises(IntegrityError, match="its own ancestor"):
        outcomes.place(above, parent=below, by=ben)


def test_one_within_another_is_not_hung_under_an_outcome_by_itself(ben: User) -> None:
    within = OpportunityFactory(parent=OpportunityFactory())

    with pytest.raises(HangsWithin):
        objectives.hang(KeyResultFactory(), opportunities=[within], by=ben)
