"""What of an old text survives in a new one, and where.

Words that occur once in both texts pin them together (the patience method); only the gaps between the pins
are compared closely. So a handful of corrections in an hour of conversation costs milliseconds, and a full
rewrite costs about as much as reading both texts.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Thai, Lao, Burmese, Khmer, kana and Han: scripts that do not space their words, so a letter is one."""
TOKEN = re.compile(rf"[{UNSPACED}]|[^\W{UNSPACED}]+|\s+|[^\w\s]+")
INSIDE_WORD = re.compile(rf"[^\W{UNSPACED}]{{2}}")
JOINED = re.compile("\u200d.|.[\u200d\U0001f3fb-\U0001f3ff]", re.DOTALL)
"""Zero width joiners and skin tones: what makes one emoji of several characters."""
MOST_WORD_PAIRS = 50_000
"""Gaps in which more pairs of equal words would have to be weighed count as rewritten."""
MOST_CHARACTER_PAIRS = 250_000
"""Blocks larger than this (old length × new length) are not compared character by character."""


class Run(NamedTuple):
    """`length` characters that stand at `old` in the old text and at `new` in the new one."""

    old: int
    new: int
    length: int

    @property
    def old_end(self) -> int:
        return self.old + self.length

    @property
    def new_end(self) -> int:
        return self.new + self.length


def is_most(part: int, *, of: int) -> bool:
    """Tell a correction from a rewrite: two thirds are the same."""
    return 3 * part >= 2 * of


def splits_word(text: str, at: int) -> bool:
    """Tell whether `at` lies inside a word, or between a character and a mark, joiner or tone upon it."""
    return 0 < at < len(text) and (
        bool(INSIDE_WORD.match(text, at - 1))
        or unicodedata.category(text[at]).startswith("M")
        or bool(JOINED.match(text, at - 1))
    )


def align(old: str, new: str) -> list[Run]:
    """Return what survives, in order, between an empty run at both starts and one at both ends.

    A stretch that is no longer than the changes on both sides of it is taken for coincidence ("the" in two
    unlike sentences) and joins them as one changed block. Such a block is compared once more, character by
    character: if the shorter of its two wordings is mostly (`is_most`) in the longer, what they share
    survives too; otherwise the block is rewritten, and nothing of it does.
    """
    edges = Run(0, 0, 0), Run(len(old), len(new), 0)
    runs = _without_coincidences([edges[0], *_joined(_common_words(old, new)), edges[1]])
    survivors = [edges[0]]
    for before, after in pairwise(runs):
        block = old[before.old_end : after.old], new[before.new_end : after.new]
        survivors += [
            Run(before.old_end + run.old, before.new_end + run.new, run.length) for run in _common_characters(*block)
        ]
        survivors.append(after)
    return survivors


def _common_characters(old: str, new: str) -> list[Run]:
    if not 0 < len(old) * len(new) <= MOST_CHARACTER_PAIRS:
        return []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    matches = [Run(*match) for match in matcher.get_matching_blocks()]  # the last is the empty one at the end
    runs = _without_coincidences([Run(0, 0, 0), *matches], forgiven=1)[1:-1]
    same = sum(run.length for run in runs)
    return runs if is_most(same, of=min(len(old), len(new))) else []


def _without_coincidences(runs: Iterable[Run], *, forgiven: int = 0) -> list[Run]:
    """Drop runs that are no longer than the changes on both sides of them, less what is forgiven."""
    kept: list[Run] = []
    for run in runs:
        while len(kept) > 1 and _is_coincidence(kept[-2], kept[-1], run, forgiven):
            kept.pop()
        kept.append(run)
    return kept


def _is_coincidence(before: Run, run: Run, after: Run, forgiven: int) -> bool:
    return run.length <= min(_change(before, run), _change(run, after)) - forgiven


def _change(before: Run, after: Run) -> int:
    return max(after.old - before.old_end, after.new - before.new_end)


