"""WebVTT, and what Zoom and Microsoft Teams make of it."""

import re
from datetime import timedelta

from research.importers.transcripts import markup, timed
from research.importers.transcripts.cues import Cue, Reading, numbered
from research.importers.transcripts.parsed import UnreadableTranscript

SIGNATURE = re.compile(r"WEBVTT(?:[ \t].*)?")
ASIDE = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s|$)")
LANGUAGE = re.compile(r"(?:NOTE\s+)?language\s*:\s*\"?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,4})?)\b", re.IGNORECASE)
DURATION = re.compile(r"NOTE\s+duration\s*:\s*\"?([0-9]{1,2}):([0-9]{2}):([0-9]{2})", re.IGNORECASE)
HEADER_FIELD = re.compile(r"[A-Za-z-]+\s*[:=].*")
UNPADDED = re.compile(r"[0-9]:[0-9]{1,2}:[0-9]{1,2}\.")
GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-", re.IGNORECASE)


def read(text: str) -> Reading:
    """Read a WebVTT file. A cue with several voices becomes several cues with its times.

    A plain file's labels (`Name: words`, as Zoom writes them) are found by `speakers`.
    """
    lines = numbered(text)
    if not SIGNATURE.fullmatch(lines[0][1].rstrip()):
        raise UnreadableTranscript("a WebVTT file begins with WEBVTT.", line=1)
    reading = Reading(format="WebVTT")
    _read_header(lines, reading)
    body = lines[_header_length(lines) :]
    found = list(timed.blocks(body, reading, is_aside=lambda line: ASIDE.match(line) is not None))
    for block in found:
        reading.cues += [
            Cue(words=[words], speaker=voice, line=block.line, start_ms=block.start_ms, end_ms=block.end_ms)
            for voice, words in markup.voices("\n".join(block.payload))
        ]
    has_voices = any(cue.speaker for cue in reading.cues)
    timed.label_speakers(reading)
    reading.format = _format(found, reading, has_voices=has_voices)
    return reading


def _header_length(lines: timed.Lines) -> int:
    """Return how many lines stand before the first cue or comment. Some programs leave no empty line."""
    for index, (_, line) in enumerate(lines[1:], start=1):
        if not HEADER_FIELD.fullmatch(line):
            return index
    return len(lines)


def _read_header(lines: timed.Lines, reading: Reading) -> None:
    """Find language and duration, which stand in the header or in comments."""
    for _, line in lines:
        if not reading.language and (match := LANGUAGE.match(line)):
            reading.language = match[1]
        if match := DURATION.match(line):
            hours, minutes, seconds = map(int, match.groups())
            reading.duration = timedelta(hours=hours, minutes=minutes, seconds=seconds)
        if timed.ARROW in line:
            return


def _format(found: list[timed.Block], reading: Reading, *, has_voices: bool) -> str:
    identifiers = [block.identifier for block in found]
    if has_voices:
        is_teams = any(map(GUID.match, identifiers)) or any(UNPADDED.match(block.timing) for block in found)
        return "Microsoft Teams" if is_teams else "WebVTT"
    is_zoom = any(cue.speaker for cue in reading.cues) and all(map(str.isdecimal, identifiers))
    return "Zoom" if is_zoom else "WebVTT"
