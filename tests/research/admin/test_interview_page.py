"""An interview at a glance."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from research.models import CodingStatus, Highlight, Interview, User
from tests.factories import (
    AccountFactory,
    CodingStatusFactory,
    ConsentFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    StudyFactory,
    TaggingFactory,
    TurnFactory,
    quote_of,
)

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def page_of(interview: Interview) -> str:
    return f"/interviews/{interview.pk}/"


def said(interview: Interview, words: str = "I keep two calendars", *, consent: bool = True, **given: Any) -> Highlight:
    """Somebody's words in the interview, with a time and a tag."""
    note = NoteFactory(interview=interview, **({"text": words} if words.startswith("<") else {}))
    TurnFactory(note=note, start=0, end=len(note.text), start_ms=252_000)
    highlight: Highlight = HighlightFactory(**quote_of(note, words), **given)
    TaggingFactory(highlight=highlight)
    person = ParticipantFactory()
    interview.participants.add(person)
    HighlightParticipantFactory(highlight=highlight, participant=person)
    if consent:
        ConsentFactory(participant=person)
    return highlight


def test_pains_stand_first_and_questions_apart(desk: Client) -> None:
    interview = InterviewFactory()
    said(interview, kind="workaround")
    said(interview, kind="pain_point")
    said(interview, kind="question")

    page = desk.get(page_of(interview))

    assert [group.title for group in page.context["groups"]] == ["Pain points", "Workarounds"]
    assert len(page.context["questions"]) == 1
    assert "Open questions" in page.content.decode()


def test_words_lead_into_the_note_and_their_time_into_the_recording(desk: Client) -> None:
    interview = InterviewFactory(recording_url="https://video.example.com/7?t={seconds}")
    highlight = said(interview)

    page = desk.get(page_of(interview)).content.decode()

    assert f'href="/notes/{highlight.note_id}/?highlight={highlight.pk}"' in page
    assert 'href="https://video.example.com/7?t=252"' in page
    assert 'href="https://video.example.com/7?t=0"' in page


def test_words_without_consent_are_left_out_and_cannot_be_chosen(desk: Client) -> None:
    interview = InterviewFactory()
    said(interview, consent=False)

    page = desk.get(page_of(interview)).content.decode()

    assert "The words are left out: no consent recorded." in page
    assert "two calendars" not in page
    assert "Remember it by these words" not in page


def test_words_without_consent_never_leave_the_database(ada: User) -> None:
    highlight = said(InterviewFactory(), consent=False)

    [row] = Highlight.objects.filter(pk=highlight.pk).with_words(at=timezone.now())

    assert (row.words, row.withheld) == ("", "no consent recorded")
    assert "quote" in row.get_deferred_fields()


def test_it_says_who_was_there_and_what_they_agreed_to(desk: Client) -> None:
    interview = InterviewFactory()
    person = ParticipantFactory(code="P-0042", account=AccountFactory(name="Nordlicht"))
    interview.participants.add(person)
    ConsentFactory(participant=person, scope="record", study=interview.study)
    ConsentFactory(participant=person, scope="contact_again", withdrawn_at=timezone.now() - timedelta(days=1))

    [present] = desk.get(page_of(interview)).context["people"]

    assert [(one.scope, one.refusal) for one in present.permissions] == [
        ("record", ""),
        ("quote internally", "no consent recorded"),
        ("contact again", "consent withdrawn"),
    ]


def test_an_interviewer_s_words_and_those_taken_back_are_not_shown(desk: Client) -> None:
    interview = InterviewFactory()
    said(interview, by_interviewer=True)
    note = NoteFactory(interview=interview)
    HighlightFactory(note=note, start=None, end=None, quote="", state=Highlight.State.WITHDRAWN)

    assert desk.get(page_of(interview)).context["groups"] == []


def test_what_was_read_out_of_it_is_listed_with_how_much_of_it_is_from_here(desk: Client) -> None:
    interview = InterviewFactory()
    insight = InsightFactory(title="Two calendars")
    InsightEvidenceFactory(insight=insight, highlight=said(interview))
    InsightEvidenceFactory(insight=insight)

    page = desk.get(page_of(interview)).content.decode()

    assert "Two calendars" in page
    assert "1 passage from here" in page


def test_the_memorable_quote_is_chosen_and_taken_back(desk: Client) -> None:
    interview = InterviewFactory()
    highlight = said(interview)

    answer = desk.post(f"{page_of(interview)}memorable-quote/", {"highlight": highlight.pk}, follow=True)

    assert answer.redirect_chain == [(page_of(interview), 302)]
    assert answer.context["memorable"].pk == highlight.pk
    assert "To remember it by" in answer.content.decode()
    answer = desk.post(f"{page_of(interview)}memorable-quote/", follow=True)
    assert answer.context["memorable"] is None


