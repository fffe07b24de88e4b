"""/tags/"""

import pytest
from rest_framework.test import APIClient

from tests.factories import HighlightFactory, StudyFactory, TagFactory

ADDRESS = "/api/v1/tags/"


def test_a_tag_is_answered_with_its_path(client: APIClient) -> None:
    above = TagFactory.create(name="Calendar")

    answer = client.post(ADDRESS, {"name": "Time zones", "parent": above.pk, "aliases": ["DST"]}, format="json")

    assert answer.status_code == 201
    assert answer.json()["path"] == "Calendar/Time zones"
    assert answer.json()["aliases"] == ["DST"]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({}, "/name", id="no name"),
        pytest.param({"name": "a/b"}, "/name", id="a slash"),
        pytest.param({"name": "x", "colour": "puce"}, "/colour", id="a colour that there is not"),
        pytest.param({"name": "x", "parent": 999_999}, "/parent", id="a tag above that is missing"),
        pytest.param({"name": "x", "path": "y"}, "/path", id="a field that nobody writes"),
    ],
)
def test_what_does_not_fit_is_pointed_to(body: dict[str, object], pointer: str, client: APIClient) -> None:
    answer = client.post(ADDRESS, body, format="json")

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [pointer]


def test_siblings_have_different_names(client: APIClient) -> None:
    TagFactory.create(name="Calendar")

    assert client.post(ADDRESS, {"name": "calendar"}).status_code == 409


def test_a_tag_is_not_its_own_ancestor(client: APIClient) -> None:
    above = TagFactory.create()
    below = TagFactory.create(parent=above)

    answer = client.patch(f"{ADDRESS}{above.pk}/", {"parent": below.pk})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/parent"


def test_a_merged_tag_s_highlights_and_name_live_on(client: APIClient) -> None:
    old, new = TagFactory.create(name="Diary"), TagFactory.create(name="Calendar")
    highlight = HighlightFactory.create()
    highlight.taggings.create(tag=old)

    answer = client.post(f"{ADDRESS}{old.pk}/merge/", {"into": new.pk})

    assert answer.status_code == 200
    assert (answer.json()["id"], answer.json()["aliases"]) == (new.pk, ["Diary"])
    assert client.get(f"{ADDRESS}{old.pk}/").json()["merged_into"] == new.pk
    assert [tag["id"] for tag in client.get(f"/api/v1/highlights/{highlight.pk}/").json()["tags"]] == [new.pk]


def test_a_tag_is_not_merged_into_itself(client: APIClient) -> None:
    tag = TagFactory.create()
    above = TagFactory.create()
    below = TagFactory.create(parent=above)

    itself = client.post(f"{ADDRESS}{tag.pk}/merge/", {"into": tag.pk})
    its_own = client.post(f"{ADDRESS}{above.pk}/merge/", {"into": below.pk})

    assert (itself.status_code, its_own.status_code) == (409, 409)


def test_one_of_a_private_study_is_not_there(client: APIClient) -> None:
    hidden, tag = TagFactory.create(study=StudyFactory(private=True)), TagFactory.create()

    merged = client.post(f"{ADDRESS}{tag.pk}/merge/", {"into": hidden.pk})

    assert client.get(f"{ADDRESS}{hidden.pk}/").status_code == 404
    assert merged.status_code == 400
    assert merged.json()["errors"][0]["pointer"] == "/into"


def test_they_are_found_by_parent_name_and_whether_they_are_merged(client: APIClient) -> None:
    root = TagFactory.create(name="Calendar")
    below = TagFactory.create(parent=root)

    assert [row["id"] for row in client.get(ADDRESS, {"parent": root.pk}).json()["results"]] == [below.pk]
    assert [row["id"] for row in client.get(ADDRESS, {"is_root": "true"}).json()["results"]] == [root.pk]
    assert [row["id"] for row in client.get(ADDRESS, {"name": "calendar"}).json()["results"]] == [root.pk]
    assert client.get(ADDRESS, {"is_merged": "true"}).json()["results"] == []
