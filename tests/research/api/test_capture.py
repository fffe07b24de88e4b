"""/interviews/capture/"""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from research.models import Consent, Interview, Participant, User
from tests.factories import InterviewFactory, ParticipantFactory, StudyFactory

ADDRESS = "/api/v1/interviews/capture/"
VTT = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v P-0142>I keep two calendars.\n"
BROKEN = b"WEBVTT\n\n00:01.000 --> whenever\nI keep two calendars.\n"


def test_one_call_brings_the_interview_its_people_consent_and_text(client: APIClient, ada: User) -> None:
    known, study = ParticipantFactory.create(), StudyFactory.create()
    body = {
        "study": study.pk,
        "kind": "discovery",
        "participants": [known.pk],
        "codes": ["P-0142"],
        "held_at": "2026-03-02T10:00:00Z",
        "consent": ["record", "quote_internally"],
        "text": "Two calendars.\r\nNeither is right.",
    }

    answer = client.post(ADDRESS, body, format="json")

    assert answer.status_code == 201
    new = Participant.objects.get(code="P-0142")
    assert answer.json()["interview"]["participants"] == sorted([known.pk, new.pk])
    assert answer.json()["interview"]["interviewers"] == [ada.pk]
    assert answer.json()["note"]["text"] == "Two calendars.\nNeither is right."
    assert Consent.objects.filter(participant=new, study=study).count() == 2


def test_a_file_is_read(client: APIClient) -> None:
    file = SimpleUploadedFile("call.vtt", VTT)
    body = {"study": StudyFactory.create().pk, "kind": "discovery", "codes": ["P-0142"], "file": file}

    answer = client.post(ADDRESS, body, format="multipart")

    assert answer.status_code == 201, answer.json()
    assert answer.json()["note"]["text"] == "I keep two calendars."
    assert answer.json()["note"]["kind"] == "transcript"


def test_a_broken_file_leaves_nothing_behind(client: APIClient) -> None:
    file = SimpleUploadedFile("call.vtt", BROKEN)
    body = {"study": StudyFactory.create().pk, "kind": "discovery", "codes": ["P-0142"], "file": file}

    answer = client.post(ADDRESS, body, format="multipart")

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == ["/file"]
    assert "Line 3" in answer.json()["detail"]
    assert not Interview.objects.exists()
    assert not Participant.objects.exists()


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        pytest.param({"kind": "chat"}, "/kind", id="a kind that there is not"),
        pytest.param({"study": None}, "/study", id="a session without a study"),
        pytest.param({"participants": [999_999]}, "/participants/0", id="somebody who is missing"),
        pytest.param({"codes": ["Jane Doe"]}, "/codes/0", id="a name for a code"),
        pytest.param({"consent": ["everything"]}, "/consent/0", id="a consent that there is not"),
        pytest.param({"text": " "}, "/text", id="a text of nothing"),
        pytest.param({"who": "Jane"}, "/who", id="a field that there is not"),
    ],
)
def test_what_does_not_fit_is_pointed_to(more: dict[str, Any], pointer: str, client: APIClient) -> None:
    answer = client.post(ADDRESS, {"study": StudyFactory.create().pk, "kind": "discovery", **more}, format="json")

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [pointer]
    assert not Interview.objects.exists()


def test_a_code_of_somebody_out_of_sight_is_pointed_to(client: APIClient) -> None:
    hidden = ParticipantFactory.create()
    InterviewFactory.create(study=StudyFactory(private=True)).participants.add(hidden)

    answer = client.post(ADDRESS, {"study": StudyFactory.create().pk, "kind": "discovery", "codes": [hidden.code]})

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == ["/codes/0"]


def test_sent_twice_with_a_key_it_is_logged_once(client: APIClient) -> None:
    body = {"study": StudyFactory.create().pk, "kind": "discovery", "text": "x"}

    answers = [client.post(ADDRESS, body, headers={"Idempotency-Key": "k"}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert Interview.objects.count() == 1
