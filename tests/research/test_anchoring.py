"""Where words stand in a text, and how they are found again when the text changes."""

import random
import unicodedata
from collections.abc import Callable
from difflib import Match, SequenceMatcher
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.anchoring import (
    CONTEXT,
    Anchor,
    EmptyPassage,
    OffsetInsideCharacter,
    OffsetOutOfRange,
    Outcome,
    QuoteSelector,
    UnacceptableText,
    alignment,
    find,
    from_utf8,
    from_utf16,
    normalise,
    reanchor,
    select,
    to_utf8,
    to_utf16,
)

WORDS = [
    "I",
    "we",
    "the",
    "the",
    "report",
    "never",
    "👍🏽",
    "e\u0301te\u0301",
    "שלום",
    "مرحبا",
    "cost,",
    "3.50",
    "知道",
    "\n",
]
TEXT = st.text(st.one_of(st.sampled_from("aé👍🏽\u0301שם\n "), st.characters(exclude_categories=["Cs"])), max_size=60)
GLUED = st.text("ab .\u0301\u200d", min_size=1, max_size=30)
PROSE = st.lists(st.sampled_from(WORDS), min_size=1, max_size=80).map(" ".join)


def quoted(old: str, new: str, passage: str) -> str | None:
    """The quote of `passage` after `old` became `new`; None where it is detached."""
    start = old.index(passage)
    [result] = reanchor(old, new, [(start, start + len(passage))])
    return result.anchor.quote if result.anchor else None


# --- at the door


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("one\r\ntwo\rthree\n", "one\ntwo\nthree\n", id="one kind of line end"),
        pytest.param("cafe\u0301", "café", id="composed"),
        pytest.param("\ufeffHello", "Hello", id="no byte order mark"),
        pytest.param("a\ufeffb", "a\ufeffb", id="the same character inside a text stays"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_text_is_normalised(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("one\ne" + "\u0301\u0315" * 60, "Line 2: the text holds more than 100", id="stacked accents"),
        pytest.param("one\r\ntw\x00o", "Line 2: the text holds a NUL character.", id="NUL"),
        pytest.param("one\ud83d", "Line 1: the text holds half of a surrogate pair.", id="lone surrogate"),
    ],
)
def test_a_text_that_was_read_wrongly_is_refused(text: str, message: str) -> None:
    with pytest.raises(UnacceptableText, match=message):
        normalise(text)


@given(TEXT.filter(lambda text: "\x00" not in text))
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)

    assert normalise(once) == once
    assert unicodedata.is_normalized("NFC", once)


# --- offsets


@pytest.mark.parametrize(
    ("text", "code_points", "utf16", "utf8"),
    [
        pytest.param("abc", 2, 2, 2, id="plain letters"),
        pytest.param("né!", 2, 2, 3, id="an accent"),
        pytest.param("👍🏽 ok", 2, 4, 8, id="an emoji with a skin tone"),
        pytest.param("שלום!", 4, 4, 8, id="right to left"),
        pytest.param("q\u0307x", 2, 2, 3, id="a combining character"),
        pytest.param("👍", 1, 2, 4, id="the end"),
        pytest.param("", 0, 0, 0, id="an empty text"),
    ],
)
def test_offsets_convert_both_ways(text: str, code_points: int, utf16: int, utf8: int) -> None:
    assert to_utf16(text, code_points) == utf16
    assert from_utf16(text, utf16) == code_points
    assert to_utf8(text, code_points) == utf8
    assert from_utf8(text, utf8) == code_points


@given(TEXT, st.data())
def test_offsets_survive_the_round_trip(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))

    assert from_utf16(text, to_utf16(text, offset)) == offset
    assert from_utf8(text, to_utf8(text, offset)) == offset


@pytest.mark.parametrize("offset", [-1, 99])
@pytest.mark.parametrize("convert", [to_utf16, from_utf16, to_utf8, from_utf8])
def test_an_offset_outside_the_text_is_refused(convert: Callable[[str, int], int], offset: int) -> None:
    with pytest.raises(OffsetOutOfRange, match=f"Offset {offset} lies outside the text, which has 3"):
        convert("abc", offset)


