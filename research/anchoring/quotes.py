"""Passages and their quotes: the W3C's TextPositionSelector and TextQuoteSelector in one value."""

from collections.abc import Iterator
from dataclasses import dataclass

from research.anchoring.alignment import common_prefix
from research.anchoring.errors import EmptyPassage, OffsetOutOfRange

CONTEXT = 32
"""How many characters before and after a passage are kept with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuoteSelector:
    """A passage by its words: `exact`, and what stands right before and right after it."""

    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchor:
    """A passage with its address and its words: `text[start:end] == quote`."""

    start: int
    end: int
    quote: str
    prefix: str
    suffix: str

    @property
    def selector(self) -> QuoteSelector:
        return QuoteSelector(exact=self.quote, prefix=self.prefix, suffix=self.suffix)


def select(text: str, *, start: int, end: int) -> Anchor:
    """Return the anchor of `text[start:end]`, in code points.

    Raises `OffsetOutOfRange` and `EmptyPassage`.
    """
    if start < 0 or end > len(text):
        raise OffsetOutOfRange(f"{start}-{end} lies outside the text, which has {len(text)} characters.")
    if start >= end:
        raise EmptyPassage("A passage ends after it starts.")
    return Anchor(
        start=start,
        end=end,
        quote=text[start:end],
        prefix=text[max(0, start - CONTEXT) : start],
        suffix=text[end : end + CONTEXT],
    )


def find(text: str, selector: QuoteSelector) -> Anchor | None:
    """Return where the quote stands: of several places, the one whose surroundings agree in most characters.

    None where the words do not occur, and where two places fit equally well: choosing would be guessing.
    """
    length = len(selector.exact)
    ranked = sorted((-_agreement(text, selector, at), at) for at in _occurrences(text, selector.exact))
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    start = ranked[0][1]
    return select(text, start=start, end=start + length)


def _occurrences(text: str, words: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _agreement(text: str, selector: QuoteSelector, start: int) -> int:
    end = start + len(selector.exact)
    before = text[max(0, start - len(selector.prefix)) : start]
    after = text[end : end + len(selector.suffix)]
    return common_prefix(before[::-1], selector.prefix[::-1]) + common_prefix(after, selector.suffix)
