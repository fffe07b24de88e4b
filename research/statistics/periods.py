"""Stretches of the calendar: read as people write them, and found around a day."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date

MONTHS = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, kw_only=True)
class Period:
    """Both days belong to it."""

    start: date
    end: date

    @property
    def code(self) -> str:
        """As `read` reads it: 2026, 2026-Q1, 2026-01; of anything else its first day."""
        months = 12 * (self.end.year - self.start.year) + self.end.month - self.start.month + 1
        if months == 12 and self.start.month == 1:
            return f"{self.start.year:04d}"
        if months == 3 and self.start.month % 3 == 1:
            return f"{self.start.year:04d}-Q{self.end.month // 3}"
        return self.start.isoformat()[:7] if self.start.day == 1 and months == 1 else self.start.isoformat()


def read(text: str) -> Period:
    """Read a year, quarter, month or day: 2026, 2026-Q1, 2026-01, 2026-01-31. Raises `ValueError`."""
    if found := re.fullmatch(r"(\d{4})-?Q([1-4])", text, re.ASCII | re.IGNORECASE):
        return _months(int(found[1]), 3 * int(found[2]) - 2, 3 * int(found[2]))
    if found := re.fullmatch(r"(\d{4})-(\d\d)", text, re.ASCII):
        return _months(int(found[1]), int(found[2]), int(found[2]))
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        return _months(int(text), 1, 12)
    day = date.fromisoformat(text)
    return Period(start=day, end=day)


def around(day: date, length: str) -> Period:
    """Return the month, quarter or year (`length`) that holds the day."""
    months = MONTHS[length]
    first = (day.month - 1) // months * months + 1
    return _months(day.year, first, first + months - 1)


def _months(year: int, first: int, last: int) -> Period:
    return Period(start=date(year, first, 1), end=date(year, last, monthrange(year, last)[1]))
