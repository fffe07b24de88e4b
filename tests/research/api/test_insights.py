"""/insights/"""

from rest_framework.test import APIClient

from tests.factories import InsightFactory

ADDRESS = "/api/v1/insights/"


def test_a_title_is_all_that_an_insight_needs(client: APIClient) -> None:
    answer = client.post(ADDRESS, {"title": "Teams plan on paper"})

    assert answer.status_code == 201
    assert (answer.json()["status"], answer.json()["strength"]["supporting"]) == ("draft", 0)


def test_a_title_is_needed(client: APIClient) -> None:
    answer = client.post(ADDRESS, {})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/title"


def test_the_status_is_changed_by_its_own_actions(client: APIClient) -> None:
    insight = InsightFactory.create()

    answer = client.patch(f"{ADDRESS}{insight.pk}/", {"status": "published"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/status"


def test_still_true_needs_a_reason(client: APIClient) -> None:
    answer = client.post(f"{ADDRESS}{InsightFactory.create().pk}/confirm/", {})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/reason"
