"""Times in a recording, in milliseconds."""

import re
from datetime import timedelta

from research.importers.transcripts.parsed import UnreadableTranscript

MOST_HOURS = 99
CLOCK = r"(?:[0-9]{1,3}:)?[0-9]{1,2}:[0-9]{2}"
"""`mm:ss` or `hh:mm:ss`, as people write it."""
STAMP = re.compile(r"(?:([0-9]{1,10}):)?([0-9]{1,2}):([0-9]{1,2})(?:[.,]([0-9]{1,9}))?")
SPOKEN = re.compile(r"(?:([0-9]{1,2}) ?h)? ?(?:([0-9]{1,3}) ?m)? ?(?:([0-9]{1,2}) ?s)?")
BIGGEST = 60


def milliseconds(stamp: str, *, line: int) -> int:
    """Read `(hh:)mm:ss(.fraction)`, padded or not, with a point or a comma. `.5` is half a second.

    Hours may be too many: see `is_plausible`.
    """
    match = STAMP.fullmatch(stamp.strip())
    if not match or int(match[2]) >= BIGGEST or int(match[3]) >= BIGGEST:
        raise UnreadableTranscript(f"“{stamp.strip()[:40]}” is not a time.", line=line)
    seconds = (int(match[1] or 0) * BIGGEST + int(match[2])) * BIGGEST + int(match[3])
    return seconds * 1000 + int((match[4] or "0").ljust(3, "0")[:3])


def clock(text: str) -> int | None:
    """Read `mm:ss` or `hh:mm:ss`; None for anything else, and for times that no recording has."""
    try:
        found = milliseconds(text, line=1) if re.fullmatch(CLOCK, text) else None
    except UnreadableTranscript:
        return None
    return found if found is not None and is_plausible(found) else None


def is_plausible(time: int) -> bool:
    return time < (MOST_HOURS + 1) * 3_600_000


def spoken_duration(text: str) -> timedelta | None:
    """Read `1h 2m 3s`."""
    match = SPOKEN.fullmatch(text.strip())
    if not match or not any(match.groups()):
        return None
    hours, minutes, seconds = (int(group or 0) for group in match.groups())
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)
