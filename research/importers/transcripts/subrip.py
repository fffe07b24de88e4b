"""SubRip (.srt)."""

from research.importers.transcripts import markup, timed
from research.importers.transcripts.cues import Cue, Reading, numbered

FIRST_LINES = 4


def looks_like(text: str) -> bool:
    """The times of a cue stand among the first lines."""
    lines = [line for line in text.split("\n", 20)[:20] if line.strip()]
    return any(timed.TIMING.fullmatch(line) for line in lines[:FIRST_LINES])


def read(text: str) -> Reading:
    """Read a SubRip file. Speakers stand as `Name: words`; see `speakers`."""
    reading = _frame(text, name_of_format="SRT")
    timed.label_speakers(reading)
    return reading


def read_teams(text: str) -> Reading:
    """Read the text of an older Teams document: times as in SubRip, the speaker, and the words below."""
    reading = _frame(text, name_of_format="Microsoft Teams")
    for cue in reading.cues:
        cue.speaker, _, words = "\n".join(cue.words).partition("\n")
        cue.words = [words]
    return reading


def _frame(text: str, *, name_of_format: str) -> Reading:
    reading = Reading(format=name_of_format)
    for block in timed.blocks(numbered(text), reading, is_aside=lambda _: False):
        reading.cues.append(
            Cue(
                words=[markup.without_subrip_tags("\n".join(block.payload))],
                line=block.line,
                start_ms=block.start_ms,
                end_ms=block.end_ms,
            )
        )
    return reading
