"""/tags/"""

import pytest
from rest_framework.test import APIClient

from tests.factories import HighlightFactory, StudyFactory, TagFactory, TaggingFactory

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


def test_an_unmerged_tag_has_its_highlights_again(client: APIClient) -> None:
    old, new = TagFactory.create(name="Diary"), TagFactory.create(name="Calendar")
    highlight = HighlightFactory.create()
    highlight.taggings.create(tag=old)
    client.post(f"{ADDRESS}{old.pk}/merge/", {"into": new.pk})

    answer = client.post(f"{ADDRESS}{old.pk}/unmerge/", {})
    again = client.post(f"{ADDRESS}{old.pk}/unmerge/", {})

    assert (answer.status_code, answer.json()["id"], answer.json()["merged_into"]) == (200, old.pk, None)
    assert client.get(f"{ADDRESS}{new.pk}/").json()["aliases"] == []
    assert [tag["id"] for tag in client.get(f"/api/v1/highlights/{highlight.pk}/").json()["tags"]] == [old.pk]
    assert again.status_code == 409


def test_some_of_a_tag_s_highlights_get_a_new_one_and_come_back(client: APIClient) -> None:
    tag = TagFactory.create(name="Calendar")
    highlight, other = HighlightFactory.create_batch(2)
    for each in (highlight, other):
        each.taggings.create(tag=tag)

    split = client.post(f"{ADDRESS}{tag.pk}/split/", {"highlights": [highlight.pk], "path": "Calendar/Holidays"})

    assert split.status_code == 200
    assert client.get(f"{ADDRESS}{split.json()['into']}/").json()["path"] == "Calendar/Holidays"
    assert [one.tag_id for one in (*highlight.taggings.all(), *other.taggings.all())] == [split.json()["into"], tag.pk]
    rejoined = client.post(f"{ADDRESS}{tag.pk}/rejoin/", {"undo": split.json()["undo"]})
    assert rejoined.status_code == 200
    assert highlight.taggings.get().tag == tag


def test_what_is_split_off_a_study_s_tag_stays_the_study_s(client: APIClient) -> None:
    study = StudyFactory.create()
    tag = TagFactory.create(study=study)
    highlight = HighlightFactory.create(note__interview__study=study)
    highlight.taggings.create(tag=tag)

    split = client.post(f"{ADDRESS}{tag.pk}/split/", {"highlights": [highlight.pk], "path": "New"}).json()

    assert client.get(f"{ADDRESS}{split['into']}/").json()["study"] == study.pk


@pytest.mark.parametrize(
    "body", [{}, {"into": 1, "path": "x", "highlights": []}, {"highlights": [999_999], "path": "x"}, {"path": ""}]
)
def test_a_split_that_says_too_little_or_too_much_is_refused(body: dict[str, object], client: APIClient) -> None:
    assert client.post(f"{ADDRESS}{TagFactory.create().pk}/split/", body).status_code == 400


def test_a_split_of_nothing_is_refused(client: APIClient) -> None:
    answer = client.post(f"{ADDRESS}{TagFactory.create().pk}/split/", {"highlights": [], "path": "New"})

    assert answer.status_code == 409
    assert client.get(ADDRESS, {"name": "New"}).json()["results"] == []


def test_only_what_a_split_gave_takes_it_back(client: APIClient) -> None:
    tag, other = TagFactory.create_batch(2)
    highlight = HighlightFactory.create()
    highlight.taggings.create(tag=tag)
    split = client.post(f"{ADDRESS}{tag.pk}/split/", {"highlights": [highlight.pk], "into": other.pk}).json()

    forged = client.post(f"{ADDRESS}{tag.pk}/rejoin/", {"undo": split["undo"] + "x"})
    elsewhere = client.post(f"{ADDRESS}{other.pk}/rejoin/", {"undo": split["undo"]})

    assert (forged.status_code, elsewhere.status_code) == (400, 400)
    assert forged.json()["errors"][0]["pointer"] == "/undo"


def test_a_study_s_tag_becomes_everybody_s_and_the_study_s_again(client: APIClient) -> None:
    study = StudyFactory.create()
    tag = TagFactory.create(study=study)

    promoted = client.post(f"{ADDRESS}{tag.pk}/promote/", {})
    bound = client.post(f"{ADDRESS}{tag.pk}/bind/", {"study": study.pk})

    assert (promoted.json()["study"], bound.json()["study"]) == (None, study.pk)
    TaggingFactory.create(tag=tag)
    client.post(f"{ADDRESS}{tag.pk}/promote/", {})
    assert client.post(f"{ADDRESS}{tag.pk}/bind/", {"study": study.pk}).status_code == 409


def test_a_highlight_is_made_an_example(client: APIClient) -> None:
    tagging = TaggingFactory.create()

    answer = client.post(
        f"{ADDRESS}{tagging.tag_id}/exemplify/", {"highlight": tagging.highlight_id, "is_example": True}
    )
    stranger = client.post(
        f"{ADDRESS}{tagging.tag_id}/exemplify/", {"highlight": HighlightFactory().pk, "is_example": True}
    )

    tagging.refresh_from_db()
    assert (answer.status_code, tagging.is_example) == (200, True)
    assert stranger.json()["errors"][0]["pointer"] == "/highlight"
