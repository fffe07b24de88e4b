"""Texts arrive as words in JSON or as files in a form."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from research.api import uploads
from research.models import Note
from tests.factories import InterviewFactory

FILES = Path(__file__).parent.parent / "importers" / "files"


def test_a_file_becomes_a_transcript_with_turns(client: APIClient) -> None:
    interview = InterviewFactory.create()
    file = SimpleUploadedFile("call.vtt", (FILES / "zoom.vtt").read_bytes())

    answer = client.post("/api/v1/notes/", {"interview": interview.pk, "file": file}, format="multipart")

    note = Note.objects.get()
    assert answer.status_code == 201
    assert (answer.json()["text"], answer.json()["kind"]) == (note.text, "transcript")
    assert bytes(note.original or b"") == (FILES / "zoom.vtt").read_bytes()
    turns = client.get(f"/api/v1/turns/?note={note.pk}").json()["results"]
    assert note.text[turns[0]["start"] : turns[0]["end"]]


def test_the_same_file_again_is_409(client: APIClient) -> None:
    interview = InterviewFactory.create()

    statuses = [
        client.post(
            "/api/v1/notes/",
            {"interview": interview.pk, "file": SimpleUploadedFile("call.vtt", (FILES / "zoom.vtt").read_bytes())},
            format="multipart",
        ).status_code
        for _ in range(2)
    ]

    assert statuses == [201, 409]


def test_a_broken_file_names_its_line_and_leaves_nothing(client: APIClient) -> None:
    file = SimpleUploadedFile("call.vtt", b"WEBVTT\n\n00:99:01.000 --> what\nHello\n")

    answer = client.post(
        "/api/v1/notes/", {"interview": InterviewFactory.create().pk, "file": file}, format="multipart"
    )

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/file"
    assert "Line 3" in answer.json()["errors"][0]["detail"]
    assert not Note.objects.exists()


@pytest.mark.parametrize("given", [{}, {"text": "both"}])
def test_a_text_or_a_file_and_not_both(client: APIClient, given: dict[str, str]) -> None:
    body: dict[str, object] = {"interview": InterviewFactory.create().pk, **given}
    if given:
        body["file"] = SimpleUploadedFile("call.txt", b"Words.")

    answer = client.post("/api/v1/notes/", body, format="multipart")

    assert answer.status_code == 400
    assert not Note.objects.exists()


def test_a_file_that_is_too_large_is_refused(client: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "LARGEST_FILE", 4)

    answer = client.post(
        "/api/v1/notes/",
        {"interview": InterviewFactory.create().pk, "file": SimpleUploadedFile("call.txt", b"Words.")},
        format="multipart",
    )

    assert answer.status_code == 400


def test_a_capture_takes_a_file(client: APIClient) -> None:
    study = InterviewFactory.create().study
    file = SimpleUploadedFile("call.vtt", (FILES / "teams.vtt").read_bytes())

    answer = client.post(
        "/api/v1/interviews/capture/",
        {"kind": "discovery", "study": study.pk, "codes": ["P-0901"], "file": file},
        format="multipart",
    )

    assert answer.status_code == 201
    assert answer.json()["note"]["text"]
