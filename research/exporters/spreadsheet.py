"""CSV that a spreadsheet opens as what it is: text stays text, whoever wrote it."""

import csv
import io
from collections.abc import Iterable, Sequence

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def written(rows: Iterable[Sequence[str | int]]) -> bytes:
    """Return the rows as CSV in UTF-8, with the mark by which spreadsheets know it.

    A text that a spreadsheet would take for a formula gets an apostrophe before it: names come from strangers.
    """
    out = io.StringIO(newline="")
    csv.writer(out).writerows([[_harmless(cell) for cell in row] for row in rows])
    return out.getvalue().encode("utf-8-sig")


def _harmless(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
