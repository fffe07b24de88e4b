"""/studies/"""

from rest_framework.test import APIClient

from research.models import Study, User
from tests.factories import InsightEvidenceFactory, StudyFactory

ADDRESS = "/api/v1/studies/"


def test_a_title_is_all_that_a_study_needs(client: APIClient, ada: User) -> None:
    made = client.post(ADDRESS, {"title": "How teams plan"}).json()

    assert (made["slug"], made["visibility"], made["lead"]) == ("how-teams-plan", "open", ada.pk)
    assert Study.objects.get(pk=made["id"]).product.name


def test_a_title_is_needed(client: APIClient) -> None:
    answer = client.post(ADDRESS, {})

    assert answer.status_code == 400
    assert answer.json()["errors"] == [{"pointer": "/title", "detail": "This field is required.", "in": "body"}]


def test_the_same_title_gives_another_slug(client: APIClient) -> None:
    slugs = [client.post(ADDRESS, {"title": "Again"}).json()["slug"] for _ in range(2)]

    assert slugs == ["again", "again-2"]


def test_visibility_is_changed_by_its_own_actions(client: APIClient) -> None:
    study = client.post(ADDRESS, {"title": "x"}).json()

    refused = client.patch(f"{ADDRESS}{study['id']}/", {"visibility": "private"})
    closed = client.post(f"{ADDRESS}{study['id']}/make-private/")
    opened = client.post(f"{ADDRESS}{study['id']}/make-open/")

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/visibility"
    assert (closed.json()["visibility"], opened.json()["visibility"]) == ("private", "open")


def test_a_study_on_which_open_work_rests_does_not_close(client: APIClient, ada: User) -> None:
    cited = InsightEvidenceFactory.create()
    study = cited.highlight.note.interview.study

    answer = client.post(f"{ADDRESS}{study.pk}/make-private/")

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:throughline:problem:open-work-rests-on-it"


def test_members_are_set_as_a_list(client: APIClient, ben: User, cleo: User) -> None:
    study = client.post(ADDRESS, {"title": "x", "members": [ben.pk]}, format="json").json()

    changed = client.patch(f"{ADDRESS}{study['id']}/", {"members": [cleo.pk, ben.pk, cleo.pk]}, format="json").json()

    assert study["members"] == [ben.pk]
    assert changed["members"] == sorted([ben.pk, cleo.pk])
    assert changed["version"] > study["version"]


def test_somebody_who_is_not_there_is_named_by_index(client: APIClient, ben: User) -> None:
    answer = client.post(ADDRESS, {"title": "x", "members": [ben.pk, 999_999, "ben"]}, format="json")

    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == ["/members/1", "/members/2"]


def test_lists_are_filtered_and_searched(client: APIClient) -> None:
    found = StudyFactory.create(title="Planning in nurseries", status="done")
    StudyFactory.create(title="Expenses")

    for query in (
        {"status": "done"},
        {"search": "nursery"},
        {"created_after": "2000-01-01T00:00:00Z", "status": "done"},
    ):
        assert [row["id"] for row in client.get(ADDRESS, query).json()["results"]] == [found.pk], query
    assert client.get(f"{ADDRESS}?status=done&status=active").json()["results"][1]["id"] == found.pk


def test_a_parameter_that_is_given_twice_is_refused(client: APIClient) -> None:
    answer = client.get(f"{ADDRESS}?lead=1&lead=2")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["detail"] == "Give this parameter once."


def test_whoever_leaves_a_closed_study_is_still_answered(client: APIClient, ada: User, ben: User) -> None:
    study = StudyFactory.create(private=True, lead=ada)

    answer = client.patch(f"{ADDRESS}{study.pk}/", {"lead": ben.pk})

    assert answer.status_code == 200
    assert client.get(f"{ADDRESS}{study.pk}/").status_code == 404
