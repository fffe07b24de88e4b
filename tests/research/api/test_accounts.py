"""/accounts/"""

import pytest
from rest_framework.test import APIClient

from tests.factories import AccountFactory

ADDRESS = "/api/v1/accounts/"


def test_a_name_is_all_that_an_account_needs(client: APIClient) -> None:
    answer = client.post(ADDRESS, {"name": "Acme"})

    assert answer.status_code == 201
    assert (answer.json()["name"], answer.json()["size"]) == ("Acme", None)


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({}, "/name", id="no name"),
        pytest.param({"name": "  "}, "/name", id="a blank name"),
        pytest.param({"name": "x", "size": -1}, "/size", id="fewer than no people"),
        pytest.param({"name": "x", "colour": "red"}, "/colour", id="a field that there is not"),
        pytest.param({"name": "x", "version": 7}, "/version", id="a field that nobody writes"),
    ],
)
def test_what_does_not_fit_is_pointed_to(body: dict[str, object], pointer: str, client: APIClient) -> None:
    answer = client.post(ADDRESS, body, format="json")

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [pointer]


def test_a_name_is_taken_whatever_its_case(client: APIClient) -> None:
    AccountFactory.create(name="Acme")

    answer = client.post(ADDRESS, {"name": "ACME"})

    assert answer.status_code == 409
    assert answer.json()["detail"] == "There is an account of this name already."


def test_a_change_on_an_old_version_is_refused(client: APIClient) -> None:
    account = AccountFactory.create()
    address = f"{ADDRESS}{account.pk}/"
    read = client.get(address)["ETag"]

    first = client.patch(address, {"plan": "Team"}, headers={"If-Match": read})
    second = client.patch(address, {"plan": "Free"}, headers={"If-Match": read})

    assert (first.status_code, second.status_code) == (200, 412)
    assert first["ETag"] != read


def test_they_are_found_by_name_domain_and_words(client: APIClient) -> None:
    wanted = AccountFactory.create(name="Acme", domain="acme.example", notes="They rent scaffolding.")
    AccountFactory.create(name="Other")

    for query in ({"name": "acme"}, {"domain": "acme.example"}, {"search": "scaffolding"}):
        assert [row["id"] for row in client.get(ADDRESS, query).json()["results"]] == [wanted.pk]
