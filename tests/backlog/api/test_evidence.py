"""An item rests on insights, each with a stance."""

import pytest
from rest_framework.test import APIClient

from research.models import User
from tests.factories import BacklogItemFactory, EvidenceFactory, InsightFactory, StudyFactory

URL = "/api/v1/evidence/"


@pytest.fixture
def client(ben: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(ben)
    return client


def test_an_insight_is_linked_corrected_and_taken_away(client: APIClient) -> None:
    item, insight = BacklogItemFactory.create(), InsightFactory.create()

    made = client.post(URL, {"item": item.pk, "insight": insight.pk, "stance": "qualifies", "comment": "In the test."})
    changed = client.patch(f"{URL}{made.json()['id']}/", {"stance": "contradicts"})
    gone = client.delete(f"{URL}{made.json()['id']}/")

    item.refresh_from_db()
    assert [made.status_code, changed.json()["stance"], gone.status_code] == [201, "contradicts", 204]
    assert (changed.json()["comment"], item.version) == ("In the test.", 4)


def test_an_insight_is_linked_once(client: APIClient) -> None:
    linked = EvidenceFactory.create()

    assert client.post(URL, {"item": linked.item_id, "insight": linked.insight_id}).status_code == 409


def test_an_insight_out_of_sight_is_not_there(client: APIClient) -> None:
    hidden = InsightFactory.create(study=StudyFactory(private=True))

    answers = [
        client.post(URL, {"item": BacklogItemFactory.create().pk, "insight": pk}).json()["errors"]
        for pk in (hidden.pk, 999_999)
    ]

    assert [[flaw["pointer"] for flaw in errors] for errors in answers] == [["/insight"], ["/insight"]]


def test_what_is_linked_is_not_changed_for_another(client: APIClient) -> None:
    linked = EvidenceFactory.create()

    answer = client.patch(f"{URL}{linked.pk}/", {"insight": InsightFactory.create().pk})

    assert answer.json()["errors"][0]["detail"] == "This is given once, when the record is made."


def test_evidence_is_listed_by_item_and_stance(client: APIClient) -> None:
    linked = EvidenceFactory.create(stance="contradicts")
    EvidenceFactory.create()

    rows = client.get(URL, {"item": linked.item_id, "stance": "contradicts"}).json()["results"]

    assert [row["id"] for row in rows] == [linked.pk]
