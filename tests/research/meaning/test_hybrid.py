"""Search by words and by meaning at once."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backlog import search
from research.meaning import learning, model
from research.models import User
from research.search.finding import Filters, Hit
from research.search.hybrid import fused
from tests.factories import HighlightFactory, InsightFactory, NoteFactory, StudyFactory, TagFactory

TUNNEL = "On the train I lost three receipts, since there is no connection in the tunnels."
CAKE = "My colleague bakes a lemon cake for everybody's birthday."


def feedback(words: str, **interview: Any) -> Any:
    interview = {"kind": "app_review", "study": None, **interview}
    return NoteFactory.create(text=words, **{f"interview__{name}": value for name, value in interview.items()})


def hits(text: str, by_user: User, *, kind: str = "note", by: str = search.By.BOTH, **filters: Any) -> list[Hit]:
    answer = search.answer(text, filters=Filters(**filters), viewer=by_user, kinds=[kind], limit=20, by=by)
    return [hit for found in answer.found for hit in found.hits]


def test_the_gist_in_another_language_finds_the_passage(ada: User) -> None:
    feedback(CAKE)
    tunnel = feedback(f"I take the train to work.\n{TUNNEL}")
    learning.catch_up()

    first = hits("keine Verbindung im Zug, Belege verloren", ada)[0]

    assert (first.id, first.found_by, first.about["start"]) == (tunnel.pk, "meaning", 26)
    assert first.snippet[0].text.startswith("On the train")


def test_what_has_the_words_and_the_meaning_comes_first(ada: User) -> None:
    both = feedback(TUNNEL)
    meant = feedback("In the mountains there was no reception, and my slips had gone.")
    learning.catch_up()

    found = hits("lost receipts", ada)

    assert [(hit.id, hit.found_by) for hit in found] == [(both.pk, "both"), (meant.pk, "meaning")]


def test_what_is_not_wanted_is_not_near_either(ada: User) -> None:
    feedback(TUNNEL)
    other = feedback("In the mountains there was no connection, and my receipts had gone.")
    learning.catch_up()

    assert [hit.id for hit in hits("lost receipts without a connection -tunnel", ada)] == [other.pk]


def test_a_phrase_is_meant_to_the_letter(ada: User) -> None:
    feedback(TUNNEL)
    learning.catch_up()

    assert hits('"lost receipts"', ada) == []
    assert hits("recei*", ada)[0].found_by == "words"


def test_a_private_study_stays_private_and_filters_hold(ada: User, ben: User) -> None:
    private = StudyFactory.create(private=True, lead=ben)
    feedback(TUNNEL, study=private)
    learning.catch_up()

    assert [hit.found_by for hit in hits("no reception underground", ben)] == ["meaning"]
    assert hits("no reception underground", ada) == []
    assert hits("no reception underground", ben, study=StudyFactory.create().pk) == []


def test_insights_and_highlights_are_found_by_meaning_and_tags_by_words(ada: User) -> None:
    InsightFactory.create(title="Tunnels", statement=TUNNEL)
    HighlightFactory.create(note=feedback(TUNNEL), start=0, end=len(TUNNEL))
    TagFactory.create(name="Reception")
    learning.catch_up()

    for kind, found_by in {"insight": "meaning", "highlight": "meaning", "tag": "words"}.items():
        assert [hit.found_by for hit in hits("reception", ada, kind=kind)] == [found_by]


def test_by_words_alone_asks_no_model(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    feedback(TUNNEL)
    learning.catch_up()
    monkeypatch.setattr(model, "load", lambda: pytest.fail("The model was asked."))

    assert [hit.found_by for hit in hits("receipts", ada, by=search.By.WORDS)] == ["words"]


def test_it_asks_alike_however_much_is_near(ada: User) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            hits("lost receipts", ada)
        return len(asked)

    feedback(TUNNEL)
    learning.catch_up()
    queries()
    few = queries()
    for _ in range(6):
        feedback(TUNNEL)
    learning.catch_up()

    assert queries() == few


def test_lists_are_interleaved_by_rank() -> None:
    assert fused([[1, 2, 3], [3, 4]]) == [3, 1, 2, 4]
    assert fused([[], [7]]) == [7]
    assert fused([[5, 6], []]) == [5, 6]
