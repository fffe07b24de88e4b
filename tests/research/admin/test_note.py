"""A note's forms: passages are marked by their words, speakers named and the text corrected."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from research.models import Highlight, Note, User
from tests.factories import (
    HighlightFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    StudyFactory,
    TagFactory,
    TurnFactory,
    quote_of,
)

SAID = "Why?\nBecause it is late. It is late."


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


@pytest.fixture
def note(ada: User) -> Note:
    interview = InterviewFactory.create(title="On being late")
    interview.participants.add(ParticipantFactory.create(code="P-0007"))
    interview.interviewers.add(ada)
    note = NoteFactory.create(interview=interview, text=SAID)
    TurnFactory.create(note=note, start=0, end=4, speaker="Ada", interviewer=ada, start_ms=1_000)
    TurnFactory.create(note=note, start=5, end=len(SAID), speaker="Marta", start_ms=3_661_000)
    return note


def page_of(note: Note, action: str = "change") -> str:
    return f"/research/note/{note.pk}/{action}/"


def told(response: object) -> str:
    return " ".join(str(message) for message in get_messages(response.wsgi_request))  # type: ignore[attr-defined]


def test_a_passage_is_marked_by_its_words(desk: Client, note: Note) -> None:
    tag = TagFactory.create(name="Lateness")

    response = desk.post(
        page_of(note, "mark"), {"passage": "Because it is late.", "kind": "pain_point", "tags": [tag.pk]}
    )

    highlight = Highlight.objects.get()
    assert response.headers["Location"] == f"/notes/{note.pk}/"
    assert (highlight.quote, highlight.kind, list(highlight.tags.all())) == ("Because it is late.", "pain_point", [tag])


@pytest.mark.parametrize("passage", ["never said", "late"])
def test_words_that_do_not_stand_there_once_are_asked_for_again(desk: Client, note: Note, passage: str) -> None:
    response = desk.post(page_of(note, "mark"), {"passage": passage, "kind": "none"})

    assert "do not stand in the text just once" in told(response)
    assert not Highlight.objects.exists()


@pytest.mark.parametrize("kind", ["participant", "interviewer", ""])
def test_a_speaker_is_named(desk: Client, note: Note, ada: User, kind: str) -> None:
    person = note.interview.participants.get()
    chosen = {"participant": f"participant-{person.pk}", "interviewer": f"interviewer-{ada.pk}", "": ""}[kind]

    desk.post(page_of(note, "speaker"), {"speaker": "Marta", "person": chosen})

    turn = note.turns.get(speaker="Marta")
    assert turn.participant == (person if kind == "participant" else None)
    assert turn.interviewer == (ada if kind == "interviewer" else None)


def test_a_corrected_text_tells_what_became_of_the_highlights(desk: Client, note: Note) -> None:
    HighlightFactory.create(**quote_of(note, "Because it"))
    assert SAID.split("\n", maxsplit=1)[0] in desk.get(page_of(note, "correct")).content.decode()

    response = desk.post(page_of(note, "correct"), {"text": SAID.replace("Why?", "Oh, why?")})

    assert "0 highlights stay, 1 moved, 0 lost their words" in told(response)


def test_an_empty_text_is_refused(desk: Client, note: Note) -> None:
    response = desk.post(page_of(note, "correct"), {"text": " "})

    assert "A note needs a text." in told(response)


def test_a_note_is_written_in_the_workplace(desk: Client, note: Note) -> None:
    response = desk.post(
        "/research/note/add/", {"interview": note.interview_id, "kind": "notes", "language": "en", "text": "a\r\nb"}
    )

    assert response.status_code == 302
    assert Note.objects.latest("pk").text == "a\nb"


@pytest.mark.parametrize("action", ["mark", "speaker", "correct"])
def test_others_find_no_private_note_and_no_form(client: Client, ada: User, ben: User, action: str) -> None:
    private = NoteFactory.create(interview=InterviewFactory(study=StudyFactory(private=True)))
    client.force_login(ada)
    assert client.get(page_of(private, action)).status_code == 404

    client.force_login(ben)
    assert client.get(page_of(NoteFactory.create(), action)).status_code == 404