@pytest.mark.parametrize(
    ("convert", "offset"),
    [pytest.param(from_utf16, 2, id="surrogate pair")]
    + [pytest.param(from_utf8, offset, id=f"byte {offset - 1} of an emoji") for offset in (2, 3, 4)],
)
def test_an_offset_inside_a_character_is_refused(convert: Callable[[str, int], int], offset: int) -> None:
    with pytest.raises(OffsetInsideCharacter, match=f"offset {offset} lies inside"):
        convert("a👍", offset)


# --- quotes


def test_a_passage_is_kept_with_what_stands_around_it() -> None:
    text = "x" * 50 + "here" + "y" * 50

    anchor = select(text, start=50, end=54)

    assert anchor == Anchor(start=50, end=54, quote="here", prefix="x" * CONTEXT, suffix="y" * CONTEXT)


@pytest.mark.parametrize(
    ("start", "end", "error"),
    [
        pytest.param(1, 1, EmptyPassage, id="empty"),
        pytest.param(2, 1, EmptyPassage, id="backwards"),
        pytest.param(-1, 2, OffsetOutOfRange, id="before the text"),
        pytest.param(1, 4, OffsetOutOfRange, id="beyond the text"),
    ],
)
def test_what_is_no_passage_is_refused(start: int, end: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        select("abc", start=start, end=end)


@given(PROSE, st.data())
def test_a_unique_quote_is_found_where_it_was_selected(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    anchor = select(text, start=start, end=data.draw(st.integers(start + 1, len(text))))

    assert find(text, anchor.selector) in (anchor, None)
    if text.count(anchor.quote) == 1 and len(anchor.quote) > len(text) // 2:
        assert find(text, anchor.selector) == anchor


@pytest.mark.parametrize(
    ("selector", "start"),
    [
        pytest.param(QuoteSelector(exact="yes", prefix="Price? "), 13, id="by what stands before"),
        pytest.param(QuoteSelector(exact="yes", suffix=", hm"), 30, id="by what stands after"),
        pytest.param(QuoteSelector(exact="Time"), 18, id="the only place"),
        pytest.param(QuoteSelector(exact="yes"), None, id="not by guessing between equals"),
        pytest.param(QuoteSelector(exact="no"), None, id="not where it does not occur"),
        pytest.param(QuoteSelector(exact=""), None, id="not without words"),
    ],
)
def test_a_quote_is_found_by_its_surroundings(selector: QuoteSelector, start: int | None) -> None:
    anchor = find("Well. Price? yes. Time. Ease? yes, hm.", selector)

    assert (anchor and anchor.start) == start
    assert anchor is None or anchor.quote == selector.exact


# --- corrections

SAID = "We lose two days every month because nobody trusts teh report."


@pytest.mark.parametrize(
    ("new", "passage", "expected"),
    [
        pytest.param(SAID.replace("We", "Well, we"), "two days", "two days", id="a change before it"),
        pytest.param(SAID.replace("teh", "the"), "two days", "two days", id="a change after it"),
        pytest.param(SAID.replace("teh", "the"), "nobody trusts teh report", "nobody trusts the report", id="a typo"),
        pytest.param(SAID.replace("teh", "the"), "teh", "the", id="a typo that is all of it"),
        pytest.param(SAID.replace("teh", "the"), "teh report", "the report", id="a typo at its start"),
        pytest.param(SAID.replace("teh", "the"), "nobody trusts teh", "nobody trusts the", id="a typo at its end"),
        pytest.param(SAID.replace("two", "2"), "two days every month", "2 days every month", id="its first word replaced"),
        pytest.param(SAID.replace("month", "30 days"), "lose two days every month", "lose two days every 30 days", id="its last word replaced"),
        pytest.param(SAID.replace("two", "exactly two"), "two days", "two days", id="an insertion right before it"),
        pytest.param(SAID.replace("days", "days, or so,"), "two days", "two days", id="an insertion right after it"),
        pytest.param(SAID.replace("two days", "two two days"), "two days", "two days", id="its own word doubled before it"),
        pytest.param(SAID.replace("two", "two full"), "lose two days every month", "lose two full days every month", id="a word inserted inside it"),
        pytest.param(SAID.replace("two days", "four weeks"), "two days", None, id="its words replaced"),
        pytest.param(SAID.replace("two days ", ""), "two days", None, id="its words deleted"),
        pytest.param(SAID.replace("nobody trusts ", ""), "nobody trusts teh report", None, id="most of its words deleted"),
        pytest.param(SAID.replace("two", "two, and I mean this quite literally,"), "two days", None, id="a sentence inserted inside it"),
        pytest.param("The weather was nice, two kinds of cake.", "two", None, id="everything rewritten but a small word"),
        pytest.param(SAID.replace("days every month because", "dayz evry months becauze"), "every month", "evry months", id="neighbours corrected too"),
        pytest.param(SAID.replace("every month because", "all year, and why? For"), "days every", None, id="a rewritten block across its end"),
        pytest.param(SAID.replace("month because nobody", "xx"), "lose two days every month", "lose two days every ", id="a shorter rewritten block across its end"),
        pytest.param(SAID.replace("We lose two", "It is"), "two days every month", " days every month", id="a rewritten block across its start"),
        pytest.param("", "two days", None, id="everything deleted"),
        pytest.param("Hm. " + SAID.replace("month", "month 👍🏽"), "teh", "teh", id="emoji before it"),
        pytest.param(SAID.replace("two days", "two days\r\n"), "two days every", "two days\r\n every", id="a line end inside it"),
        pytest.param(SAID.replace("days", "days\u0323"), "two days", "two days\u0323", id="a combining mark on its last letter"),
        pytest.param(SAID.replace("report", "reports"), "report", "reports", id="its last word made longer"),
        pytest.param(SAID.replace("report", "misreport"), "report", "misreport", id="its first word made longer"),
        pytest.param(SAID.replace("teh report", "שלום"), "nobody trusts ", "nobody trusts ", id="right to left after it"),
    ],
)  # fmt: skip
def test_a_passage_stays_on_its_words(new: str, passage: str, expected: str | None) -> None:
    assert quoted(SAID, new, passage) == expected


def test_a_result_says_what_happened() -> None:
    old, new = "One. Two. Thre. Four.", "One. Too. Three."
    ranges = [(0, 4), (10, 14), (16, 21)]

    same, corrected, gone = reanchor(old, new, ranges)

    assert (same.outcome, same.is_reworded) == (Outcome.UNCHANGED, False)
    assert same.anchor == select(new, start=0, end=4)
    assert (corrected.outcome, corrected.is_reworded) == (Outcome.MOVED, True)
    assert corrected.anchor == select(new, start=10, end=15)
    assert (gone.outcome, gone.anchor) == (Outcome.DETACHED, None)


def test_a_moved_passage_keeps_its_words() -> None:
    [result] = reanchor("yes it is", "oh yes it is", [(0, 3)])

    assert result.outcome is Outcome.MOVED
    assert result.anchor == select("oh yes it is", start=3, end=6)
    assert not result.is_reworded


def test_words_that_grew_together_leave_the_join_to_neither() -> None:
    report, card = reanchor("report card", "report_card", [(0, 6), (7, 11)])

    assert report.anchor == select("report_card", start=0, end=6)
    assert card.anchor == select("report_card", start=7, end=11)


def test_a_range_outside_the_old_text_is_refused() -> None:
    with pytest.raises(OffsetOutOfRange):
        reanchor("abc", "abc", [(1, 9)])


def ranges_of(data: st.DataObject, text: str) -> list[tuple[int, int]]:
    edges = data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=12, unique=True))
    return [(min(pair), max(pair)) for pair in zip(edges[::2], edges[1::2], strict=False)]


