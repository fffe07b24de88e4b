"""/compare/"""

from typing import Any

import pytest
from rest_framework.test import APIClient

from research.models import CodingStatus
from tests.factories import (
    CodingStatusFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
)

ADDRESS = "/api/v1/compare/"


@pytest.fixture
def tag(db: None) -> Any:
    """On one passage, of one of five drivers whose interview is coded."""
    tag = TagFactory.create(name="No signal")
    drivers = ParticipantFactory.create_batch(5, role="driver")
    interview = InterviewFactory.create()
    interview.participants.add(*drivers)
    CodingStatusFactory(interview=interview, status=CodingStatus.Status.DONE)
    highlight = HighlightFactory(note=NoteFactory(interview=interview))
    HighlightParticipantFactory(highlight=highlight, participant=drivers[0])
    TaggingFactory(tag=tag, highlight=highlight)
    return tag


def test_a_cell_says_how_many_of_how_many(client: APIClient, tag: Any) -> None:
    answer = client.get(ADDRESS, {"columns": "roles"})

    cell = {"participants": 1, "of": 5, "percentage": 20, "highlights": 1, "against": 0}
    assert answer.status_code == 200
    assert answer.json()["columns"] == [{"key": "driver", "name": "driver", "participants": 5}]
    assert answer.json()["rows"] == [
        {"key": str(tag.pk), "name": "No signal", "depth": 1, "cells": [cell], "whole": cell}
    ]


def test_rows_are_tags_and_columns_segments_unless_somebody_says_otherwise(client: APIClient, tag: Any) -> None:
    answer = client.get(ADDRESS).json()

    assert (answer["rows_are"], answer["columns_are"], answer["coding"]) == ("tags", "segments", "done")
    assert answer["columns"] == [{"key": None, "name": "no segment", "participants": 5}]


@pytest.mark.parametrize(
    ("asked", "pointer"),
    [
        ({"rows": "people"}, "/rows"),
        ({"columns": ""}, "/columns"),
        ({"coding": "half"}, "/coding"),
        ({"study": "x"}, "/study"),
        ({"study": "99999999999999999999999"}, "/study"),
        ({"tag": "0"}, "/tag"),
        ({"tag": "-1"}, "/tag"),
        ({"nosuch": "1"}, "/nosuch"),
        ({"rows": ["tags", "kinds"]}, "/rows"),
    ],
)
def test_what_cannot_be_compared_is_pointed_to(asked: dict[str, Any], pointer: str, client: APIClient) -> None:
    answer = client.get(ADDRESS, asked)

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [pointer]


def test_an_invisible_study_and_a_missing_one_are_answered_alike(client: APIClient) -> None:
    hidden = StudyFactory.create(private=True)

    answers = [client.get(ADDRESS, {"study": pk}) for pk in (hidden.pk, hidden.pk + 1)]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert answers[0].json() == answers[1].json()
