"""/highlights/<id>/link/"""

from typing import Any

import pytest
from rest_framework.test import APIClient

from backlog.models import BacklogItem, Evidence
from research.models import Highlight, Insight, InsightEvidence, Opportunity, User
from tests.factories import BacklogItemFactory, HighlightFactory, InsightFactory, NoteFactory, StudyFactory


@pytest.fixture
def highlight(db: None) -> Highlight:
    return HighlightFactory.create(note=NoteFactory(interview__kind="support_ticket", interview__study=None))


@pytest.fixture
def client(ada: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(ada)
    return client


def address(highlight: Highlight) -> str:
    return f"/api/v1/highlights/{highlight.pk}/link/"


def test_a_link_is_made_and_taken_back_by_what_it_made(client: APIClient, highlight: Highlight) -> None:
    item = BacklogItemFactory.create()

    answer = client.post(address(highlight), {"to": "item", "id": item.pk})

    assert answer.status_code == 201, answer.content
    assert Evidence.objects.get().item == item
    for made in reversed(answer.json()["made"]):
        assert client.delete(made).status_code == 204, made
    assert not Evidence.objects.exists()
    assert not Insight.objects.exists()
    assert BacklogItem.objects.exists()


def test_an_opportunity_begins_with_a_passage(client: APIClient, highlight: Highlight) -> None:
    answer = client.post(address(highlight), {"to": "opportunity", "new": "I lose receipts"})

    assert answer.json()["target"] == Opportunity.objects.get(statement="I lose receipts").pk


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"to": "insight"}, 400, id="nothing named"),
        pytest.param({"to": "insight", "id": 1, "new": "x"}, 400, id="two at once"),
        pytest.param({"to": "insight", "id": 999_999}, 404, id="not there"),
        pytest.param({"to": "insight", "new": "x" * 201}, 400, id="too long"),
        pytest.param({"to": "insight", "new": "  "}, 400, id="blank"),
        pytest.param({"to": "sale", "id": 1}, 400, id="no kind"),
        pytest.param({"to": "item", "new": "A researcher adds no items"}, 403, id="not hers to make"),
    ],
)
def test_bad_links_are_refused(client: APIClient, highlight: Highlight, body: dict[str, Any], status: int) -> None:
    assert client.post(address(highlight), body).status_code == status
    assert not InsightEvidence.objects.exists()


def test_neither_end_may_be_hidden(client: APIClient, highlight: Highlight) -> None:
    study = StudyFactory.create(private=True)
    hidden = HighlightFactory.create(note=NoteFactory(interview__study=study))
    insight = InsightFactory.create(study=study)

    assert client.post(address(hidden), {"to": "insight", "new": "x"}).status_code == 404
    assert client.post(address(highlight), {"to": "insight", "id": insight.pk}).status_code == 404


@pytest.mark.parametrize(("name", "status"), [("ben", 201), ("cleo", 403), ("dev", 403), ("priya", 403), ("gus", 403)])
def test_who_works_on_insights_links(
    highlight: Highlight, name: str, status: int, request: pytest.FixtureRequest
) -> None:
    client = APIClient()
    client.force_authenticate(request.getfixturevalue(name))

    assert client.post(address(highlight), {"to": "insight", "new": "x"}).status_code == status