@pytest.mark.parametrize("chosen", ["x", "-1", "٣x"])
def test_nonsense_is_no_memorable_quote(desk: Client, chosen: str) -> None:
    assert desk.post(f"{page_of(InterviewFactory())}memorable-quote/", {"highlight": chosen}).status_code == 400


def test_a_quote_of_another_interview_is_refused_with_a_sentence(desk: Client) -> None:
    interview = InterviewFactory()
    elsewhere = said(InterviewFactory())

    page = desk.post(f"{page_of(interview)}memorable-quote/", {"highlight": elsewhere.pk}, follow=True)

    assert "Choose what a participant said in this interview." in page.content.decode()
    assert page.context["memorable"] is None


def test_the_database_refuses_it_too(db: None) -> None:
    interview = InterviewFactory()
    elsewhere = said(InterviewFactory())

    with pytest.raises(IntegrityError, match="was said there"), transaction.atomic():
        Interview.objects.filter(pk=interview.pk).update(memorable_quote=elsewhere)


def test_words_out_of_sight_cannot_be_chosen(desk: Client) -> None:
    hidden = said(InterviewFactory(study=StudyFactory(private=True)))

    answer = desk.post(f"{page_of(InterviewFactory())}memorable-quote/", {"highlight": hidden.pk})

    assert answer.status_code == 404


def test_an_interview_of_a_private_study_is_not_found_by_others(desk: Client) -> None:
    hidden = InterviewFactory(study=StudyFactory(private=True))

    assert desk.get(page_of(hidden)).status_code == 404
    assert desk.post(f"{page_of(hidden)}memorable-quote/").status_code == 404


@pytest.mark.parametrize(
    ("name", "reads", "chooses"),
    [
        ("ada", 200, 302),
        ("ben", 200, 403),
        ("priya", 200, 403),
        ("dev", 403, 403),
        ("gus", 403, 403),
        ("eve", 302, 302),
    ],
)
def test_whoever_reads_research_opens_it_and_researchers_choose(
    client: Client, name: str, reads: int, chooses: int, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))
    interview = InterviewFactory()

    assert client.get(page_of(interview)).status_code == reads
    assert client.post(f"{page_of(interview)}memorable-quote/").status_code == chooses
    assert client.get(f"{page_of(interview)}memorable-quote/").status_code == (302 if name == "eve" else 405)


def test_hostile_words_never_become_markup(desk: Client) -> None:
    interview = InterviewFactory(title=HOSTILE, summary=HOSTILE)
    highlight = said(interview, HOSTILE)
    Interview.objects.filter(pk=interview.pk).update(memorable_quote=highlight)

    page = desk.get(page_of(interview)).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_much_that_was_said_asks_as_often_as_little(desk: Client) -> None:
    interview = InterviewFactory()

    def more() -> None:
        highlight = said(interview)
        InsightEvidenceFactory(highlight=highlight)
        CodingStatusFactory(interview=interview, status=CodingStatus.Status.DONE)

    for _ in range(2):
        more()
    desk.get(page_of(interview))
    with CaptureQueriesContext(connection) as two:
        desk.get(page_of(interview))
    for _ in range(4):
        more()

    with CaptureQueriesContext(connection) as six:
        desk.get(page_of(interview))

    assert len(six) == len(two)


def test_lists_lead_here_and_the_form_is_one_click_away(desk: Client) -> None:
    interview = InterviewFactory()

    assert f'href="{page_of(interview)}"' in desk.get("/research/interview/").content.decode()
    assert f'href="/research/interview/{interview.pk}/change/"' in desk.get(page_of(interview)).content.decode()


@pytest.mark.parametrize(
    ("status", "has_text", "offered"),
    [
        pytest.param("planned", False, ["Start live", "Add the transcript"], id="still to come"),
        pytest.param("held", False, ["Add the transcript"], id="held without a text"),
        pytest.param("held", True, [], id="written up"),
    ],
)
def test_what_is_missing_is_offered(desk: Client, status: str, has_text: bool, offered: list[str]) -> None:
    interview = InterviewFactory(status=status)
    if has_text:
        NoteFactory(interview=interview)

    page = desk.get(page_of(interview)).content.decode()

    assert [words for words in ("Start live", "Add the transcript") if f">{words}</a>" in page] == offered
    assert ("Read the transcript" in page) is has_text
