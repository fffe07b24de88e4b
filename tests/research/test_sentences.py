"""A text falls into sentences that give it back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.anchoring import sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("One. Two! Three?", ["One.", "Two!", "Three?"], id="three ends"),
        pytest.param("One\nTwo", ["One", "Two"], id="lines"),
        pytest.param("She said “No.” Then she left.", ["She said “No.”", "Then she left."], id="marks"),
        pytest.param("Dr. Who met J. Doe. Bye.", ["Dr. Who met J. Doe.", "Bye."], id="abbreviations"),
        pytest.param("It costs 3.50 a day… Well.", ["It costs 3.50 a day…", "Well."], id="numbers"),
        pytest.param("  \n ", [], id="nothing"),
        pytest.param("我知道。 好。", ["我知道。", "好。"], id="Chinese"),
    ],
)
def test_a_text_falls_into_its_sentences(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == expected


def test_only_the_part_that_is_asked_for_is_looked_at() -> None:
    text = "One. Two. Three."

    assert [text[start:end] for start, end in sentences(text, start=5, end=9)] == ["Two."]


@given(st.text(alphabet="ab .!?\n”", max_size=60))
def test_sentences_are_in_order_apart_and_leave_out_nothing_but_space(text: str) -> None:
    found = sentences(text)

    at = 0
    for start, end in found:
        assert not text[at:start].strip()
        assert at <= start < end
        at = end
    assert not text[at:].strip()