def edited(data: st.DataObject, text: str, *, start: int = 0, end: int | None = None) -> str:
    at = data.draw(st.integers(start, len(text) if end is None else end))
    until = data.draw(st.integers(at, len(text) if end is None else end))
    return (
        text[:at]
        + data.draw(st.one_of(PROSE, st.just(""), st.text(max_size=3), st.text("ab .\u0301", max_size=3)))
        + text[until:]
    )


@given(PROSE, st.data())
def test_nothing_slides_silently(text: str, data: st.DataObject) -> None:
    ranges = ranges_of(data, text)
    new = text
    for _ in range(data.draw(st.integers(1, 4))):
        new = edited(data, new)

    results = reanchor(text, new, ranges)

    for (start, end), result in zip(ranges, results, strict=True):
        assert (result.anchor is None) == (result.outcome is Outcome.DETACHED)
        if anchor := result.anchor:
            assert 0 <= anchor.start < anchor.end <= len(new)
            assert anchor.quote == new[anchor.start : anchor.end]
            assert (anchor.quote != text[start:end]) == result.is_reworded
            assert (result.outcome is Outcome.UNCHANGED) == (anchor.start == start and anchor.quote == text[start:end])


@given(st.one_of(PROSE, GLUED), st.data())
def test_passages_keep_their_order(text: str, data: st.DataObject) -> None:
    edges = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=2, max_size=12, unique=True)))
    neighbours = list(pairwise(edges))

    results = reanchor(text, edited(data, edited(data, text)), neighbours)

    placed = [result.anchor for result in results if result.anchor]
    assert all(one.end <= other.start for one, other in pairwise(placed))


