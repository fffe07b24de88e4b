"""/releases/, /roadmap/, and items in both"""

import pytest
from rest_framework.test import APIClient

from research.models import User
from tests.factories import BacklogItemFactory, ProductFactory, ReleaseFactory, ScoreFactory

RELEASES = "/api/v1/releases/"
AUTUMN = {"name": "Autumn", "starts_on": "2026-09-01", "ships_on": "2026-10-15", "capacity": "30.0"}


@pytest.fixture
def client(cleo: User) -> APIClient:
    """What cleo sends."""
    client = APIClient()
    client.force_authenticate(cleo)
    return client


def test_a_release_comes_with_what_it_takes(client: APIClient) -> None:
    made = client.post(RELEASES, AUTUMN, format="json").json()
    item = BacklogItemFactory()
    ScoreFactory(item=item, framework="moscow", inputs={"priority": "must", "timebox": "autumn ", "effort": 2})
    client.patch(f"/api/v1/backlog-items/{item.pk}/", {"release": made["id"]}, format="json")

    plan = client.get(f"{RELEASES}{made['id']}/").json()["plan"]

    assert (plan["effort"], plan["musts_percent"], plan["without_effort"]) == (40.0, 100.0, 0)
    assert plan["warnings"] == [
        "It takes 40 person-days, 10 more than the 30 that there are.",
        "Musts take 100 % of the effort; more than 60 % leaves nothing to give way.",
    ]
    assert client.get(f"/api/v1/backlog-items/?release={made['id']}").json()["results"][0]["id"] == item.pk


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        pytest.param({"ships_on": "2026-08-01"}, "/ships_on", id="ships before it starts"),
        pytest.param({"capacity": "0"}, "/capacity", id="no capacity"),
        pytest.param({"name": ""}, "/name", id="no name"),
        pytest.param({"status": "lost"}, "/status", id="no status"),
    ],
)
def test_what_makes_no_sense_is_refused(client: APIClient, wrong: dict[str, str], pointer: str) -> None:
    answer = client.post(RELEASES, {**AUTUMN, **wrong}, format="json")

    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_name_is_a_release_once(client: APIClient) -> None:
    client.post(RELEASES, AUTUMN, format="json")

    assert client.post(RELEASES, AUTUMN, format="json").status_code in {400, 409}


def test_an_item_goes_into_no_release_of_another_product(client: APIClient) -> None:
    item, release = BacklogItemFactory(), ReleaseFactory(product=ProductFactory())

    answer = client.patch(f"/api/v1/backlog-items/{item.pk}/", {"release": release.pk}, format="json")

    assert answer.status_code == 400
    assert "another product" in answer.json()["errors"][0]["detail"]


def test_an_entry_is_put_into_a_horizon(client: APIClient) -> None:
    one, other = BacklogItemFactory(horizon="now"), BacklogItemFactory(horizon="next")
    address = f"/api/v1/backlog-items/{one.pk}/place/"

    answer = client.post(address, {"horizon": "next", "after": other.pk}, format="json")

    assert answer.json()["horizon"] == "next"
    assert answer.json()["rank"] > other.rank
    assert client.post(address, {"horizon": "now", "after": other.pk}, format="json").status_code == 400
    assert client.post(address, {"horizon": "soon", "after": None}, format="json").status_code == 400


def test_the_roadmap_is_answered_for_an_audience(client: APIClient, dev: User) -> None:
    BacklogItemFactory(title="A takeover", is_internal=True)
    BacklogItemFactory(title="A receipt")

    def titles(query: str = "") -> list[str]:
        return [entry["title"] for entry in client.get(f"/api/v1/roadmap/{query}").json()["entries"]]

    assert titles() == ["A takeover", "A receipt"]
    assert titles("?audience=stakeholders") == ["A receipt"]
    client.force_authenticate(dev)
    assert titles() == ["A receipt"]
    assert client.get("/api/v1/roadmap/?audience=team").status_code == 403
    assert client.get("/api/v1/roadmap/?audience=nobody").status_code == 400
    assert client.get("/api/v1/roadmap/?product=99999").status_code == 400
