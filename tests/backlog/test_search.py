"""What is found, by whom, and how it is told."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backlog import search
from research.meaning import learning
from research.models import User
from research.search import finding, vocabulary
from research.search.finding import Filters, Hit
from tests.factories import (
    BacklogItemFactory,
    ExternalReferenceFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    NoteFactory,
    OpportunityFactory,
    ParticipantFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
    TurnFactory,
)

ALL = [shelf.kind for shelf in search.SHELVES]


def hits(text: str, by: User, *, kinds: list[str] = ALL, **filters: Any) -> list[Hit]:
    answer = search.answer(text, filters=Filters(**filters), viewer=by, kinds=kinds, limit=20, by=search.By.WORDS)
    return [hit for found in answer.found for hit in found.hits]


def kinds(text: str, by: User, **filters: Any) -> list[str]:
    return [hit.kind for hit in hits(text, by, **filters)]


def said(words: str, *, language: str = "en", **note: Any) -> Any:
    """Somebody's words, as the only turn of a note."""
    made = NoteFactory(text=words, language=language, **note)
    return TurnFactory(note=made, start=0, end=len(words), speaker="Sunniva")


def test_one_box_finds_every_kind(ada: User) -> None:
    said("The gasket leaks again.")
    NoteFactory(text="Gasket: see photo.")
    HighlightFactory(note__text="My gasket leaks.", end=9)
    InsightFactory(title="Gaskets leak")
    BacklogItemFactory(title="A better gasket")
    OpportunityFactory(statement="My gasket leaks")
    TagFactory(name="Gasket")
    ParticipantFactory(code="P-9", role="gasket fitter")

    ada.user_permissions.clear()
    found = kinds("gaskets", ada)

    # The interview's title says nothing of it; the note of the highlight is found besides.
    assert sorted(found) == sorted(
        ["highlight", "insight", "item", "turn", "note", "note", "opportunity", "tag", "participant"]
    )


def test_words_of_a_private_study_are_found_by_its_members_only(ada: User, ben: User) -> None:
    study = StudyFactory(private=True, lead=ada)
    said("The gasket leaks.", interview__study=study)
    HighlightFactory(note__text="A gasket.", note__interview__study=study, end=8)
    TagFactory(name="Gasket", study=study)

    assert sorted(kinds("gasket", ada)) == ["highlight", "note", "tag", "turn"]
    assert kinds("gasket", ben) == []
    assert kinds("gaskte", ben) == []


def test_a_stakeholder_finds_what_was_published(dev: User) -> None:
    said("The gasket leaks.")
    InsightFactory(title="Gaskets leak", status="published")
    InsightFactory(title="Gaskets may leak", status="draft")

    assert kinds("gasket", dev) == ["insight"]


@pytest.mark.parametrize(
    ("language", "words", "typed"),
    [
        pytest.param("pt", "Perdi os recibos no comboio.", "recibo", id="Portuguese"),
        pytest.param("es", "Las facturas llegaron tarde.", "factura", id="Spanish"),
        pytest.param("fr", "Deux téléphones, jamais trois.", "telephone", id="French, without its accent"),
        pytest.param("de", "Die Quittungen sind weg.", "Quittung", id="German"),
        pytest.param("de-CH", "Die Quittungen sind weg.", "quittungen", id="German of Switzerland"),
        pytest.param("xx", "Zaginiony paragon", "PARAGON", id="a language without stems"),
        pytest.param("en", "We lost the receipts", "receipt", id="English"),
    ],
)
def test_what_was_said_is_found_by_the_stems_of_its_language(language: str, words: str, typed: str, ada: User) -> None:
    said(words, language=language)

    (hit,) = hits(typed, ada, kinds=["turn"])

    assert [part.text for part in hit.snippet if part.is_match]
    assert "".join(part.text for part in hit.snippet).strip(".") in words


def test_a_turn_is_found_by_what_it_says_now(ada: User) -> None:
    turn = said("The gaskett leaks.")
    note = turn.note
    assert kinds("gasket", ada, kinds=["turn"]) == []

    note.text = "The gaskets leak. "
    note.save()
    assert kinds("gasket", ada, kinds=["turn"]) == ["turn"]

    note.language = "xx"
    note.save()
    assert kinds("gasket", ada, kinds=["turn"]) == []


def test_a_snippet_is_text_whatever_people_said(ada: User) -> None:
    said("<b>gasket</b> \ue000<script>alert(1)</script>\ue001 & more")

    (hit,) = hits("gasket", ada, kinds=["turn"])

    assert [part.text for part in hit.snippet if part.is_match][:1] == ["gasket"]


def test_no_word_phrase_and_alternative(ada: User) -> None:
    one, other = said("A red gasket leaks"), said("A red hose leaks")

    def turns(text: str) -> set[int]:
        return {hit.id for hit in hits(text, ada, kinds=["turn"])}

    assert turns("leaks -hose") == {one.pk}
    assert turns('"red hose"') == {other.pk}
    assert turns('"hose red"') == set()
    assert turns("gasket or hose") == {one.pk, other.pk}
    assert turns("gask*") == {one.pk}
    assert turns("-gasket") == {other.pk}


def test_what_is_named_narrows(ada: User) -> None:
    above = TagFactory(name="Calendar", aliases=["Diary"])
    below = TagFactory(name="Zones", parent=above)
    highlight = HighlightFactory(kind="pain_point", note__interview__study=StudyFactory(title="Month end"))
    TaggingFactory(highlight=highlight, tag=below)
    HighlightParticipantFactory(highlight=highlight, participant=ParticipantFactory(code="P-7"))
    HighlightFactory()

    for text in ("tag:calendar", "tag:diary", "tag:Calendar/Zones", "is:pain-point", "speaker:p-7", 'study:"month e"'):
        assert [hit.id for hit in hits(text, ada, kinds=["highlight"])] == [highlight.pk], text
    assert hits("tag:nothing", ada, kinds=["highlight"]) == []


