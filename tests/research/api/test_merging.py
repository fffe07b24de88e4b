"""Merging over the API."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from research.models import User
from tests.factories import AccountFactory, InsightFactory, OpportunityFactory, ParticipantFactory, StudyFactory

FACTORIES: dict[str, Any] = {
    "insights": InsightFactory,
    "opportunities": OpportunityFactory,
    "participants": ParticipantFactory,
    "accounts": AccountFactory,
}


@pytest.fixture
def api(ada: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(ada)
    return client


@pytest.mark.parametrize("prefix", FACTORIES)
def test_one_is_merged_its_address_leads_on_and_it_comes_back(prefix: str, api: APIClient) -> None:
    gone, kept = FACTORIES[prefix].create_batch(2)
    root = f"/api/v1/{prefix}"

    merged = api.post(f"{root}/{gone.pk}/merge/", {"into": kept.pk})
    assert (merged.status_code, merged.json()["id"]) == (200, kept.pk)
    moved = api.get(f"{root}/{gone.pk}/")
    assert moved.status_code == 301
    assert moved.headers["Location"].endswith(f"{root}/{kept.pk}/")
    assert [row["id"] for row in api.get(f"{root}/").json()["results"]] == [kept.pk]

    parted = api.post(f"{root}/{kept.pk}/undo-merge/", {"merged": gone.pk})
    assert (parted.status_code, parted.json()["id"]) == (200, kept.pk)
    assert parted.headers["ETag"] != merged.headers["ETag"]
    assert api.get(f"{root}/{gone.pk}/").json()["merged_into"] is None


def test_what_one_may_not_see_is_not_merged_into(api: APIClient) -> None:
    hidden = InsightFactory(study=StudyFactory(private=True))

    answer = api.post(f"/api/v1/insights/{InsightFactory().pk}/merge/", {"into": hidden.pk})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/into"


def test_what_was_never_merged_is_not_parted(api: APIClient) -> None:
    one, other = AccountFactory.create_batch(2)

    assert api.post(f"/api/v1/accounts/{one.pk}/undo-merge/", {"merged": other.pk}).status_code == 400


def test_one_into_itself_is_refused(api: APIClient) -> None:
    one = AccountFactory()

    assert api.post(f"/api/v1/accounts/{one.pk}/merge/", {"into": one.pk}).status_code == 409


def test_a_signpost_to_what_one_may_not_see_is_not_there(api: APIClient, ben: User) -> None:
    gone, kept = InsightFactory.create_batch(2, study=StudyFactory(private=True, lead=ben))
    gone.merged_into = kept
    gone.save()

    assert api.get(f"/api/v1/insights/{gone.pk}/").status_code == 404