def _joined(runs: Iterable[Run]) -> Iterator[Run]:
    """Join runs that follow one another without a change between them."""
    last = Run(0, 0, 0)
    for run in runs:
        if (run.old, run.new) == (last.old_end, last.new_end):
            last = Run(last.old, last.new, last.length + run.length)
        else:
            yield last
            last = run
    yield last


def _common_words(old: str, new: str) -> Iterator[Run]:
    old_words, new_words = TOKEN.findall(old), TOKEN.findall(new)
    old_offsets, new_offsets = _offsets(old_words), _offsets(new_words)
    for run in _common_runs(old_words, new_words):
        start = old_offsets[run.old]
        yield Run(start, new_offsets[run.new], old_offsets[run.old_end] - start)


def _offsets(words: Sequence[str]) -> list[int]:
    offsets = [0]
    for word in words:
        offsets.append(offsets[-1] + len(word))
    return offsets


def _common_runs(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    """Pin at the words that are unique in both, and compare what lies between the pins. Counts in words."""
    end = Run(0, 0, 0)
    for pin in [*_pins(old, new), Run(len(old), len(new), 0)]:
        gap = old[end.old_end : pin.old], new[end.new_end : pin.new]
        for run in _runs_in_gap(*gap):
            yield Run(end.old_end + run.old, end.new_end + run.new, run.length)
        yield pin
        end = pin


def _runs_in_gap(old: Sequence[str], new: Sequence[str]) -> Iterator[Run]:
    if old == new:
        yield Run(0, 0, len(old))
    else:
        head = common_prefix(old, new)
        tail = common_prefix(old[head:][::-1], new[head:][::-1])
        yield Run(0, 0, head)
        for run in _closest_runs(old[head : len(old) - tail], new[head : len(new) - tail]):
            yield Run(head + run.old, head + run.new, run.length)
        yield Run(len(old) - tail, len(new) - tail, tail)


def _closest_runs(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Compare word by word. Space and punctuation follow their words and match nothing by themselves."""
    in_old, in_new = Counter(filter(str.isalnum, old)), Counter(filter(str.isalnum, new))
    if sum(count * in_new[word] for word, count in in_old.items()) > MOST_WORD_PAIRS:
        return []
    matcher = SequenceMatcher(lambda token: not token.isalnum(), old, new, autojunk=False)
    return [Run(*match) for match in matcher.get_matching_blocks()]


def common_prefix(old: Sequence[str], new: Sequence[str]) -> int:
    """Return how many characters, or words, are the same at the start of both."""
    for at, (word, other) in enumerate(zip(old, new, strict=False)):
        if word != other:
            return at
    return min(len(old), len(new))


def _pins(old: Sequence[str], new: Sequence[str]) -> list[Run]:
    """Return the longest series of words, unique in both texts, that stand in the same order in both."""
    in_new = _unique_places(new)
    pairs = [(at, in_new[word]) for word, at in _unique_places(old).items() if word in in_new]
    piles: list[int] = []  # per length of series, the smallest place in `new` that such a series ends at
    tops: list[int] = []  # and which pair that is
    previous: list[int] = []  # the pair before, per pair
    for index, (_, place) in enumerate(pairs):
        pile = bisect_left(piles, place)
        previous.append(tops[pile - 1] if pile else -1)
        piles[pile : pile + 1] = [place]
        tops[pile : pile + 1] = [index]
    return [Run(*pairs[index], 1) for index in reversed(_chain(tops[-1] if tops else -1, previous))]


def _chain(index: int, previous: Sequence[int]) -> list[int]:
    chain = []
    while index >= 0:
        chain.append(index)
        index = previous[index]
    return chain


def _unique_places(words: Sequence[str]) -> dict[str, int]:
    counts = Counter(words)
    return {word: at for at, word in enumerate(words) if counts[word] == 1 and word.isalnum()}
