"""Lines that begin with a speaker: Google Meet's and Gemini's text, and what people type themselves.

A plain text counts as a transcript when four in five of its lines (or of its paragraphs) begin with a speaker
(`speakers`), at least two speak, and there are three lines or more and half as many again as speakers: so
that a list of fields ("Date: …", "Role: …") and notes with headings stay notes. Markdown stays notes, unless
Meet or Gemini wrote it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from research.importers.transcripts import speakers
from research.importers.transcripts.cues import Cue, Reading, numbered
from research.importers.transcripts.times import CLOCK, clock

BOLD = re.compile(r"(?:[-*+] +)?\*\*([^*\n]{1,80})\*\*")
TIME_FIRST = re.compile(rf"[\[(]?({CLOCK})(?:[.,][0-9]{{1,3}})?[\])]?(?: *[-–—] *|\s+|$)")
TIME_AFTER_NAME = re.compile(rf"([^:\n\[(]{{1,80}})[\[(]({CLOCK})[\])] ?:?(?=\s|$)")
MARKUP = "#*_ \t\u200b\u00a0"

MEET_END = re.compile(r"Transcription ended after (.{1,12})", re.IGNORECASE)
MEET_NOTICE = re.compile(r"This editable transcript was computer generated.*", re.IGNORECASE)
MEET_TITLE = re.compile(
    r"(?:(?P<title>.{1,300}?) )?(?:[(-] ?(?P<when>[0-9]{4}[-/].{8,40}?)\)? )?- Transcript", re.IGNORECASE
)
MEET_TIME = re.compile(r"[0-9]{2}:[0-9]{2}:[0-9]{2}|Attendees")
MEET_SECTION = re.compile(r"(?:📖 ?)?Transcript", re.IGNORECASE)
WHEN = re.compile(
    r"([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})(?: at)? ([0-9]{2}:[0-9]{2}) "
    r"(?:GMT|UTC)(?:([+-])([0-9]{1,2})(?::?([0-9]{2}))?)?"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line without its Markdown and its time."""

    number: int
    words: str
    time: int | None
    is_after_gap: bool


def lines_of(text: str) -> Iterator[Line]:
    is_after_gap = True
    for number, line in numbered(text):
        if line.strip(MARKUP):
            time, words = _without_time(_unmarked(line.strip()))
            yield Line(number, words, time, is_after_gap)
        is_after_gap = not line.strip(MARKUP)


def _unmarked(line: str) -> str:
    """`**Name:** words` → `Name: words`; `### 00:01:02` → `00:01:02`."""
    if match := BOLD.match(line):
        return match[1] + line[match.end() :]
    return line.strip(MARKUP) if line[:1] in "#*_" else line


def _without_time(line: str) -> tuple[int | None, str]:
    if match := TIME_FIRST.match(line):
        return clock(match[1]), line[match.end() :]
    if match := TIME_AFTER_NAME.match(line):
        return clock(match[2]), f"{match[1].strip()}: {line[match.end() :]}"
    return None, line


def is_meet(text: str) -> bool:
    """Meet's own lines stand in it: its notice, what it says at the end, or its title and times."""
    lines = [line.strip(MARKUP) for line in text.split("\n")]
    if any(MEET_END.fullmatch(line) or MEET_NOTICE.fullmatch(line) for line in lines):
        return True
    return any(map(MEET_TITLE.fullmatch, lines)) and any(map(MEET_TIME.fullmatch, lines))


def is_conversation(text: str) -> bool:
    lines = list(lines_of(text))
    found = speakers.find([line.words for line in lines])
    labels = [split.label if (split := found.split(line.words)) else "" for line in lines]
    said = [label for label in labels if label]
    paragraphs = [label for label, line in zip(labels, lines, strict=True) if line.is_after_gap]
    is_mostly_labelled = 5 * len(said) >= 4 * len(labels) or (
        5 * len(list(filter(None, paragraphs))) >= 4 * len(paragraphs) and len(paragraphs) > 2
    )
    speaking = len(set(said))
    return is_mostly_labelled and speaking > 1 and len(said) > 2 and 2 * len(said) >= 3 * speaking


def read_meet(text: str) -> Reading:
    """Read Meet's text. A line has the time of the heading above it: the file knows it no closer."""
    reading = Reading(format="Google Meet")
    lines = list(lines_of(text))
    start = _read_head(lines, reading)
    spoken = []
    for line in lines[start:]:
        bare = line.words.strip(MARKUP)
        if match := MEET_END.fullmatch(bare):
            ended = clock(match[1])
            reading.duration = None if ended is None else timedelta(milliseconds=ended)
            break
        if not MEET_NOTICE.fullmatch(bare):
            spoken.append(line)
    _read_spoken(spoken, reading)
    return reading


def read(text: str) -> Reading:
    reading = Reading(format="Text with speakers")
    _read_spoken(list(lines_of(text)), reading)
    return reading


def _read_head(lines: list[Line], reading: Reading) -> int:
    """Return where the conversation begins: after Meet's title, notice, or heading "Transcript"."""
    start = 0
    left_out = []
    for index, line in enumerate(lines):
        if _is_time_heading(line):
            break
        bare = line.words.strip(MARKUP)
        if match := MEET_TITLE.fullmatch(bare):
            reading.title = match["title"] or reading.title
            reading.held_at = _when(match["when"] or "") or reading.held_at
        elif MEET_NOTICE.fullmatch(bare) or MEET_END.fullmatch(bare):
            start = start if MEET_END.fullmatch(bare) or index == len(lines) - 1 else index + 1
            break
        elif not MEET_SECTION.fullmatch(bare):
            left_out.append(index)
            continue
        start = index + 1
    if skipped := [lines[index].number for index in left_out if index < start]:
        reading.report(skipped[0], "What stands before the transcript was left out.")
    return start


def _is_time_heading(line: Line) -> bool:
    return line.time is not None and not line.words.strip()


def _when(text: str) -> datetime | None:
    match = WHEN.fullmatch(text)
    if not match:
        return None
    zone = f"{match[5]}{int(match[6]):02}:{match[7] or '00'}" if match[5] else "+00:00"
    try:
        return datetime.fromisoformat(f"{match[1]}-{match[2]}-{match[3]}T{match[4]}{zone}")
    except ValueError:
        return None


def _read_spoken(lines: list[Line], reading: Reading) -> None:
    found = speakers.find([line.words for line in lines if line.words])
    time: int | None = None
    for line in lines:
        start = time if line.time is None else line.time
        if _is_time_heading(line):
            time = line.time
        elif split := found.split(line.words):
            reading.cues.append(Cue(speaker=split.label, words=[split.words], line=line.number, start_ms=start))
        elif reading.cues and line.time is None:
            reading.cues[-1].words.append(line.words)
        elif reading.cues:
            last = reading.cues[-1].speaker
            reading.cues.append(Cue(speaker=last, words=[line.words], line=line.number, start_ms=start))
        else:
            reading.report(line.number, f"“{line.words[:60]}” stands before the first speaker and was left out.")
