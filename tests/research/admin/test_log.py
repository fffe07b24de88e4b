"""Log: one form that ends in the note."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from research.models import Consent, Interview, Note, Participant, User
from tests.factories import InterviewFactory, ParticipantFactory, StudyFactory
from tests.research.admin import pages

pytestmark = pytest.mark.urls("tests.research.admin.pages")

VTT = b"""WEBVTT

00:00:01.000 --> 00:00:04.000
<v ada>How do you plan the week?

00:00:05.000 --> 00:00:09.000
<v P-0042>Honestly, I keep two calendars.
"""


@pytest.fixture(autouse=True)
def few_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admin, "site", pages.site)


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    """Ada, logged in."""
    client.force_login(ada)
    return client


def logged(**given: Any) -> dict[str, Any]:
    return {"kind": "discovery", "study": "", "who": "", "held_at": "2026-03-02T10:30", "text": "", **given}


def errors(answer: Any) -> dict[str, list[str]]:
    form_errors: dict[str, list[str]] = answer.context["form"].errors
    return form_errors


def test_a_pasted_text_ends_in_its_note(desk: Client, ada: User) -> None:
    study = StudyFactory()
    known = ParticipantFactory(code="P-0042")

    answer = desk.post(
        "/log/",
        logged(
            study=study.pk,
            who="p-0042, P-0099",
            consents=["take_part", "quote_internally"],
            text="She keeps two calendars.",
        ),
    )

    note = Note.objects.get()
    assert answer.headers["Location"] == f"/notes/{note.pk}/"
    assert note.text == "She keeps two calendars."
    assert note.original is None
    assert note.interview.study == study
    assert note.interview.created_by == ada
    assert set(note.interview.participants.values_list("code", flat=True)) == {"P-0042", "P-0099"}
    assert Consent.objects.filter(participant=known, study=study).count() == 2


def test_a_file_is_kept_with_its_speakers_and_its_bytes(desk: Client) -> None:
    file = SimpleUploadedFile("zoom.vtt", VTT)

    desk.post("/log/", logged(study=StudyFactory().pk, who="P-0042", file=file))

    note = Note.objects.get()
    assert note.kind == Note.Kind.TRANSCRIPT
    assert bytes(note.original or b"") == VTT
    assert [turn.participant and turn.participant.code for turn in note.turns.order_by("start")] == [None, "P-0042"]


def test_what_was_recognised_is_told_in_numbers_and_never_in_names(desk: Client) -> None:
    file = SimpleUploadedFile("zoom.vtt", VTT.replace(b"<v ada>", b"<v Jane Doe>"))

    answer = desk.post("/log/", logged(study=StudyFactory().pk, who="P-0042", file=file), follow=True)

    told = [str(message) for message in answer.context["messages"]]
    assert told == ["Logged a transcript of 2 turns: 2 speakers, 1 of them known. Mark what matters."]


def test_a_pasted_transcript_is_read_like_a_file(desk: Client) -> None:
    desk.post("/log/", logged(study=StudyFactory().pk, text=VTT.decode()))

    assert Note.objects.get().text == "How do you plan the week?\nHonestly, I keep two calendars."


def test_new_stands_for_the_next_free_number(desk: Client) -> None:
    ParticipantFactory(code="P-0041")

    desk.post("/log/", logged(study=StudyFactory().pk, who="new", text="Notes"))

    assert Interview.objects.get().participants.get().code == "P-0042"


def test_feedback_needs_no_study(desk: Client) -> None:
    desk.post("/log/", logged(kind="support_ticket", text="Where did my receipt go?"))

    assert Interview.objects.get().is_feedback


def test_without_a_text_it_ends_in_the_interview(desk: Client) -> None:
    tomorrow = timezone.localtime() + timedelta(days=1)

    answer = desk.post("/log/", logged(study=StudyFactory().pk, held_at=f"{tomorrow:%Y-%m-%dT%H:%M}"))

    interview = Interview.objects.get()
    assert interview.status == Interview.Status.PLANNED
    assert answer.headers["Location"] == f"/interviews/{interview.pk}/"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"text": "Notes"}, "study", id="a session without a study"),
        pytest.param({"kind": "no such kind"}, "kind", id="an unknown kind"),
        pytest.param({"who": "Mrs. Jane Doe!"}, "who", id="a name for a code"),
        pytest.param({"held_at": "yesterday"}, "held_at", id="no time"),
        pytest.param({"kind": "app_review", "text": "   \n"}, None, id="blank is no text"),
        pytest.param({"text": "a\x00b"}, "text", id="NUL"),
        pytest.param({"text": "WEBVTT\n\nthis is no cue"}, "text", id="a broken transcript"),
        pytest.param({"consents": ["sell"]}, "consents", id="an unknown consent"),
    ],
)
def test_what_is_wrong_is_told_beside_its_input(desk: Client, given: dict[str, Any], field: str | None) -> None:
    answer = desk.post("/log/", logged(**given))

    if field is None:
        assert answer.status_code == 302
    else:
        assert answer.status_code == 400
        assert field in errors(answer)
        assert not Interview.objects.exists()


def test_a_broken_file_leaves_nothing_behind(desk: Client) -> None:
    file = SimpleUploadedFile("broken.vtt", b"WEBVTT\n\n00:00:09.000 --> oops\nHello")

    answer = desk.post("/log/", logged(study=StudyFactory().pk, who="P-0042", file=file))

    assert "Line 3" in errors(answer)["file"][0]
    assert not Participant.objects.exists()


def test_a_text_and_a_file_at_once_are_not_guessed_between(desk: Client) -> None:
    answer = desk.post("/log/", logged(kind="app_review", text="one", file=SimpleUploadedFile("a.txt", b"other")))

    assert errors(answer) == {"file": ["Paste a text or choose a file, not both."]}


def test_a_study_that_one_may_not_see_is_neither_offered_nor_accepted(desk: Client) -> None:
    hidden = StudyFactory(title="Behind the door", private=True)

    answer = desk.post("/log/", logged(study=hidden.pk, text="Notes"))

    assert "study" in errors(answer)
    assert "Behind the door" not in answer.content.decode()


def test_somebody_whom_one_may_not_see_cannot_be_drawn_into_sight(desk: Client) -> None:
    hidden = ParticipantFactory(code="P-0042")
    InterviewFactory(study=StudyFactory(private=True)).participants.add(hidden)

    answer = desk.post("/log/", logged(kind="app_review", who="p-0042", text="Notes"))

    assert errors(answer) == {"who": ["The code P-0042 is taken."]}
    assert "P-0042" not in [code for code, _ in answer.context["participants"]]


def test_it_starts_where_one_logged_last_or_where_the_address_says(desk: Client, ada: User) -> None:
    last, other = StudyFactory(), StudyFactory()
    InterviewFactory(study=last, created_by=ada)

    assert desk.get("/log/").context["form"]["study"].value() == last.pk
    assert desk.get(f"/log/?study={other.pk}").context["form"]["study"].value() == str(other.pk)


@pytest.mark.parametrize("name", ["dev", "priya", "gus"])
def test_who_may_not_add_interviews_cannot_log(client: Client, name: str, request: pytest.FixtureRequest) -> None:
    client.force_login(request.getfixturevalue(name))

    assert client.get("/log/").status_code == 403


def test_the_form_asks_as_often_for_six_participants_as_for_two(
    desk: Client, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    ParticipantFactory.create_batch(2)
    with django_assert_max_num_queries(10) as two:
        desk.get("/log/")
    ParticipantFactory.create_batch(4)

    with django_assert_num_queries(len(two)):
        desk.get("/log/")
