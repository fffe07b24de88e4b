"""What the backlog adds to the pages of insights."""

from typing import Any

import pytest
from django.test import Client

from backlog.models import BacklogItem, Evidence
from research.models import Insight, User
from tests.factories import (
    BacklogItemFactory,
    EvidenceFactory,
    InsightFactory,
    OpportunityEvidenceFactory,
)

LIST = "/research/insight/"


@pytest.fixture
def desk(client: Client, ben: User) -> Client:
    """Ben, logged in."""
    client.force_login(ben)
    return client


def act(*insights: Insight, **given: Any) -> dict[str, Any]:
    return {"action": "link_to_item", "_selected_action": [insight.pk for insight in insights], **given}


def test_several_insights_are_linked_to_an_item(desk: Client, ben: User) -> None:
    some = InsightFactory.create_batch(2)
    item: BacklogItem = BacklogItemFactory()
    EvidenceFactory(item=item, insight=some[0], stance="contradicts")

    asked = desk.post(LIST, act(*some))
    answer = desk.post(LIST, act(*some, answered=1, item=item.pk), follow=True)

    assert "Which item do they support?" in asked.content.decode()
    assert [str(message) for message in answer.context["messages"]] == [f"1 linked to {item}."]
    assert set(item.evidence.values_list("insight", "stance")) == {
        (some[0].pk, "contradicts"),
        (some[1].pk, "supports"),
    }


def test_an_item_that_does_not_exist_is_asked_for_again(desk: Client) -> None:
    answer = desk.post(LIST, act(InsightFactory(), answered=1, item="0"))

    assert answer.status_code == 400
    assert not Evidence.objects.exists()


def test_a_researcher_links_and_a_privacy_officer_does_not(client: Client, ada: User, priya: User) -> None:
    insight, item = InsightFactory(), BacklogItemFactory()
    client.force_login(priya)
    client.post(LIST, act(insight, answered=1, item=item.pk))
    assert not Evidence.objects.exists()

    client.force_login(ada)
    client.post(LIST, act(insight, answered=1, item=item.pk))
    assert Evidence.objects.get().insight == insight


def test_its_page_tells_what_rests_on_it(desk: Client) -> None:
    insight = InsightFactory()
    item = EvidenceFactory(insight=insight).item
    opened = OpportunityEvidenceFactory(insight=insight).opportunity
    addressing = BacklogItemFactory(addresses=opened)

    page = desk.get(f"{LIST}{insight.pk}/change/").content.decode()

    assert f"#{item.number} {item.title}" in page
    assert opened.statement in page
    assert f"#{addressing.number} {addressing.title}" in page
    assert "by the opportunity that it addresses" in page


def test_whoever_does_not_read_the_backlog_is_not_told_of_items(client: Client, priya: User) -> None:
    evidence = EvidenceFactory()
    client.force_login(priya)

    assert evidence.item.title not in client.get(f"{LIST}{evidence.insight_id}/change/").content.decode()


def test_an_insight_that_an_item_stands_on_is_not_deleted(desk: Client) -> None:
    evidence = EvidenceFactory()

    answer = desk.post(f"{LIST}{evidence.insight_id}/delete/", {"post": "yes"})

    assert answer.status_code == 200
    assert Insight.objects.exists()
