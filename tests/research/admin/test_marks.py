"""Words, tags and states as pages show them."""

from research.admin import marks
from research.models import Highlight, Tag


def test_what_was_said_stands_in_quotation_marks() -> None:
    assert "“I keep two”" in marks.quote(Highlight(quote="I keep two"))


def test_what_was_noted_does_not() -> None:
    shown = marks.quote(Highlight(quote="keeps two calendars", verbatim=False))

    assert "“" not in shown
    assert "from notes" in shown


def test_nothing_is_left_of_withdrawn_words() -> None:
    assert "Withdrawn" in marks.quote(Highlight(quote="", state=Highlight.State.WITHDRAWN))


def test_peoples_words_are_text_and_never_markup() -> None:
    assert "<script>" not in marks.quote(Highlight(quote="<script>alert(1)</script>"))
    assert "<i>" not in marks.tag(Tag(name="<i>"))


def test_tags_have_their_colour_as_a_class() -> None:
    shown = marks.tags([Tag(name="Trust", colour=Tag.Colour.RED), Tag(name="Rooms", colour=Tag.Colour.VIOLET)])

    assert 'class="tag tag-red">Trust<' in shown
    assert 'class="tag tag-violet">Rooms<' in shown
