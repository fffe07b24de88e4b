"""The reader shows a text in turns, and answers what is marked in it; its queries do not grow."""

from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from research.admin.reading import paragraphs
from research.models import Highlight, Note, Turn, User
from tests.factories import (
    BlindCodingFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
    TurnFactory,
    UserFactory,
    quote_of,
)

SAID = "Why?\nBecause it is late. It is late."
HOSTILE = "<script>alert(1)</script><b>&amp;</b>"


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


@pytest.fixture
def note(ada: User) -> Note:
    interview = InterviewFactory.create(title="On being late", recording_url="https://recordings.example/1?t={seconds}")
    interview.participants.add(ParticipantFactory.create(code="P-0007"))
    note: Note = NoteFactory.create(interview=interview, text=SAID)
    TurnFactory.create(note=note, start=0, end=4, speaker="Ada", interviewer=ada, start_ms=1_000)
    TurnFactory.create(note=note, start=5, end=len(SAID), speaker="Marta", start_ms=3_661_900)
    return note


def page_of(note: Note) -> str:
    return f"/notes/{note.pk}/"


def marks_of(client: Client, note: Note) -> dict[str, Any]:
    document: dict[str, Any] = client.get(f"/notes/{note.pk}/marks/").json()
    return document


def test_the_page_shows_who_says_what_and_when(desk: Client, note: Note) -> None:
    page = desk.get(page_of(note)).content.decode()

    for shown in ("On being late", "P-0007", "Marta", "1:01:01", "0:01", "Because it is late."):
        assert shown in page
    assert 'href="https://recordings.example/1?t=3661"' in page


def test_words_of_people_never_become_markup(desk: Client) -> None:
    note = NoteFactory.create(text=HOSTILE, interview=InterviewFactory(title=HOSTILE))
    TurnFactory.create(note=note, start=0, end=len(HOSTILE), speaker=HOSTILE)
    HighlightFactory.create(note=note, comment=HOSTILE)

    page = desk.get(page_of(note)).content.decode()

    assert HOSTILE not in page
    assert HOSTILE in unescape(page)