@given(PROSE, st.data())
def test_an_unchanged_text_changes_nothing(text: str, data: st.DataObject) -> None:
    ranges = ranges_of(data, text)

    results = reanchor(text, text, ranges)

    assert all(result.outcome is Outcome.UNCHANGED for result in results)
    assert [(r.anchor.start, r.anchor.end) for r in results if r.anchor] == ranges


@given(st.permutations([f"word{n:02}" for n in range(30)]), st.data())
def test_a_change_elsewhere_leaves_the_words_alone(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    middle = text.index(words[15])
    passage = text.index(words[20]), text.index(words[24])

    new = edited(data, text, end=middle)

    [result] = reanchor(text, new, [passage])
    assert result.anchor
    assert result.anchor.quote == text[slice(*passage)]
    assert result.anchor.end - len(new) == passage[1] - len(text)


# --- size: an hour of conversation


def an_hour(*, seed: int, words: int = 10_000) -> list[str]:
    choose = random.Random(seed)
    vocabulary = [f"w{number}" for number in range(3_000)]
    frequencies = [1 / (rank + 1) for rank in range(3_000)]
    return choose.choices(vocabulary, frequencies, k=words)


@pytest.fixture
def weighed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Per search for the longest match, how many pairs of equal words or characters it has to weigh."""
    searches: list[int] = []

    class Weighed(SequenceMatcher[str]):
        def find_longest_match(
            self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
        ) -> Match:
            words, places = vars(self)["a"], vars(self)["b2j"]  # documented, but unknown to typeshed
            searches.append(sum(len(places.get(word, ())) for word in words[alo:ahi]))
            return super().find_longest_match(alo, ahi, blo, bhi)

    monkeypatch.setattr(alignment, "SequenceMatcher", Weighed)
    return searches


@pytest.mark.parametrize("words", [10_000, 40_000])
def test_a_correction_costs_less_than_a_comparison_for_each_word(weighed: list[int], words: int) -> None:
    old = an_hour(seed=1, words=words)
    new = [f"{word}x" if place % 500 == 0 else word for place, word in enumerate(old)]
    old_text, new_text = " ".join(old), " ".join(new)

    results = reanchor(old_text, new_text, [(start, start + 60) for start in range(0, 30_000, 100)])

    assert all(result.anchor for result in results)
    assert 0 < sum(weighed) < words


def test_more_passages_cost_no_more_comparisons(weighed: list[int]) -> None:
    old, new = " ".join(an_hour(seed=1)), " ".join(["Well,", *an_hour(seed=1)[50:]])

    reanchor(old, new, [(0, 10)])
    once = len(weighed)
    reanchor(old, new, [(start, start + 60) for start in range(0, 30_000, 100)])

    assert len(weighed) == 2 * once


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(an_hour(seed=1), an_hour(seed=2), id="another conversation"),
        pytest.param(["la"] * 20_000, ["la"] * 9_000 + ["lo"] + ["la"] * 9_000 + ["lo"], id="one word for ever"),
        pytest.param(["la", "lu"] * 10_000, ["lo", *["lu", "la"] * 9_000, "lo"], id="two words for ever"),
        pytest.param(["a" * 60_000], ["b" + "a" * 60_000], id="one endless word"),
    ],
)
def test_a_rewrite_is_given_up_before_it_costs_much(weighed: list[int], old: list[str], new: list[str]) -> None:
    [result] = reanchor(" ".join(old), " ".join(new), [(20_000, 20_010)])

    assert result.outcome in (Outcome.DETACHED, Outcome.UNCHANGED)
    assert sum(weighed) < 100 * len(old)
