"""How far a share that was seen may lie from the true one. 95 % unless another z is given.

Sources: Wilson (1927), JASA 22:209–212; Agresti & Coull (1998), The American Statistician 52(2):119–126, which is
the adjusted Wald interval.
"""

from dataclasses import dataclass
from math import sqrt

Z = 1.959964
"""The standard normal's 97.5 % point."""


@dataclass(frozen=True, kw_only=True)
class Interval:
    """Both ends belong to it."""

    low: float
    high: float


def wilson(part: int, *, n: int, z: float = Z) -> Interval | None:
    """Return the Wilson score interval of `part` of `n`, as shares within 0…1. None of nobody."""
    if not _is_share(part, n):
        return None
    share, spread = part / n, z**2 / n
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return Interval(low=max(0.0, middle - half), high=min(1.0, middle + half))


def adjusted_wald(part: int, *, n: int, z: float = Z) -> Interval | None:
    """Return the adjusted Wald interval of `part` of `n`, cut to 0…1. None of nobody."""
    if not _is_share(part, n):
        return None
    adjusted_n = n + z**2
    share = (part + z**2 / 2) / adjusted_n
    half = z * sqrt(share * (1 - share) / adjusted_n)
    return Interval(low=max(0.0, share - half), high=min(1.0, share + half))


def _is_share(part: int, n: int) -> bool:
    """Raises `ValueError` where the part is more than the whole, or less than nothing."""
    if not 0 <= part <= n:
        raise ValueError(f"{part} is no part of {n}.")
    return n > 0
