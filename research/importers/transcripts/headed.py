"""Turns under a heading with name and time, two or more spaces between: Otter's text, Teams' documents."""

import re
from datetime import datetime
from itertools import pairwise

from research.importers.transcripts.cues import Cue, Reading, numbered
from research.importers.transcripts.times import clock, spoken_duration

OTTER_FOOTER = re.compile(r"\s*Transcribed by https?://(?:www\.)?otter\.ai\S*\s*", re.IGNORECASE)
TEAMS_START = re.compile(r".{1,120} started transcription", re.IGNORECASE)
TEAMS_STOP = re.compile(r".{1,120} stopped transcription", re.IGNORECASE)
TEAMS_TITLE_TAIL = re.compile(r"-[0-9]{8}_[0-9]{6}(?:UTC)?-Meeting (?:Transcript|Recording)$")
DATE = re.compile(
    r"(?:[A-Z][a-z]{2,8}, )?"
    r"(?:(?P<day>[0-9]{1,2}) (?P<month>[A-Z][a-z]{2,8})|"
    r"(?P<us_month>[A-Z][a-z]{2,8}) (?P<us_day>[0-9]{1,2})),? "
    r"(?P<year>[0-9]{4}),? (?:at )?(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2}) ?(?P<half>[AaPp][Mm])?"
)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LEAST_GAP = 2
LONGEST_NAME = 120


def heading(line: str) -> tuple[str, int] | None:
    """Read `Name  mm:ss`; the name may be missing."""
    stripped = line.replace("\u00a0", " ").strip()
    name, _, stamp = stripped.rpartition(" ") if "\t" not in stripped else stripped.rpartition("\t")
    time = clock(stamp)
    if time is None or len(name) > LONGEST_NAME:
        return None
    gap = len(name) - len(name.rstrip()) + 1
    has_gap = gap >= LEAST_GAP or "\t" in stripped or not name
    return (name.strip(), time) if has_gap else None


def looks_like(text: str) -> bool:
    """Headings with words under each, and Otter's or Teams' own line; or nothing but such headings and words.

    A list of appointments ("Lunch  12:30") has headings without words.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    places = [index for index, line in enumerate(lines) if heading(line)]
    if not places:
        return False
    if any(OTTER_FOOTER.fullmatch(line) or TEAMS_START.fullmatch(line.strip()) for line in lines):
        return True
    are_named = all((found := heading(lines[place])) and found[0] for place in places)
    has_words = places[-1] < len(lines) - 1 and all(b - a > 1 for a, b in pairwise(places))
    return len(places) > 1 and places[0] == 0 and are_named and has_words


def read(text: str) -> Reading:
    reading = Reading(format="Otter")
    preamble: list[tuple[int, str]] = []
    for number, line in numbered(text):
        if not reading.cues and TEAMS_START.fullmatch(line.strip()):
            reading.format = "Microsoft Teams"
        elif OTTER_FOOTER.fullmatch(line) or not line.strip():
            continue
        elif found := heading(line):
            name, time = found
            reading.cues.append(Cue(speaker=name, words=[], line=number, start_ms=time))
        elif reading.cues:
            reading.cues[-1].words.append(line)
        else:
            preamble.append((number, line.strip()))
    if reading.cues and reading.cues[-1].words and TEAMS_STOP.fullmatch(reading.cues[-1].words[-1].strip()):
        reading.cues[-1].words.pop()
    _read_preamble(preamble, reading)
    return reading


def _read_preamble(lines: list[tuple[int, str]], reading: Reading) -> None:
    """Take title, date and duration from what stands before the first heading; report the rest."""
    for number, line in lines:
        if (duration := spoken_duration(line)) is not None:
            reading.duration = duration
        elif held_at := _date(line):
            reading.held_at = held_at
        elif not reading.title:
            reading.title = TEAMS_TITLE_TAIL.sub("", line)
        else:
            reading.report(number, f"“{line[:60]}” stands before the first speaker and was left out.")


def _date(line: str) -> datetime | None:
    match = DATE.fullmatch(line)
    if not match or (month := (match["month"] or match["us_month"])[:3]) not in MONTHS:
        return None
    hour = int(match["hour"])
    if match["half"]:
        hour = hour % 12 + (12 if match["half"].lower() == "pm" else 0)
    day = int(match["day"] or match["us_day"])
    try:
        return datetime.fromisoformat(
            f"{match['year']}-{MONTHS.index(month) + 1:02}-{day:02}T{hour:02}:{match['minute']}"
        )
    except ValueError:
        return None
