"""Carrying passages along when their text is corrected."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from research.anchoring.alignment import Run, align, is_most, splits_word
from research.anchoring.quotes import Anchor, select


class Outcome(StrEnum):
    """What a correction of the text does to a passage.

    *Unchanged*: same place, same words. *Moved*: its words survive elsewhere, or it stays on its words as
    they were corrected. *Detached*: its words were deleted or rewritten.
    """

    UNCHANGED = "unchanged"
    MOVED = "moved"
    DETACHED = "detached"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reanchored:
    """Where a passage stands now. `anchor` is None where it is detached: its old quote is all that is left.

    The anchor of an unchanged passage is to be stored too: the words around it may have changed.
    """

    outcome: Outcome
    anchor: Anchor | None
    is_reworded: bool = False


def reanchor(old_text: str, new_text: str, ranges: Sequence[tuple[int, int]]) -> list[Reanchored]:
    """Return what becomes of each (start, end) of the old text, in the order given.

    A passage
    - whose words survive unaltered moves with them;
    - that was corrected inside stays on its corrected words, while at least two thirds of the longer of the
      two wordings are the same characters in the same order;
    - is detached otherwise. Words that were cut and pasted elsewhere count as deleted: `find` may propose
      the new place, a person decides.
    What is inserted right before or right after a passage stays outside it, unless it makes a word (or an
    emoji, or an accented letter) at its edge longer. A word replaced at its edge stays inside; where a
    rewritten block reaches across its edge, the passage keeps what survives. Passages that did not overlap
    never do afterwards, and keep their order.

    The cost is that of one comparison of the texts (`align`), whatever the number of ranges.
    """
    correction = _Correction(old_text=old_text, new_text=new_text, survivors=align(old_text, new_text))
    return [correction.carry(select(old_text, start=start, end=end)) for start, end in ranges]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Correction:
    old_text: str
    new_text: str
    survivors: Sequence[Run]

    def carry(self, old: Anchor) -> Reanchored:
        first = bisect_right(self.survivors, old.start, key=lambda run: run.old_end)
        last = bisect_left(self.survivors, old.end, key=lambda run: run.old) - 1
        if first > last:
            return Reanchored(outcome=Outcome.DETACHED, anchor=None)
        start = self._new_start(old.start, first=first)
        end = self._new_end(old.end, last=last)
        same = sum(min(run.old_end, old.end) - max(run.old, old.start) for run in self.survivors[first : last + 1])
        return _placed(old, self._narrowed(old, start=start, end=end), same=same)

    def _new_start(self, at: int, *, first: int) -> int:
        """`first` is the index of the first run with characters of the passage; `_new_end` mirrors this."""
        before, run = self.survivors[first - 1], self.survivors[first]
        if at > run.old:
            return run.new + at - run.old
        left, right = self._seam(before, run)
        return left if before.old_end == at < run.old else right

    def _new_end(self, at: int, *, last: int) -> int:
        run, after = self.survivors[last], self.survivors[last + 1]
        if at < run.old_end:
            return run.new + at - run.old
        left, right = self._seam(run, after)
        return right if run.old_end < at == after.old else left

    def _seam(self, before: Run, after: Run) -> tuple[int, int]:
        """Return between which two places of the new text the change between two runs lies.

        Words that grew belong to their runs. Where both grew together to one word, neither takes the join.
        """
        left, right = before.new_end, after.new
        if not splits_word(self.old_text, before.old_end):
            left = self._word_edge(range(left, right + 1))
        if not splits_word(self.old_text, after.old):
            right = self._word_edge(range(right, left - 1, -1))
        return left, right

    def _word_edge(self, places: range) -> int:
        """Return the first place that splits no word; the first of all if every one does."""
        return next((at for at in places if not splits_word(self.new_text, at)), places[0])

    def _narrowed(self, old: Anchor, *, start: int, end: int) -> Anchor:
        """Return the old words inside the new range where they are there unaltered, and not inside a word.

        "two days" in "two two days" could start at either "two"; which one the alignment took is chance.
        """
        at = self.new_text.find(old.quote, start, end)
        until = at + len(old.quote)
        if at >= 0 and self._is_edge(at, before=old.start) and self._is_edge(until, before=old.end):
            start, end = at, until
        return select(self.new_text, start=start, end=end)

    def _is_edge(self, at: int, *, before: int) -> bool:
        return splits_word(self.old_text, before) or not splits_word(self.new_text, at)


def _placed(old: Anchor, new: Anchor, *, same: int) -> Reanchored:
    if not is_most(same, of=max(len(old.quote), len(new.quote))):
        return Reanchored(outcome=Outcome.DETACHED, anchor=None)
    is_reworded = new.quote != old.quote
    is_unchanged = new.start == old.start and not is_reworded
    return Reanchored(outcome=Outcome.UNCHANGED if is_unchanged else Outcome.MOVED, anchor=new, is_reworded=is_reworded)
