"""/opportunities/<id>/place/"""

from typing import Any

import pytest
from rest_framework.test import APIClient

from backlog.operations import outcomes
from research.models import Opportunity, User
from tests.factories import KeyResultFactory, ObjectiveFactory, OpportunityFactory, OutcomeOpportunityFactory


@pytest.fixture
def client(ben: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(ben)
    return client


def placed(client: APIClient, opportunity: Opportunity, body: dict[str, Any], **headers: str) -> Any:
    return client.post(f"/api/v1/opportunities/{opportunity.pk}/place/", body, headers=headers)


def test_an_opportunity_is_hung_moved_and_taken_off(client: APIClient) -> None:
    opportunity, outcome, parent = OpportunityFactory.create(), KeyResultFactory.create(), OpportunityFactory.create()

    hung = placed(client, opportunity, {"outcome": outcome.pk}).json()
    within = placed(client, opportunity, {"parent": parent.pk}).json()
    top = placed(client, opportunity, {})

    assert hung == {"opportunity": opportunity.pk, "outcome": outcome.pk, "parent": None, "version": 1}
    assert within == {"opportunity": opportunity.pk, "outcome": None, "parent": parent.pk, "version": 2}
    assert top.json() == {"opportunity": opportunity.pk, "outcome": None, "parent": None, "version": 3}
    assert top["ETag"] == '"3"'


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"outcome": 10**9}, 400, id="no such outcome"),
        pytest.param({"outcome": "x"}, 400, id="no number"),
        pytest.param({"under": 1}, 400, id="an unknown field"),
    ],
)
def test_bad_input_is_refused(client: APIClient, body: dict[str, Any], status: int) -> None:
    assert placed(client, OpportunityFactory.create(), body).status_code == status


def test_what_the_operation_refuses_is_refused(client: APIClient) -> None:
    closed = KeyResultFactory.create(objective=ObjectiveFactory.create(closed_on="2026-04-11"))
    above = OpportunityFactory.create()
    below = OpportunityFactory.create(parent=above)

    assert placed(client, above, {"outcome": closed.pk}).status_code == 409
    assert placed(client, above, {"outcome": KeyResultFactory.create().pk, "parent": below.pk}).status_code == 400
    assert placed(client, above, {"parent": below.pk}).status_code == 400
    assert placed(client, Opportunity(pk=10**9), {}).status_code == 404


def test_a_lost_update_is_refused(client: APIClient) -> None:
    assert placed(client, OpportunityFactory.create(), {}, **{"If-Match": '"7"'}).status_code == 412


def test_a_researcher_moves_opportunities_and_leaves_outcomes_to_the_product_manager(
    client: APIClient, ada: User, cleo: User
) -> None:
    client.force_authenticate(ada)
    opportunity, hung = OpportunityFactory.create(), OutcomeOpportunityFactory.create()

    assert placed(client, opportunity, {"parent": hung.opportunity.pk}).status_code == 200
    assert placed(client, opportunity, {"outcome": hung.key_result.pk}).status_code == 403
    assert placed(client, hung.opportunity, {}).status_code == 403
    assert placed(client, hung.opportunity, {"outcome": hung.key_result.pk}).status_code == 200
    assert outcomes.outcome_of(hung.opportunity) == hung.key_result
    client.force_authenticate(cleo)
    assert placed(client, opportunity, {}).status_code == 403
