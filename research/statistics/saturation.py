"""When interviews stop bringing anything new: Guest, Namey & Chen (2020), PLoS ONE 15(5): e0232076.

Interviews are given in the order in which they were held, and only those whose coding is done.
"""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

BASE, RUN, THRESHOLD = 6, 2, 0.05
"""What is asked for where nobody says otherwise."""


@dataclass(frozen=True, kw_only=True)
class Interview:
    """One interview: how many of its tags no earlier one had, how many different ones there are up to it."""

    new: int
    known: int


@dataclass(frozen=True, kw_only=True)
class Run:
    """Some interviews in a row, after the base: `after` interviews came before it.

    `share` is its new tags ÷ the base's different tags; None where the base has none.
    """

    after: int
    new: int
    share: float | None


@dataclass(frozen=True, kw_only=True)
class Saturation:
    """The curve, and where it flattens. `reached_after` counts the interviews before the first run that is at or
    below the threshold; None while there is no such run."""

    base: int
    run: int
    threshold: float
    base_tags: int
    interviews: tuple[Interview, ...]
    runs: tuple[Run, ...]
    reached_after: int | None

    @property
    def n(self) -> int:
        return len(self.interviews)

    @property
    def still_needed(self) -> int:
        """How many interviews more a first run takes."""
        return max(0, self.base + self.run - self.n)

    def __str__(self) -> str:
        """As the authors report it: the interviews, plus those of the run. Empty while it is not reached."""
        return "" if self.reached_after is None else f"{self.reached_after}+{self.run} at ≤ {self.threshold * 100:g} %"


def of(
    interviews: Sequence[Collection[Hashable]], *, base: int = BASE, run: int = RUN, threshold: float = THRESHOLD
) -> Saturation:
    """Return the curve of these interviews, each given by its tags. Runs overlap: each begins one interview later."""
    if base < 1 or run < 1 or not 0 <= threshold <= 1:
        raise ValueError("A base and a run have at least one interview; a threshold is a share.")
    curve = _curve(interviews)
    base_tags = curve[base - 1].known if len(curve) >= base else 0
    runs = tuple(
        Run(after=after, new=new, share=new / base_tags if base_tags else None)
        for after in range(base, len(curve) - run + 1)
        for new in [sum(one.new for one in curve[after : after + run])]
    )
    reached = (one.after for one in runs if one.share is not None and one.share <= threshold)
    return Saturation(
        base=base,
        run=run,
        threshold=threshold,
        base_tags=base_tags,
        interviews=curve,
        runs=runs,
        reached_after=next(reached, None),
    )


def _curve(interviews: Sequence[Collection[Hashable]]) -> tuple[Interview, ...]:
    seen: set[Hashable] = set()
    curve = []
    for tags in interviews:
        before = len(seen)
        seen.update(tags)
        curve.append(Interview(new=len(seen) - before, known=len(seen)))
    return tuple(curve)
