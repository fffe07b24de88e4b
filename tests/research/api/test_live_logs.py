"""/interviews/<id>/live-log/ and /notes/<id>/proposals/"""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from research.models import LiveLine, LiveLog, Note, User
from research.operations import live_logs
from tests.factories import (
    GuideQuestionFactory,
    InterviewFactory,
    LiveLineFactory,
    LiveLogFactory,
    NoteFactory,
    StudyFactory,
)


@pytest.fixture
def log(ada: User) -> LiveLog:
    return LiveLogFactory.create(started_by=ada)


@pytest.fixture
def client(ada: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(ada)
    return client


def address(log: LiveLog) -> str:
    return f"/api/v1/interviews/{log.interview_id}/live-log/"


def line(text: str = "She sighs.", **given: Any) -> dict[str, Any]:
    return {"uuid": str(uuid4()), "at": timezone.now().isoformat(), "text": text, **given}


def test_lines_and_ticks_are_kept_and_read_by_everybody(client: APIClient, log: LiveLog, ben: User) -> None:
    question = GuideQuestionFactory.create(study=log.interview.study)
    body = {"lines": [line(question=question.pk)], "asked": [{"question": question.pk, "is_asked": True}]}

    answer = client.post(address(log), body)

    assert answer.status_code == 200
    other = APIClient()
    other.force_authenticate(ben)
    read = other.get(address(log)).json()
    assert [(row["text"], row["author_name"], row["question"]) for row in read["lines"]] == [
        ("She sighs.", "Ada", question.pk)
    ]
    assert read["asked"] == [question.pk]


def test_who_asks_again_is_told_that_nothing_changed(client: APIClient, log: LiveLog) -> None:
    etag = client.post(address(log), {"lines": [line()]}).headers["ETag"]

    assert client.get(address(log), headers={"if-none-match": etag}).status_code == 304
    client.post(address(log), {"lines": [line("more")]})
    assert client.get(address(log), headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"lines": [{"uuid": "x"}]}, id="no uuid"),
        pytest.param({"lines": [line(revision=0)]}, id="no revision"),
        pytest.param({"lines": [line("x" * 2_001)]}, id="too long"),
        pytest.param({"lines": [line("a\x00b")]}, id="NUL"),
        pytest.param({"lines": [line(at="yesterday")]}, id="no time"),
        pytest.param({"lines": [line()] * 201}, id="too many"),
        pytest.param({"asked": [{"question": "x", "is_asked": True}]}, id="no question"),
        pytest.param({"lines": {}}, id="no list"),
        pytest.param({"sql": 1}, id="unknown"),
    ],
)
def test_bad_lines_are_400(client: APIClient, log: LiveLog, body: dict[str, Any]) -> None:
    assert client.post(address(log), body).status_code == 400
    assert not log.lines.exists()


def test_a_log_of_a_private_study_and_one_that_was_not_started_are_not_there(client: APIClient) -> None:
    hidden = LiveLogFactory.create(interview__study=StudyFactory(private=True))

    assert client.get(address(hidden)).status_code == 404
    assert client.post(address(hidden), {"lines": [line()]}).status_code == 404
    assert client.get(f"/api/v1/interviews/{InterviewFactory.create().pk}/live-log/").status_code == 404


@pytest.mark.parametrize("name", ["ben", "cleo", "dev", "priya", "gus", "eve"])
def test_only_who_takes_notes_writes(log: LiveLog, name: str, request: pytest.FixtureRequest) -> None:
    client = APIClient()
    client.force_authenticate(request.getfixturevalue(name))

    assert client.post(address(log), {"lines": [line()]}).status_code == 403


def test_many_lines_ask_no_more_queries(client: APIClient, log: LiveLog) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address(log))
        return len(queries)

    LiveLineFactory.create_batch(2, log=log)
    asked()
    few = asked()
    LiveLineFactory.create_batch(4, log=log)

    assert asked() == few


# --- Proposals


@pytest.fixture
def marked(log: LiveLog, ada: User) -> LiveLine:
    LiveLineFactory.create(log=log, author=ada, text="two calendars #calendar")
    live_logs.write_up(log, by=ada)
    return log.lines.get()


@pytest.fixture
def transcript(log: LiveLog) -> Note:
    return NoteFactory.create(interview=log.interview)


def test_a_mark_is_accepted_and_taken_back(client: APIClient, marked: LiveLine, transcript: Note) -> None:
    at = f"/api/v1/notes/{transcript.pk}/proposals/"

    accepted = client.post(at, {"line": str(marked.uuid), "decision": "accept", "start": 26, "end": 60})

    assert accepted.status_code == 200, accepted.content
    assert accepted.json()["fate"] == "accepted"
    assert transcript.highlights.count() == 1
    assert client.post(at, {"line": str(marked.uuid), "decision": "drop"}).status_code == 409
    assert client.post(at, {"line": str(marked.uuid), "decision": "take_back"}).json()["fate"] == "open"
    assert not transcript.highlights.exists()


def test_the_clock_is_set_for_all(client: APIClient, marked: LiveLine, transcript: Note) -> None:
    answer = client.patch(f"/api/v1/notes/{transcript.pk}/proposals/", {"offset_ms": -12_000})

    assert answer.json() == {"offset_ms": -12_000}
    marked.log.refresh_from_db()
    assert marked.log.offset_ms == -12_000


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param({"decision": "accept", "start": 0, "end": 4, "line": str(uuid4())}, 404, id="no such line"),
        pytest.param({"decision": "accept"}, 400, id="no passage"),
        pytest.param({"decision": "accept", "start": 9, "end": 3}, 400, id="ends before it starts"),
        pytest.param({"decision": "accept", "start": 0, "end": 99_999}, 400, id="outside"),
        pytest.param({"decision": "sell"}, 400, id="no decision"),
    ],
)
def test_bad_decisions_are_refused(
    client: APIClient, marked: LiveLine, transcript: Note, body: dict[str, Any], status: int
) -> None:
    answer = client.post(f"/api/v1/notes/{transcript.pk}/proposals/", {"line": str(marked.uuid), **body})

    assert answer.status_code == status, answer.content


def test_an_interview_that_was_not_logged_has_no_clock(client: APIClient) -> None:
    assert client.patch(f"/api/v1/notes/{NoteFactory.create().pk}/proposals/", {"offset_ms": 0}).status_code == 409


@pytest.mark.parametrize("name", ["ben", "cleo", "dev", "priya", "gus", "eve"])
def test_only_who_marks_decides(marked: LiveLine, transcript: Note, name: str, request: pytest.FixtureRequest) -> None:
    client = APIClient()
    client.force_authenticate(request.getfixturevalue(name))

    answer = client.post(f"/api/v1/notes/{transcript.pk}/proposals/", {"line": str(marked.uuid), "decision": "drop"})

    assert answer.status_code == 403
