"""What one may not see is not to be found out by asking either."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from research.models import Note
from tests.factories import (
    HighlightFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    StudyFactory,
    TagFactory,
)


def test_a_hidden_interview_does_not_tell_who_was_met(client: APIClient) -> None:
    met_twice = ParticipantFactory.create()
    hidden = InterviewFactory.create(study=StudyFactory(private=True))
    seen = InterviewFactory.create()
    hidden.participants.add(met_twice)
    seen.participants.add(met_twice)

    by_hidden = client.get("/api/v1/participants/", {"interview": hidden.pk}).json()
    by_seen = client.get("/api/v1/participants/", {"interview": seen.pk}).json()

    assert by_hidden["results"] == []
    assert [row["id"] for row in by_seen["results"]] == [met_twice.pk]


def test_a_hidden_study_s_words_are_not_searched(client: APIClient) -> None:
    hidden = InterviewFactory.create(study=StudyFactory(private=True), title="Zanzibar")
    NoteFactory.create(interview=hidden, text="Zanzibar is far.", kind=Note.Kind.NOTES)

    for resource in ("interviews", "notes"):
        assert client.get(f"/api/v1/{resource}/", {"search": "zanzibar"}).json()["results"] == []


@pytest.mark.parametrize(
    ("resource", "field", "body"),
    [
        pytest.param("interviews", "study", {"title": "x", "kind": "discovery"}, id="an interview's study"),
        pytest.param("insights", "study", {"title": "x"}, id="an insight's study"),
        pytest.param("tags", "study", {"name": "x"}, id="a tag's study"),
    ],
)
def test_a_hidden_study_cannot_be_named(resource: str, field: str, body: dict[str, Any], client: APIClient) -> None:
    hidden = StudyFactory.create(private=True)

    answers = [client.post(f"/api/v1/{resource}/", {**body, field: pk}) for pk in (hidden.pk, 999_999)]

    assert {answer.status_code for answer in answers} == {400}
    hidden_one, missing_one = [
        answer.content.replace(str(pk).encode(), b"?") for answer, pk in zip(answers, (hidden.pk, 999_999), strict=True)
    ]
    assert hidden_one == missing_one


def test_a_hidden_highlight_is_nobody_else_s_evidence(client: APIClient) -> None:
    note = NoteFactory.create(interview=InterviewFactory(study=StudyFactory(private=True)))
    hidden = HighlightFactory.create(note=note)

    answer = client.post("/api/v1/insight-evidence/", {"insight": InsightFactory.create().pk, "highlight": hidden.pk})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/highlight"


def test_a_tag_of_a_hidden_study_is_not_given_to_an_insight(client: APIClient) -> None:
    hidden = TagFactory.create(study=StudyFactory(private=True))

    answer = client.post("/api/v1/insights/", {"title": "x", "tags": [hidden.pk]}, format="json")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/tags/0"


def test_whose_tag_is_given_twice_is_listed_once(client: APIClient, ada: Any, ben: Any) -> None:
    highlight = HighlightFactory.create()
    tag = TagFactory.create()
    for person in (ada, ben):
        highlight.taggings.create(tag=tag, tagged_by=person)

    rows = client.get("/api/v1/highlights/", {"tag": tag.pk}).json()["results"]

    assert [row["id"] for row in rows] == [highlight.pk]
    assert len(rows[0]["tags"]) == 1
