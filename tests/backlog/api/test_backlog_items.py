"""Backlog items are added with a title, named as elsewhere, and asked for by what they rest on."""

import pytest
from rest_framework.test import APIClient

from backlog.models import BacklogItem
from research.models import User
from tests.factories import (
    BacklogItemFactory,
    EvidenceFactory,
    ExternalReferenceFactory,
    InsightFactory,
    OpportunityFactory,
    ProductFactory,
)

URL = "/api/v1/backlog-items/"


@pytest.fixture
def client(cleo: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(cleo)
    return client


def ids(client: APIClient, **parameters: str | float) -> list[int]:
    return [row["id"] for row in client.get(URL, parameters).json()["results"]]


def test_a_title_is_enough(client: APIClient, cleo: User) -> None:
    answer = client.post(URL, {"title": "Keep the photo"})

    item = BacklogItem.objects.get()
    assert answer.status_code == 201
    assert answer["Location"].endswith(f"{URL}{item.pk}/")
    assert (answer.json()["number"], answer.json()["strength"]["band"], item.created_by) == (1, "none", cleo)


def test_it_is_named_as_in_other_tools(client: APIClient) -> None:
    references = [{"key": "PAY-1", "url": "https://tracker.example.com/PAY-1"}]

    made = client.post(URL, {"title": "Keep it", "external_references": references}).json()
    renamed = client.patch(f"{URL}{made['id']}/", {"external_references": [{"key": "PAY-2"}]}).json()

    assert made["external_references"] == references
    assert renamed["external_references"] == [{"key": "PAY-2", "url": ""}]


def test_a_key_that_another_item_has_is_409(client: APIClient) -> None:
    ExternalReferenceFactory.create(key="PAY-1")

    answer = client.post(URL, {"title": "Keep it", "external_references": [{"key": "pay-1"}]})

    assert answer.status_code == 409
    assert BacklogItem.objects.count() == 1


def test_a_key_with_a_space_is_400(client: APIClient) -> None:
    answer = client.post(URL, {"title": "Keep it", "external_references": [{"key": "PAY 1"}]})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/external_references/0/key"


def test_what_the_operation_gives_is_not_written(client: APIClient) -> None:
    answer = client.post(URL, {"title": "Keep it", "number": 7, "rank": "0"})

    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == ["/number", "/rank"]


def test_of_several_products_one_is_named(client: APIClient) -> None:
    other = ProductFactory.create()

    assert client.post(URL, {"title": "Which?"}).json()["errors"][0]["pointer"] == "/product"
    assert client.post(URL, {"title": "This", "product": other.pk}).status_code == 201


def test_an_item_is_not_its_own_ancestor(client: APIClient) -> None:
    top = BacklogItemFactory.create()
    below = BacklogItemFactory.create(parent=top)

    answer = client.patch(f"{URL}{top.pk}/", {"parent": below.pk})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/parent"


def test_items_are_found_by_what_they_rest_on(client: APIClient) -> None:
    linked = EvidenceFactory.create(insight=InsightFactory(status="published"))
    opportunity = OpportunityFactory.create()
    addressing = BacklogItemFactory.create(addresses=opportunity, kind="bug", status="ready")
    ExternalReferenceFactory.create(item=addressing, key="PAY-1")

    assert ids(client, insight=linked.insight_id) == [linked.item_id]
    assert ids(client, addresses=opportunity.pk) == [addressing.pk]
    assert ids(client, key="pay-1") == [addressing.pk]
    assert ids(client, kind="bug", status="ready", number=addressing.number) == [addressing.pk]
    assert ids(client, is_root="false") == []
    assert ids(client, insight=999) == []


def test_items_come_in_their_order(client: APIClient) -> None:
    second, first = BacklogItemFactory.create(rank="00000009"), BacklogItemFactory.create(rank="00000001")

    assert ids(client) == [first.pk, second.pk]
    assert ids(client, ordering="-rank") == [second.pk, first.pk]


def test_items_are_searched(client: APIClient) -> None:
    found = BacklogItemFactory.create(title="Keep receipts on the phone")
    BacklogItemFactory.create(title="Something else")

    assert ids(client, search="receipt") == [found.pk]


def test_an_item_with_children_is_not_deleted(client: APIClient) -> None:
    below = BacklogItemFactory.create(parent=BacklogItemFactory())

    assert client.delete(f"{URL}{below.parent_id}/").status_code == 409
    assert client.delete(f"{URL}{below.pk}/").status_code == 204
