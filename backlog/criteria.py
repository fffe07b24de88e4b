"""Acceptance criteria in words: reading "Given …, when …, then …" out of a text, and writing it. Pure.

Nothing is lost: what does not read like that is kept whole, as what shall hold.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_BEGINS = re.compile(
    r"(?:^|(?<=[.;!?]))[ \t]*(?:[-*•][ \t]+|\d{1,3}[.)][ \t]+)?(?=given\b)", re.IGNORECASE | re.MULTILINE
)
_PARTS = re.compile(
    r"(?:given\b[ \t:]*(?P<given>.+?)(?:[,;.]?\s+|\s*[,;]\s*))?"
    r"when\b[ \t:]*(?P<when>.+?)(?:[,;.]?\s+|\s*[,;]\s*)"
    r"then\b[ \t:]*(?P<then>.+)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """When this is done in this situation, that holds. Only the last part is always there."""

    given: str = ""
    when: str = ""
    then: str


def read(text: str) -> list[Criterion]:
    """Return the criteria in a text, in order; none for an empty one."""
    return [_criterion(piece) for each in _BEGINS.split(text) if (piece := each.strip())]


def written(criteria: Iterable[Criterion]) -> str:
    """Return them as people write them, one a line."""
    return "\n".join(_sentence(one) for one in criteria)


def _criterion(piece: str) -> Criterion:
    found = _PARTS.fullmatch(piece)
    if found is None:
        return Criterion(then=piece)
    return Criterion(given=(found["given"] or "").strip(), when=found["when"].strip(), then=found["then"].strip())


def _sentence(one: Criterion) -> str:
    parts = [f"{word} {part}" for word, part in (("given", one.given), ("when", one.when)) if part]
    if not parts:
        return one.then
    sentence = ", ".join([*parts, f"then {one.then}"])
    return sentence[:1].upper() + sentence[1:]
