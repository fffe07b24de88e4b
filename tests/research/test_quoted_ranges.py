"""What in notes was said word for word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.anchoring import is_quoted, quoted_ranges


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("He said “never again” twice", ["“never again”"], id="curly"),
        pytest.param('He said "never again", "no"', ['"never again"', '"no"'], id="straight"),
        pytest.param("„nie wieder“ und »nein« et «non»", ["„nie wieder“", "»nein«", "«non»"], id="others"),
        pytest.param("a\n> one\n> two\nb", ["> one\n> two\n"], id="lines that follow one another"),
        pytest.param("- > one\n- two", ["- > one\n"], id="in a list"),
        pytest.param("> she said “no”\n", ["> she said “no”\n"], id="marks inside a quoted line"),
        pytest.param('a 24" screen and a 27" one', [], id="inches"),
        pytest.param('a 24"/27" pair', [], id="inches without a space"),
        pytest.param("don't, can't, ‘maybe’", [], id="apostrophes"),
        pytest.param('"open\nclose"', [], id="not across lines"),
        pytest.param("a > b", [], id="greater than"),
    ],
)
def test_quotes_are_lines_and_quotation_marks(text: str, expected: list[str]) -> None:
    assert [text[start:end] for start, end in quoted_ranges(text)] == expected


@pytest.mark.parametrize(
    ("passage", "expected"),
    [
        pytest.param("never again", True, id="the words"),
        pytest.param("“never again”", True, id="with their marks"),
        pytest.param("said “never", False, id="reaching out of it"),
        pytest.param("one\n> two", True, id="over two quoted lines"),
        pytest.param("> one", True, id="with the mark of the line"),
        pytest.param("He said", False, id="beside it"),
        pytest.param("”", False, id="nothing but a mark"),
    ],
)
def test_a_passage_is_verbatim_if_it_lies_in_a_quote(passage: str, *, expected: bool) -> None:
    text = "He said “never again”.\n> one\n> two\nEnd"
    start = text.index(passage)

    assert is_quoted(text, start=start, end=start + len(passage)) is expected


@given(st.text(st.sampled_from('a "“”„«»>\n-'), max_size=60))
def test_ranges_are_in_order_apart_and_not_empty(text: str) -> None:
    at = 0
    for start, end in quoted_ranges(text):
        assert at <= start < end <= len(text)
        at = end
