"""/insights/"""

from rest_framework.test import APIClient

from tests.factories import InsightFactory, StudyFactory, TagFactory

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


def test_an_insight_takes_no_tag_of_another_study(client: APIClient) -> None:
    study = StudyFactory.create()
    own, foreign, everybody_s = (
        TagFactory.create(study=study),
        TagFactory.create(study=StudyFactory()),
        TagFactory.create(),
    )
    insight = InsightFactory.create(study=study)

    refused = client.patch(f"{ADDRESS}{insight.pk}/", {"tags": [own.pk, foreign.pk]})
    taken = client.patch(f"{ADDRESS}{insight.pk}/", {"tags": [own.pk, everybody_s.pk]})
    without_a_study = client.post(ADDRESS, {"title": "New", "tags": [own.pk]})

    assert (refused.status_code, taken.status_code, without_a_study.status_code) == (400, 200, 400)
    assert refused.json()["errors"][0]["pointer"] == "/tags"


def test_an_insight_does_not_leave_its_tags_behind_in_another_study(client: APIClient) -> None:
    study = StudyFactory.create()
    insight = InsightFactory.create(study=study)
    insight.tags.add(TagFactory.create(study=study))

    moved = client.patch(f"{ADDRESS}{insight.pk}/", {"study": None})
    untagged = client.patch(f"{ADDRESS}{insight.pk}/", {"study": None, "tags": []})

    assert (moved.status_code, untagged.status_code) == (400, 200)
