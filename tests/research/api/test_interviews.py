"""/interviews/"""

import pytest
from rest_framework.test import APIClient

from tests.factories import HighlightFactory, InterviewFactory, ParticipantFactory, StudyFactory, TagFactory

ADDRESS = "/api/v1/interviews/"


def test_a_title_and_a_kind_are_all_that_an_interview_needs(client: APIClient) -> None:
    answer = client.post(ADDRESS, {"title": "A ticket", "kind": "support_call", "study": StudyFactory.create().pk})

    assert answer.status_code == 201
    assert (answer.json()["title"], answer.json()["participants"]) == ("A ticket", [])


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        pytest.param({"kind": "chat"}, "/kind", id="a kind that there is not"),
        pytest.param({"title": ""}, "/title", id="no title"),
        pytest.param({"participants": [999_999]}, "/participants/0", id="somebody who is missing"),
        pytest.param({"duration": "-00:05:00"}, "/duration", id="less than no time"),
        pytest.param({"source_url": "javascript:alert(1)"}, "/source_url", id="an address that runs"),
    ],
)
def test_what_does_not_fit_is_pointed_to(more: dict[str, object], pointer: str, client: APIClient) -> None:
    body = {"title": "x", "kind": "discovery", "study": StudyFactory.create().pk, **more}

    answer = client.post(ADDRESS, body, format="json")

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [pointer]


def test_it_moves_to_another_study_by_its_own_action(client: APIClient) -> None:
    interview, other = InterviewFactory.create(), StudyFactory.create()

    refused = client.patch(f"{ADDRESS}{interview.pk}/", {"study": other.pk})
    moved = client.post(f"{ADDRESS}{interview.pk}/move/", {"study": other.pk})

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/study"
    assert moved.json()["study"] == other.pk


def test_it_does_not_leave_the_study_of_its_tags(client: APIClient) -> None:
    highlight = HighlightFactory.create()
    interview = highlight.note.interview
    highlight.taggings.create(tag=TagFactory(study=interview.study))

    answer = client.post(f"{ADDRESS}{interview.pk}/move/", {"study": StudyFactory.create().pk})

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:throughline:problem:tags-of-a-study"


def test_it_does_not_move_to_a_study_out_of_sight(client: APIClient) -> None:
    interview = InterviewFactory.create()

    answer = client.post(f"{ADDRESS}{interview.pk}/move/", {"study": StudyFactory.create(private=True).pk})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/study"


def test_they_are_found_by_who_what_and_when(client: APIClient) -> None:
    person = ParticipantFactory.create()
    wanted = InterviewFactory.create(kind="usability_test", held_at="2026-03-02T10:00:00Z", title="About scaffolding")
    wanted.participants.add(person)
    InterviewFactory.create(held_at="2025-03-02T10:00:00Z")

    for query in (
        {"participant": person.pk},
        {"kind": "usability_test"},
        {"held_after": "2026-03-01T00:00:00Z", "held_before": "2026-03-03T00:00:00Z"},
        {"study": wanted.study_id},
        {"search": "scaffolding"},
    ):
        assert [row["id"] for row in client.get(ADDRESS, query).json()["results"]] == [wanted.pk], query


@pytest.mark.parametrize("query", ["kind=chat", "study=x", "held_after=soon", "colour=red", "limit=0"])
def test_a_question_that_makes_no_sense_is_refused(query: str, client: APIClient) -> None:
    answer = client.get(f"{ADDRESS}?{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/{query.split('=', maxsplit=1)[0]}"
