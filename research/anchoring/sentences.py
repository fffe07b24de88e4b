"""Where sentences stand in a text: what one widens or narrows a passage by."""

import re

END = re.compile(r"(?:[.!?…。！？]+[\"'”’»)\]]*(?=\s)|\n)\s*")
SHORT = re.compile(r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|e\.g|i\.e|z\.B|d\.h|bzw|Sr|Sra)|\b[A-Z])\.$")


def sentences(text: str, *, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the ranges of the sentences between two offsets, in order, without the space between them.

    A line end always ends one. Abbreviations and initials do not; where that is a guess, a sentence is too long
    rather than torn.
    """
    end = len(text) if end is None else end
    found: list[tuple[int, int]] = []
    first = start
    for match in END.finditer(text, start, end):
        if match[0].startswith(".") and SHORT.search(text, first, match.start() + 1):
            continue
        _add(found, text, first, match.end())
        first = match.end()
    _add(found, text, first, end)
    return found


def _add(found: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    said = text[start:end]
    if said.strip():
        found.append((start + len(said) - len(said.lstrip()), start + len(said.rstrip())))