@pytest.mark.parametrize(
    ("name", "status"), [("ada", 200), ("ben", 200), ("cleo", 200), ("dev", 403), ("priya", 200), ("gus", 403)]
)
def test_it_opens_for_those_whose_role_reads_notes(
    client: Client, note: Note, name: str, status: int, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    assert client.get(page_of(note)).status_code == status
    assert client.get(f"{page_of(note)}marks/").status_code == status


def test_whoever_may_not_mark_is_told_so_by_the_page(client: Client, note: Note, ben: User) -> None:
    client.force_login(ben)

    may = client.get(page_of(note)).context["settings"]["may"]

    assert may == {"mark": False, "change": False, "delete": False, "correct": False, "cite": True, "code": False}


def test_a_private_study_s_note_is_not_there_for_others(desk: Client) -> None:
    private = NoteFactory.create(interview=InterviewFactory(study=StudyFactory(private=True)))

    assert desk.get(page_of(private)).status_code == 404
    assert desk.get(f"{page_of(private)}marks/").status_code == 404
    assert desk.get("/notes/999999/").status_code == 404


def test_marks_come_with_what_their_ids_stand_for(desk: Client, note: Note, ada: User) -> None:
    tag = TagFactory.create(name="Lateness", colour="red")
    highlight = HighlightFactory.create(**quote_of(note, "Because"), created_by=ada, kind="need")
    TaggingFactory.create_batch(2, highlight=highlight, tag=tag)
    HighlightParticipantFactory.create(highlight=highlight, participant=note.interview.participants.get())
    evidence = InsightEvidenceFactory.create(highlight=highlight)

    found = marks_of(desk, note)

    [shown] = found["highlights"]
    assert (shown["start"], shown["end"], shown["kind"], shown["tags"]) == (5, 12, "need", [tag.pk])
    assert "quote" not in shown
    assert shown["participants"] == [person["id"] for person in found["people"]]
    assert [(one["name"], one["colour"]) for one in found["tags"]] == [("Lateness", "red")]
    assert [(one["insight"], one["stance"]) for one in found["evidence"]] == [(evidence.insight_id, "supports")]
    assert found["users"][str(ada.pk)] == "Ada"


def test_a_detached_highlight_brings_its_quote(desk: Client, note: Note) -> None:
    HighlightFactory.create(note=note, state="detached", start=None, end=None, quote="never mind")

    assert marks_of(desk, note)["highlights"][0]["quote"] == "never mind"


def test_tags_of_other_studies_and_merged_ones_are_not_offered(desk: Client, note: Note) -> None:
    own = TagFactory.create(study=note.interview.study)
    TagFactory.create(study=StudyFactory())
    TagFactory.create(merged_into=own)

    assert [tag["id"] for tag in marks_of(desk, note)["tags"]] == [own.pk]


def test_the_tags_used_last_come_first(desk: Client, note: Note, ada: User) -> None:
    first, second = TagFactory.create_batch(2)
    for tag in (first, second, first):
        TaggingFactory.create(tag=tag, tagged_by=ada, highlight=HighlightFactory(note=note))

    assert marks_of(desk, note)["recent"] == [first.pk, second.pk]


def test_nothing_new_is_answered_with_nothing(desk: Client, note: Note) -> None:
    address = f"{page_of(note)}marks/"
    known = desk.get(address).headers["ETag"]

    assert desk.get(address, headers={"If-None-Match": known}).status_code == 304


@pytest.mark.parametrize("change", ["mark", "save", "tag", "delete", "rename", "cite", "correct"])
def test_whatever_changes_makes_the_document_another(desk: Client, note: Note, ada: User, change: str) -> None:
    address = f"{page_of(note)}marks/"
    highlight = HighlightFactory.create(**quote_of(note, "Because"))
    tag = TagFactory.create()
    known = desk.get(address).headers["ETag"]

    changes: dict[str, Any] = {
        "mark": lambda: HighlightFactory.create(note=note),
        "save": highlight.save,
        "tag": lambda: desk.patch(
            f"/api/v1/highlights/{highlight.pk}/", {"tags": [tag.pk]}, content_type="application/json"
        ),
        "delete": highlight.delete,
        "rename": tag.save,
        "cite": lambda: InsightEvidenceFactory.create(highlight=highlight),
        "correct": note.save,
    }
    changes[change]()

    assert desk.get(address, headers={"If-None-Match": known}).status_code == 200


def test_the_queries_do_not_grow_with_what_is_shown(desk: Client, note: Note) -> None:
    counts = []
    for rows in (2, 4):
        for _ in range(rows):
            highlight = HighlightFactory.create(**quote_of(note, "Because"), created_by=UserFactory())
            TaggingFactory.create(highlight=highlight)
            InsightEvidenceFactory.create(highlight=highlight)
            note.interview.participants.add(ParticipantFactory())
            TurnFactory.create(note=note, start=30, participant=ParticipantFactory())
        with CaptureQueriesContext(connection) as read:
            desk.get(page_of(note))
        with CaptureQueriesContext(connection) as asked:
            desk.get(f"{page_of(note)}marks/")
        counts.append((len(read), len(asked)))

    assert counts[0] == counts[1]


def test_who_codes_blind_sees_only_their_own_marks(desk: Client, note: Note, ada: User) -> None:
    BlindCodingFactory.create(interview=note.interview, coder=ada)
    mine = HighlightFactory.create(note=note, created_by=ada)
    theirs = HighlightFactory.create(note=note, created_by=UserFactory())

    assert [one["id"] for one in marks_of(desk, note)["highlights"]] == [mine.pk]
    assert desk.get(f"/api/v1/highlights/{theirs.pk}/").status_code == 404
    assert Highlight.objects.visible_to(UserFactory()).count() == 2


def test_consecutive_turns_of_a_speaker_are_one_paragraph_until_it_is_long() -> None:
    text = "Yes. " * 200 + "\nNo."
    cues = [Turn(start=at, end=at + 4, speaker="Marta", start_ms=at * 10) for at in range(0, 1000, 5)]
    turns = [*cues, Turn(start=1001, end=1004, speaker="Ada")]

    laid_out = paragraphs(Note(text=text), turns)

    assert [(one.known_as, one.begins_turn) for one in laid_out] == [("Marta", True), ("Marta", False), ("Ada", True)]
    assert laid_out[0].end <= 600
    assert [text[one.start : one.end] == one.text for one in laid_out] == [True] * 3
    assert laid_out[1].clock == "0:06"


def test_words_that_no_turn_covers_are_shown_too() -> None:
    text = "Before\nsaid\n\nafter"

    laid_out = paragraphs(Note(text=text), [Turn(start=7, end=11, speaker="Marta")])

    assert [(one.text, one.known_as) for one in laid_out] == [("Before", ""), ("said", "Marta"), ("after", "")]
