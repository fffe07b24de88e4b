"""Pages about an interview that is logged live: before, meanwhile, afterwards, and when the transcript has come."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from research.models import Interview, LiveLine, LiveLog, Note, User
from research.operations import live_logs
from tests.factories import (
    ConsentFactory,
    GuideQuestionFactory,
    InterviewFactory,
    LiveLineFactory,
    LiveLogFactory,
    NoteFactory,
    ParticipantFactory,
    StudyFactory,
    TurnFactory,
)

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


@pytest.fixture
def interview(db: None) -> Interview:
    interview = InterviewFactory.create(title="On receipts")
    interview.participants.add(ParticipantFactory.create(code="P-0042"))
    return interview


def page_of(interview: Interview) -> str:
    return f"/live/{interview.pk}/"


def state_of(page: Any, name: str) -> Any:
    content = page.content.decode()
    return json.loads(content.split(f'<script id="{name}" type="application/json">')[1].split("</script>")[0])


def test_log_starts_live_with_what_its_form_holds(desk: Client) -> None:
    study = StudyFactory.create()
    form = {"kind": "discovery", "study": study.pk, "who": "P-0042", "held_at": "2026-03-02T10:30", "text": ""}

    answer = desk.post("/log/", {**form, "live": "Start live"})

    interview = Interview.objects.get()
    assert answer.headers["Location"] == page_of(interview)
    assert interview.participants.get().code == "P-0042"


def test_a_planned_interview_leads_to_its_log(desk: Client, interview: Interview) -> None:
    page = desk.get(f"/research/interview/{interview.pk}/change/").content.decode()

    assert f'<a href="{page_of(interview)}">Start live</a>' in page
    assert f"/interviews/{interview.pk}/transcript/" in page


def test_feedback_leads_to_no_log(desk: Client) -> None:
    ticket = InterviewFactory.create(kind="support_ticket")

    assert page_of(ticket) not in desk.get(f"/research/interview/{ticket.pk}/change/").content.decode()
    assert desk.get(page_of(ticket)).status_code == 404


def test_it_starts_is_written_in_and_ends_without_a_script(desk: Client, interview: Interview) -> None:
    assert "Start the log" in desk.get(page_of(interview)).content.decode()

    desk.post(page_of(interview), {"step": "start"})
    desk.post(page_of(interview), {"text": "She sighs. #tired"})
    desk.post(page_of(interview), {"text": "  "})
    running = desk.get(page_of(interview)).content.decode()
    desk.post(page_of(interview), {"step": "end"})
    ended = desk.get(page_of(interview)).content.decode()

    assert "She sighs. #tired" in running
    note = Note.objects.get()
    assert note.text == "She sighs."
    assert f"/notes/{note.pk}/" in ended
    assert "<strong>1</strong> marked" in ended


def test_a_line_before_the_start_is_told_that_there_is_no_log(desk: Client, interview: Interview) -> None:
    answer = desk.post(page_of(interview), {"text": "too early"}, follow=True)

    assert "The log was not started yet." in answer.content.decode()


@pytest.mark.parametrize(
    ("consent", "warns"),
    [
        pytest.param({"scope": "record"}, False, id="given"),
        pytest.param({"scope": "record", "withdrawn_at": timezone.now() - timedelta(days=1)}, True, id="withdrawn"),
        pytest.param({"scope": "record", "expires_at": timezone.now() - timedelta(days=1)}, True, id="expired"),
        pytest.param({"scope": "quote_internally"}, True, id="another scope"),
    ],
)
def test_without_a_consent_to_record_one_is_warned(
    desk: Client, interview: Interview, consent: dict[str, Any], warns: bool
) -> None:
    ConsentFactory.create(participant=interview.participants.get(), **consent)

    for _ in range(2):
        assert ("Do not record." in desk.get(page_of(interview)).content.decode()) is warns
        desk.post(page_of(interview), {"step": "start"})


def test_what_was_not_asked_and_what_to_come_back_to_is_summed_up(desk: Client, ada: User) -> None:
    log = LiveLogFactory.create(started_by=ada)
    asked, unasked = GuideQuestionFactory.create_batch(2, study=log.interview.study)
    LiveLineFactory.create(log=log, author=ada, text="? who else gets the mail")
    live_logs.ask(log, asked={asked.pk: True})
    live_logs.end(log, by=ada, at=timezone.now())

    page = desk.get(page_of(log.interview)).content.decode()

    assert "who else gets the mail" in page
    assert unasked.text in page
    assert asked.text not in page


def test_hostile_words_are_words_on_every_page(desk: Client, ada: User) -> None:
    log = LiveLogFactory.create(started_by=ada, interview__title=HOSTILE)
    GuideQuestionFactory.create(study=log.interview.study, text=HOSTILE)
    LiveLineFactory.create(log=log, author=ada, text=f"! {HOSTILE} #x</script>")

    running = desk.get(page_of(log.interview)).content.decode()
    live_logs.end(log, by=ada, at=timezone.now())
    ended = desk.get(page_of(log.interview)).content.decode()
    transcript = NoteFactory.create(interview=log.interview, text=HOSTILE)
    proposed = desk.get(f"/notes/{transcript.pk}/proposals/").content.decode()

    assert [HOSTILE in page for page in (running, ended, proposed)] == [False, False, False]


@pytest.mark.parametrize("name", ["ben", "cleo", "dev", "priya", "gus"])
def test_only_who_takes_notes_opens_it(client: Client, interview: Interview, name: str, request: Any) -> None:
    client.force_login(request.getfixturevalue(name))
    note = NoteFactory.create(interview=interview)

    for address in (page_of(interview), f"/interviews/{interview.pk}/transcript/", f"/notes/{note.pk}/proposals/"):
        assert client.get(address).status_code == 403


def test_a_private_study_s_log_is_not_there_for_others(desk: Client) -> None:
    interview = InterviewFactory.create(study=StudyFactory.create(private=True))
    note = NoteFactory.create(interview=interview)

    for address in (page_of(interview), f"/interviews/{interview.pk}/transcript/", f"/notes/{note.pk}/proposals/"):
        assert desk.get(address).status_code == 404


def test_pages_ask_no_more_for_many_lines_and_marks(desk: Client, ada: User) -> None:
    log = LiveLogFactory.create(started_by=ada)
    note = NoteFactory.create(interview=log.interview)

    def asked(address: str) -> int:
        desk.get(address)
        with CaptureQueriesContext(connection) as queries:
            desk.get(address)
        return len(queries)

    def fill(count: int) -> list[int]:
        LiveLineFactory.create_batch(count, log=log, text="said #calendar")
        TurnFactory.create_batch(count, note=note)
        log.interview.participants.add(*ParticipantFactory.create_batch(count))
        GuideQuestionFactory.create_batch(count, study=log.interview.study)
        live_logs.write_up(log, by=ada)
        return [asked(page_of(log.interview)), asked(f"/notes/{note.pk}/proposals/")]

    assert fill(2) == fill(4)


# --- The transcript, and what is proposed in it

VTT = b"WEBVTT\n\n00:00:01.000 --> 00:00:04.000\n<v P-0042>I keep two calendars. Both are wrong.\n"


def test_a_transcript_is_added_and_leads_to_the_marks_that_wait_for_it(
    desk: Client, ada: User, interview: Interview
) -> None:
    log = LiveLogFactory.create(interview=interview)
    LiveLineFactory.create(log=log, author=ada, text="two calendars #calendar")
    live_logs.write_up(log, by=ada)

    answer = desk.post(
        f"/interviews/{interview.pk}/transcript/", {"text": "", "file": SimpleUploadedFile("a.vtt", VTT)}
    )

    note = Note.objects.get(kind="transcript")
    assert answer.headers["Location"] == f"/notes/{note.pk}/proposals/"
    assert note.turns.get().participant == interview.participants.get()
    page = desk.get(answer.headers["Location"])
    state = state_of(page, "proposals")
    assert [(mark["words"], mark["fate"], mark["tags"][0]["name"]) for mark in state["marks"]] == [
        ("two calendars", "open", "calendar")
    ]
    assert [piece["text"] for piece in state["pieces"]] == ["I keep two calendars.", "Both are wrong."]
    assert note.text[state["pieces"][1]["start"] : state["pieces"][1]["end"]] == "Both are wrong."


def test_a_transcript_without_marks_leads_to_its_text(desk: Client, interview: Interview) -> None:
    answer = desk.post(f"/interviews/{interview.pk}/transcript/", {"text": "Just words."})

    note = Note.objects.get()
    assert (note.kind, answer.headers["Location"]) == (Note.Kind.TRANSCRIPT, f"/notes/{note.pk}/")


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"text": ""}, id="nothing"),
        pytest.param({"text": "WEBVTT\n\nno cue"}, id="broken"),
        pytest.param({"text": "a\x00b"}, id="NUL"),
        pytest.param({"text": "one", "file": SimpleUploadedFile("a.txt", b"two")}, id="two at once"),
    ],
)
def test_what_is_no_transcript_is_asked_for_again(desk: Client, interview: Interview, given: dict[str, Any]) -> None:
    answer = desk.post(f"/interviews/{interview.pk}/transcript/", given)

    assert answer.status_code == 400
    assert not Note.objects.exists()


def test_a_transcript_without_a_log_says_that_there_is_nothing_to_find(desk: Client) -> None:
    note = NoteFactory.create()

    assert "was not logged live" in desk.get(f"/notes/{note.pk}/proposals/").content.decode()
    assert desk.get(f"/notes/{NoteFactory.create(kind='notes').pk}/proposals/").status_code == 404


def test_the_interview_and_its_transcript_lead_to_the_marks_that_are_left(desk: Client, ada: User) -> None:
    log = LiveLogFactory.create()
    LiveLineFactory.create_batch(2, log=log, author=ada, text="said #calendar")
    live_logs.write_up(log, by=ada)
    note = NoteFactory.create(interview=log.interview)
    LiveLine.objects.filter(pk=log.lines.earliest("pk").pk).update(fate="dropped")

    page = desk.get(f"/research/interview/{log.interview_id}/change/").content.decode()
    transcript = desk.get(f"/notes/{note.pk}/").content.decode()

    assert f'<a href="/notes/{note.pk}/proposals/">1 live mark to find</a>' in page
    assert f'<a href="/notes/{note.pk}/proposals/">1 mark from the live log to find here</a>' in transcript
    assert LiveLog.objects.count() == 1
