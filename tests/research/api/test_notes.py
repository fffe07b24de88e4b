"""/notes/ and /turns/"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from research.models import Note
from tests.factories import (
    HighlightFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    StudyFactory,
    TurnFactory,
    quote_of,
)

ADDRESS = "/api/v1/notes/"
VTT = b"WEBVTT\n\n00:01.000 --> 00:04.000\n<v Mara>I keep two calendars.\n"
BROKEN = b"WEBVTT\n\n00:01.000 --> whenever\nI keep two calendars.\n"


def test_a_text_is_answered_as_offsets_refer_to_it(client: APIClient) -> None:
    body = {"interview": InterviewFactory.create().pk, "kind": "notes", "text": "Cafe\u0301\r\nopen late"}

    answer = client.post(ADDRESS, body, format="json")

    assert answer.status_code == 201
    assert answer.json()["text"] == "Café\nopen late"


def test_a_file_is_read_and_its_turns_are_listed(client: APIClient) -> None:
    body = {"interview": InterviewFactory.create().pk, "file": SimpleUploadedFile("call.vtt", VTT)}

    made = client.post(ADDRESS, body, format="multipart").json()
    turns = client.get("/api/v1/turns/", {"note": made["id"]}).json()["results"]

    assert (made["text"], made["kind"], made["original_name"]) == ("I keep two calendars.", "transcript", "call.vtt")
    assert [(one["speaker"], one["start"], one["end"], one["start_ms"]) for one in turns] == [("Mara", 0, 21, 1000)]


def test_the_same_file_is_brought_once(client: APIClient) -> None:
    interview = InterviewFactory.create()

    first, second = [
        client.post(
            ADDRESS, {"interview": interview.pk, "file": SimpleUploadedFile("call.vtt", VTT)}, format="multipart"
        )
        for _ in range(2)
    ]

    assert (first.status_code, second.status_code) == (201, 409)
    assert second.json()["type"] == "urn:throughline:problem:brought-before"
    assert Note.objects.count() == 1


def test_a_broken_file_names_its_line(client: APIClient) -> None:
    body = {"interview": InterviewFactory.create().pk, "file": SimpleUploadedFile("call.vtt", BROKEN)}

    answer = client.post(ADDRESS, body, format="multipart")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/file"
    assert "Line 3" in answer.json()["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        pytest.param({}, "/text", id="neither text nor file"),
        pytest.param({"text": "\n \n"}, "/text", id="a text of nothing"),
        pytest.param({"text": "x", "kind": "poem"}, "/kind", id="a kind that there is not"),
        pytest.param({"text": "x", "interview": 999_999}, "/interview", id="an interview that is missing"),
        pytest.param({"text": "x", "sha256": "0"}, "/sha256", id="a field that nobody writes"),
    ],
)
def test_what_does_not_fit_is_pointed_to(more: dict[str, object], pointer: str, client: APIClient) -> None:
    answer = client.post(ADDRESS, {"interview": InterviewFactory.create().pk, **more}, format="json")

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [pointer]


def test_a_list_holds_the_beginning_of_each_text_only(client: APIClient) -> None:
    note = NoteFactory.create(text="a" * 500)

    (row,) = client.get(ADDRESS, {"interview": note.interview_id}).json()["results"]

    assert "text" not in row
    assert (row["excerpt"], row["length"]) == ("a" * 200, 500)


def test_a_text_is_changed_by_its_own_action(client: APIClient) -> None:
    note = NoteFactory.create()

    answer = client.patch(f"{ADDRESS}{note.pk}/", {"text": "Something else."})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/text"


def test_a_correction_says_what_became_of_the_highlights(client: APIClient) -> None:
    note = NoteFactory.create(text="First words. Then more. And the end.")
    stays = HighlightFactory.create(**quote_of(note, "First words."))
    goes = HighlightFactory.create(**quote_of(note, "Then more."))
    moves = HighlightFactory.create(**quote_of(note, "the end"))

    answer = client.post(f"{ADDRESS}{note.pk}/correct/", {"text": "First words. And the end."})

    assert answer.status_code == 200
    done = answer.json()
    assert (done["unchanged"], done["detached"], done["moved"]) == ([stays.pk], [goes.pk], [moves.pk])
    assert done["note"]["text"] == "First words. And the end."


def test_correcting_an_old_version_is_refused(client: APIClient) -> None:
    note = NoteFactory.create()

    answer = client.post(f"{ADDRESS}{note.pk}/correct/", {"text": "x"}, headers={"If-Match": '"0"'})

    assert answer.status_code == 412


def test_whoever_a_speaker_is_owns_the_highlights_on_their_words(client: APIClient) -> None:
    note, person = NoteFactory.create(), ParticipantFactory.create()
    note.interview.participants.add(person)
    TurnFactory.create(note=note, speaker="Mara")
    highlight = HighlightFactory.create(**quote_of(note, "two calendars"))

    answer = client.post(f"{ADDRESS}{note.pk}/attribute-speaker/", {"speaker": "Mara", "participant": person.pk})

    assert answer.status_code == 200
    assert client.get(f"/api/v1/highlights/{highlight.pk}/").json()["participants"] == [person.pk]


def test_one_of_a_private_study_is_not_there(client: APIClient) -> None:
    note = NoteFactory.create(interview=InterviewFactory(study=StudyFactory(private=True)))

    assert client.get(f"{ADDRESS}{note.pk}/").status_code == 404
    assert client.post(f"{ADDRESS}{note.pk}/correct/", {"text": "x"}).status_code == 404
    assert client.get("/api/v1/turns/", {"note": note.pk}).status_code == 404


@pytest.mark.parametrize("query", ["", "?note=x", "?note=-1"])
def test_turns_are_those_of_one_note(query: str, client: APIClient) -> None:
    answer = client.get(f"/api/v1/turns/{query}")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/note"
