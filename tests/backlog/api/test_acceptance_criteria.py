"""Criteria, dependencies and references of an item, over the API."""

import pytest
from rest_framework.test import APIClient

from backlog.models import AcceptanceCriterion, BacklogItem
from research.models import User
from tests.factories import AcceptanceCriterionFactory, BacklogItemFactory

ITEMS, CRITERIA, DEPENDENCIES = (
    f"/api/v1/{name}/" for name in ("backlog-items", "acceptance-criteria", "dependencies")
)


@pytest.fixture
def client(cleo: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(cleo)
    return client


def test_an_item_s_text_is_read_into_criteria(client: APIClient) -> None:
    item = client.post(ITEMS, {"title": "x", "acceptance_criteria": "Given a, when b, then c"}).json()["id"]
    client.patch(f"{ITEMS}{item}/", {"acceptance_criteria": "Given a, when b, then c\nGiven d, when e, then f"})

    rows = client.get(CRITERIA, {"item": item}).json()["results"]

    assert [(row["position"], row["given"], row["when"], row["then"]) for row in rows] == [
        (1, "a", "b", "c"),
        (2, "d", "e", "f"),
    ]


def test_a_criterion_is_written_ticked_and_moved(client: APIClient, cleo: User) -> None:
    first = AcceptanceCriterionFactory.create()
    made = client.post(CRITERIA, {"item": first.item_id, "given": "a", "when": "b", "then": "c"}).json()

    ticked = client.patch(f"{CRITERIA}{made['id']}/", {"is_met": True}).json()
    moved = client.post(f"{CRITERIA}{made['id']}/move/", {"after": None}).json()

    assert (ticked["is_met"], ticked["met_by"], moved["position"]) == (True, cleo.pk, 1)
    assert client.get(CRITERIA, {"is_met": "true"}).json()["results"] == [moved]
    assert BacklogItem.objects.get().acceptance_criteria.startswith("Given a, when b, then c")


@pytest.mark.parametrize("body", [{"then": " "}, {"then": None}, {"is_met": "perhaps"}, {"item": 1}])
def test_a_criterion_that_says_nothing_is_400(client: APIClient, body: dict[str, object]) -> None:
    one = AcceptanceCriterionFactory.create()

    assert client.patch(f"{CRITERIA}{one.pk}/", body, format="json").status_code == 400
    assert AcceptanceCriterion.objects.get().then == one.then


def test_an_item_blocks_another_and_not_the_other_way_round(client: APIClient) -> None:
    one, two = BacklogItemFactory.create_batch(2)
    body = {"source": one.pk, "kind": "blocks", "target": two.pk}

    assert client.post(DEPENDENCIES, body).status_code == 201
    again = client.post(DEPENDENCIES, body)
    ring = client.post(DEPENDENCIES, {"source": two.pk, "kind": "blocks", "target": one.pk})

    assert (again.status_code, ring.status_code) == (409, 409)
    assert "ring" in ring.json()["detail"]
    assert len(client.get(DEPENDENCIES, {"item": two.pk}).json()["results"]) == 1


def test_what_is_pasted_names_an_item(client: APIClient) -> None:
    item = BacklogItemFactory.create()

    named = client.post(f"{ITEMS}{item.pk}/refer/", {"reference": "https://linear.app/acme/issue/ENG-42/x"})
    refused = client.post(f"{ITEMS}{item.pk}/refer/", {"reference": "javascript:alert(1)"})

    assert named.json()["external_references"][0]["key"] == "ENG-42"
    assert refused.status_code == 400


def test_nothing_hangs_under_what_is_smaller(client: APIClient) -> None:
    task, epic = BacklogItemFactory.create(kind="task"), BacklogItemFactory.create(kind="epic")
    story = BacklogItemFactory.create(kind="story", parent=epic)

    below = client.patch(f"{ITEMS}{story.pk}/", {"parent": task.pk})
    shrunk = client.patch(f"{ITEMS}{epic.pk}/", {"kind": "task"})

    assert (below.status_code, shrunk.status_code) == (409, 409)
    assert "Nothing hangs under what is smaller" in shrunk.json()["detail"]