def test_filters_narrow_and_a_kind_that_cannot_say_has_nothing(ada: User) -> None:
    person = ParticipantFactory()
    held_at = datetime(2026, 3, 1, tzinfo=UTC)
    highlight = HighlightFactory(note__text="A gasket.", end=8, note__interview__held_at=held_at)
    HighlightParticipantFactory(highlight=highlight, participant=person)
    evidence = InsightEvidenceFactory(highlight=highlight, stance="contradicts", insight__title="Gasket")
    HighlightFactory(note__text="A gasket, too.", end=8)
    BacklogItemFactory(title="Gasket")
    study = highlight.note.interview.study_id

    def found(**filters: Any) -> list[tuple[str, int]]:
        return [(hit.kind, hit.id) for hit in hits("gasket", ada, kinds=["highlight", "insight", "item"], **filters)]

    both = [("highlight", highlight.pk), ("insight", evidence.insight_id)]
    assert found(study=study) == both
    assert found(account=person.account_id) == both if person.account_id else True
    assert found(stance="contradicts") == both
    assert found(held_until=datetime(2026, 3, 2, tzinfo=UTC)) == both[:1]
    assert found(stance="qualifies") == []


def test_codes_are_found_from_their_beginning(ada: User) -> None:
    ParticipantFactory(code="P-0142")
    ExternalReferenceFactory(key="PAY-123", item__title="Keep a receipt")

    assert [hit.title for hit in hits("p-01", ada)] == ["P-0142"]
    assert [hit.title for hit in hits("PAY-12", ada)] == ["Keep a receipt"]


def test_a_misspelt_word_is_answered_with_what_was_meant(ada: User) -> None:
    TagFactory(name="Calendar")
    InsightFactory(title="Approvals in the calendar wait for weeks")

    def meant(text: str) -> str | None:
        return search.answer(text, filters=Filters(), viewer=ada, kinds=ALL, limit=1).did_you_mean

    assert meant("calender") == "calendar"
    assert meant('aprovals "of weeks" calender') == 'approvals "of weeks" calendar'
    assert meant("xqzzyq") is None
    assert meant("calender xqzzyq") is None, "It would find nothing, either."
    assert meant("calendar") is None


def test_what_is_mistyped_finds_what_was_said_where_one_may_see_it(ada: User, ben: User) -> None:
    turn = said("I keep it in the freezer bag.", interview__study=StudyFactory(private=True, lead=ben))
    said("The bag is brown.")
    vocabulary.rebuild()

    def found(by: User) -> tuple[list[int], str | None]:
        answer = search.answer("freezr bag", filters=Filters(), viewer=by, kinds=["turn"], limit=9, by=search.By.WORDS)
        return [hit.id for each in answer.found for hit in each.hits], answer.did_you_mean

    assert found(ben) == ([turn.pk], "freezer bag")
    assert found(ada) == ([], None), "That there is such a word is nobody else's business."


def test_a_word_does_not_outlive_its_note(ada: User) -> None:
    turn = said("I keep it in the freezer bag.")
    vocabulary.rebuild()
    turn.note.delete()

    assert vocabulary.rebuild() == 0
    assert not vocabulary.is_known("freezer")


def test_more_than_is_ranked_is_told(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(finding, "MOST_RANKED", 3)
    newest = [TagFactory(name=f"Gasket {number}", definition="gasket") for number in range(5)][-3:]

    (found,) = search.answer("gasket", filters=Filters(), viewer=ada, kinds=["tag"], limit=2).found

    assert (found.total, found.is_capped, len(found.hits)) == (3, True, 2)
    assert {hit.id for hit in found.hits} <= {tag.pk for tag in newest}


def test_merged_and_withdrawn_rows_are_not_found(ada: User) -> None:
    kept = InsightFactory(title="Gasket")
    InsightFactory(title="Gasket, too", merged_into=kept)
    HighlightFactory(state="withdrawn", quote="", start=None, end=None)

    assert [hit.id for hit in hits("gasket", ada)] == [kept.pk]
    assert hits("tag:x", ada) == []


def test_it_asks_once_a_kind_however_many_are_found(ada: User) -> None:
    hits("gasket", ada)
    with CaptureQueriesContext(connection) as none:
        hits("gasket -hose", ada)
    for _ in range(6):
        said("The gasket leaks.")
        InsightFactory(title="Gaskets leak")

    with CaptureQueriesContext(connection) as some:
        hits("gasket -hose", ada)

    assert len(some) <= len(none) == len(ALL) + 5  # the corrections of one word


def test_words_that_mean_nothing_in_the_language_of_a_note_do_not_stand_in_the_way(ada: User) -> None:
    turn = said("It is a biscuit for a receipt, at ten forty.")
    german = said("Ein Keks für einen Beleg in der Pause", language="de")

    assert [hit.id for hit in hits("a biscuit for the receipt", ada, kinds=["turn"])] == [turn.pk]
    assert [hit.id for hit in hits("der Keks für den Beleg", ada, kinds=["turn"])] == [german.pk]


def test_without_the_means_for_meanings_words_are_searched_and_that_is_said(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    turn = said("The gasket leaks again.")
    monkeypatch.setattr(learning, "why_not", lambda: "There is no pgvector.")

    answer = search.answer("gasket leaks", filters=Filters(), viewer=ada, kinds=["turn"], limit=5)

    assert (answer.by, answer.because) == ("words", "There is no pgvector.")
    assert [hit.id for found in answer.found for hit in found.hits] == [turn.pk]
