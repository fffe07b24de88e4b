"""Opportunities, as the backlog knows them."""

from typing import Any

import pytest
from django.test import Client

from backlog.operations import outcomes
from research.models import Opportunity, User
from tests.factories import (
    KeyResultFactory,
    MetricFactory,
    ObjectiveFactory,
    OpportunityFactory,
    OutcomeOpportunityFactory,
)


@pytest.fixture
def desk(client: Client, ben: User) -> Client:
    """Ben, logged in."""
    client.force_login(ben)
    return client


def page_of(opportunity: Opportunity) -> str:
    return f"/research/opportunity/{opportunity.pk}/change/"


def form(opportunity: Opportunity, **given: Any) -> dict[str, Any]:
    return {
        "statement": opportunity.statement,
        "kind": opportunity.kind,
        "status": opportunity.status,
        "version": opportunity.version,
        "evidence-TOTAL_FORMS": 0,
        "evidence-INITIAL_FORMS": 0,
        "children-TOTAL_FORMS": 0,
        "children-INITIAL_FORMS": 0,
        **given,
    }


def test_it_is_hung_under_an_outcome_and_taken_off_on_its_page(desk: Client) -> None:
    opportunity = OpportunityFactory()
    outcome = KeyResultFactory(objective__title="Plans hold", metric=MetricFactory(name="On time"))
    closed = KeyResultFactory(objective=ObjectiveFactory(title="Long ago", closed_on="2026-04-11"))

    asked = desk.get(page_of(opportunity)).content.decode()
    desk.post(page_of(opportunity), form(opportunity, outcome=outcome.pk))
    hung = outcomes.outcome_of(opportunity)
    opportunity.refresh_from_db()
    desk.post(page_of(opportunity), form(opportunity, outcome=""))

    assert "Plans hold: On time" in asked
    assert "Long ago" not in asked
    assert hung == outcome
    assert outcomes.outcome_of(opportunity) is None
    assert desk.post(page_of(opportunity), form(opportunity, outcome=closed.pk)).status_code == 200


def test_under_an_outcome_and_within_another_at_once_is_refused_with_a_sentence(desk: Client) -> None:
    hanging = OutcomeOpportunityFactory()

    answer = desk.post(
        page_of(hanging.opportunity),
        form(hanging.opportunity, outcome=hanging.key_result.pk, parent=OpportunityFactory().pk),
    )

    assert "hangs under an outcome or within another one, not both" in answer.content.decode()
    assert outcomes.outcome_of(hanging.opportunity) == hanging.key_result


def test_what_is_saved_otherwise_leaves_it_where_it_hangs(desk: Client) -> None:
    hanging = OutcomeOpportunityFactory()

    desk.post(
        page_of(hanging.opportunity), form(hanging.opportunity, outcome=hanging.key_result.pk, statement="Said anew")
    )

    hanging.opportunity.refresh_from_db()
    assert hanging.opportunity.statement == "Said anew"
    assert outcomes.outcome_of(hanging.opportunity) == hanging.key_result


@pytest.mark.parametrize(("name", "sees"), [("ada", True), ("cleo", True), ("dev", False), ("priya", False)])
def test_others_read_where_it_hangs_if_they_read_strategy(
    client: Client, name: str, sees: bool, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))
    hanging = OutcomeOpportunityFactory(key_result__objective__title="Plans hold")

    page = client.get(page_of(hanging.opportunity)).content.decode()

    assert ("Plans hold" in page) == sees
    assert 'name="outcome"' not in page


def test_a_researcher_saves_it_without_touching_where_it_hangs(client: Client, ada: User) -> None:
    hanging = OutcomeOpportunityFactory()
    client.force_login(ada)

    client.post(page_of(hanging.opportunity), form(hanging.opportunity, statement="Said anew", outcome=""))

    hanging.opportunity.refresh_from_db()
    assert hanging.opportunity.statement == "Said anew"
    assert outcomes.outcome_of(hanging.opportunity) == hanging.key_result
