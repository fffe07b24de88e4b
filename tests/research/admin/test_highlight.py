"""A highlight's page: its tags and whose words it holds, said by whoever reads it."""

from typing import Any

import pytest
from django.test import Client

from research.models import Highlight, User
from tests.factories import HighlightFactory, ParticipantFactory, TagFactory, TaggingFactory, UserFactory

LIST = "/research/highlight/"


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    """Ada, logged in."""
    client.force_login(ada)
    return client


def press(desk: Client, action: str, highlight: Highlight, **given: Any) -> Any:
    """Press a button on the highlight's own page."""
    pressed = {"action": action, "_selected_action": highlight.pk, "from_page": highlight.pk, **given}
    return desk.post(LIST, pressed, follow=True)


def test_its_page_offers_to_change_tags_and_to_say_whose_words(desk: Client) -> None:
    page = desk.get(f"{LIST}{HighlightFactory().pk}/change/").content.decode()

    assert "Change tags …" in page
    assert "Whose words …" in page


def test_its_tags_are_asked_for_with_those_it_has_and_replaced(desk: Client, ada: User) -> None:
    highlight, kept = HighlightFactory(), TagFactory()
    old = TaggingFactory(highlight=highlight, tagged_by=ada).tag

    asked = press(desk, "replace_tags", highlight)
    answer = press(desk, "replace_tags", highlight, answered="1", tags=[kept.pk])

    assert f'<option value="{old.pk}" selected>' in asked.content.decode()
    assert list(highlight.tags.all()) == [kept]
    assert answer.redirect_chain[-1][0] == f"{LIST}{highlight.pk}/change/"


def test_a_tag_that_somebody_else_gave_stays_and_the_refusal_is_told(desk: Client) -> None:
    tagging = TaggingFactory(tagged_by=UserFactory())

    answer = press(desk, "replace_tags", tagging.highlight, answered="1", tags=[])

    assert "somebody else gave" in answer.content.decode()
    assert list(tagging.highlight.tags.all()) == [tagging.tag]


def test_whose_words_it_holds_is_chosen_among_those_who_were_there(desk: Client) -> None:
    highlight = HighlightFactory()
    there, elsewhere = ParticipantFactory(), ParticipantFactory()
    highlight.note.interview.participants.add(there)

    asked = press(desk, "attribute", highlight).content.decode()
    press(desk, "attribute", highlight, answered="1", participants=[there.pk])

    assert f'<option value="{there.pk}">' in asked
    assert f'<option value="{elsewhere.pk}">' not in asked
    assert list(highlight.participants.all()) == [there]
