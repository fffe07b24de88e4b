"""A sheet as CSV: its lines by the names of its columns, and what is wrong with it, line by line."""

import csv
import io
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime

from research.operations.refusals import Unacceptable

T = TypeVar("T")
LONGEST = 2 * 1024 * 1024
MOST_ROWS = 10_000
MOST_FLAWS = 50


@dataclass(frozen=True, kw_only=True)
class SheetFlaw:
    """What is wrong, and where: nothing for the whole sheet, else the line and perhaps its column."""

    sentence: str
    where: tuple[str | int, ...] = ()

    def __str__(self) -> str:
        return f"Line {self.where[0]}: {self.sentence}" if self.where else self.sentence


class UnreadableSheet(Unacceptable):
    """Nothing was saved; every flaw that was found."""

    def __init__(self, *flaws: SheetFlaw) -> None:
        super().__init__(" ".join(str(flaw) for flaw in flaws[:3]), field="text")
        self.flaws = flaws


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row as it stands in the file, by the names of its columns; empty cells are left out."""

    number: int
    cells: Mapping[str, str]


def parse(content: bytes, *, needed: Collection[str], allowed: Collection[str]) -> list[Line]:
    """Read the sheet; its first line names the columns. Raises `UnreadableSheet`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableSheet(SheetFlaw(sentence="Save the sheet as CSV in UTF-8.")) from error
    if "\0" in text:
        raise UnreadableSheet(SheetFlaw(sentence="This is not a CSV."))
    first = text.split("\n", maxsplit=1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=first.count))
    try:
        names = [name.strip().lower().replace(" ", "_") for name in next(rows, [])]
        lines = [_line(number, names, row) for number, row in enumerate(rows, start=2) if any(row)]
    except csv.Error as error:
        raise UnreadableSheet(SheetFlaw(sentence="This is not a CSV.")) from error
    _check(names, lines, needed=needed, allowed=allowed)
    return lines


def flaw_of(line: Line, error: Unacceptable | ValidationError) -> SheetFlaw:
    """Put what a line was refused for beside its number."""
    if isinstance(error, Unacceptable):
        return SheetFlaw(sentence=str(error), where=(line.number, *filter(None, [error.field])))
    name, sentences = next(iter(error.message_dict.items()))
    return SheetFlaw(sentence=sentences[0], where=(line.number, name))


def named(rows: Mapping[str, T], name: str, *, field: str) -> T:
    """Return the row that a cell names; names of rows are given casefolded. Raises `Unacceptable`."""
    if name.casefold() not in rows:
        raise Unacceptable(f"There is no {field} of this name: “{name[:60]}”.", field=field)
    return rows[name.casefold()]


def moment(cells: Mapping[str, str], name: str, *, zone: ZoneInfo) -> datetime | None:
    """Return when a cell says, the noon of a mere day; None where it is empty. Raises `Unacceptable`."""
    text = cells.get(name, "")
    if not text:
        return None
    try:
        if len(text) == len("2026-01-31"):
            return datetime.combine(date.fromisoformat(text), time(12), zone)
        found = parse_datetime(text)
    except ValueError:
        found = None
    if found is None:
        raise Unacceptable("Give a day as 2026-01-31, or a day and time.", field=name)
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def _line(number: int, names: list[str], row: list[str]) -> Line:
    cells = {name: cell.strip() for name, cell in zip(names, row, strict=False) if cell.strip()}
    return Line(number=number, cells=cells)


def _check(names: list[str], lines: list[Line], *, needed: Collection[str], allowed: Collection[str]) -> None:
    for name in needed:
        if name not in names:
            raise UnreadableSheet(SheetFlaw(sentence=f"The first line names the columns; one of them is “{name}”."))
    if unknown := [name for name in names if name and name not in allowed]:
        raise UnreadableSheet(SheetFlaw(sentence=f"There is no column of this name: {unknown[0][:40]}."))
    if len(lines) > MOST_ROWS:
        raise UnreadableSheet(SheetFlaw(sentence=f"A sheet has at most {MOST_ROWS:,} rows."))
