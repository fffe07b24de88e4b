"""/people-told/ and whom to tell."""

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from backlog.models import PersonTold
from research.models import Participant, User
from tests.backlog.tracing.test_loops import heard
from tests.factories import BacklogItemFactory, EvidenceFactory


@pytest.fixture
def client(ada: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(ada)
    return client


def test_somebody_is_told_once_and_who_told_them_is_kept(client: APIClient, ada: User) -> None:
    item = BacklogItemFactory.create(status="done")
    person = heard(EvidenceFactory.create(item=item).insight, "P-7")
    body = {"item": item.pk, "participant": person.pk, "how": "call", "note": "She laughed."}

    made = client.post("/api/v1/people-told/", body)
    again = client.post("/api/v1/people-told/", body)

    assert made.status_code == 201
    assert (made.json()["on"], made.json()["by"]) == (f"{timezone.localdate()}", ada.pk)
    assert again.status_code == 409
    listed = client.get(f"/api/v1/backlog-items/{item.pk}/loop/").json()
    assert [(one["code"], one["told"]["how"]) for one in listed["people"]] == [("P-7", "call")]

    assert client.delete(f"/api/v1/people-told/{made.json()['id']}/").status_code == 204
    assert not PersonTold.objects.exists()


def test_whoever_did_not_agree_is_not_told(client: APIClient) -> None:
    item = BacklogItemFactory.create(status="done")
    person: Participant = heard(EvidenceFactory.create(item=item).insight, "P-7", agreed=False)

    answer = client.post("/api/v1/people-told/", {"item": item.pk, "participant": person.pk})

    assert answer.status_code == 409
    assert "no consent recorded" in answer.json()["detail"]


def test_no_item_has_no_list(client: APIClient) -> None:
    assert client.get("/api/v1/backlog-items/99999/loop/").status_code == 404
