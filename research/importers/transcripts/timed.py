"""What WebVTT and SubRip share: a line with `-->`, a number before it, words until an empty line."""

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from research.importers.transcripts import speakers
from research.importers.transcripts.cues import Reading
from research.importers.transcripts.parsed import UnreadableTranscript
from research.importers.transcripts.times import MOST_HOURS, is_plausible, milliseconds

ARROW = "-->"
TIMING = re.compile(r"\s*([0-9:.,]+)\s*-->\s*([0-9:.,]+)(?:\s.*)?")
NO_WORDS_BEFORE_ARROW = re.compile(rf"[\W\d_]*{ARROW}")
MANGLED = re.compile(r"[\W\d_]*\d:\d[\W\d_]*")
COUNTER = re.compile(r"\s*(?:[0-9]+|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?:/[0-9-]+)?)\s*")

Lines = Sequence[tuple[int, str]]


class Block(NamedTuple):
    """A cue before its words are looked at."""

    line: int
    identifier: str
    timing: str
    payload: tuple[str, ...]
    start_ms: int | None
    end_ms: int | None


def blocks(lines: Lines, reading: Reading, *, is_aside: Callable[[str], bool]) -> Iterator[Block]:
    """Yield the cues. A paragraph that begins with an aside (a comment) is passed over.

    Words after an empty line belong to the cue above, with a problem. Raises `UnreadableTranscript` for a
    time that cannot be read and for words that stand before any cue.
    """
    places = [index for index, (_, line) in enumerate(lines) if _is_timing(line)]
    heads = [_head(lines, place) for place in places]
    _refuse_stray(_paragraphs(lines[: heads[0] if heads else len(lines)]), is_aside=is_aside)
    for place, head, following in zip(places, heads, [*heads, len(lines)][1:], strict=True):
        number, timing = lines[place]
        start_ms, end_ms = _times(timing, number, reading)
        identifier = lines[head][1].strip() if head < place else ""
        payload = _payload(lines[place + 1 : following], reading, is_aside=is_aside)
        yield Block(number, identifier, timing, tuple(payload), start_ms, end_ms)


def _is_timing(line: str) -> bool:
    return ARROW in line and NO_WORDS_BEFORE_ARROW.match(line) is not None


def _head(lines: Lines, place: int) -> int:
    """Return where the cue begins: at the line before its times, if that is its number or name."""
    if not place:
        return place
    before = lines[place - 1][1]
    stands_alone = place == 1 or not lines[place - 2][1].strip()
    is_identifier = before.strip() and (COUNTER.fullmatch(before) or stands_alone) and not _is_timing(before)
    return place - 1 if is_identifier else place


def _payload(lines: Lines, reading: Reading, *, is_aside: Callable[[str], bool]) -> Iterator[str]:
    length = next((index for index, (_, line) in enumerate(lines) if not line.strip()), len(lines))
    yield from (line for _, line in lines[:length])
    for paragraph in _paragraphs(lines[length:]):
        if not is_aside(paragraph[0][1]) and not _is_lone_counter(paragraph):
            _refuse_broken(paragraph)
            reading.report(paragraph[0][0], "Words after an empty line were added to the cue above.")
            yield from (line for _, line in paragraph)


def _paragraphs(lines: Lines) -> Iterator[Lines]:
    for has_words, group in groupby(lines, key=lambda line: bool(line[1].strip())):
        if has_words:
            yield list(group)


def _is_lone_counter(paragraph: Lines) -> bool:
    return len(paragraph) == 1 and COUNTER.fullmatch(paragraph[0][1]) is not None


def _refuse_stray(paragraphs: Iterator[Lines], *, is_aside: Callable[[str], bool]) -> None:
    for paragraph in paragraphs:
        if not is_aside(paragraph[0][1]):
            _refuse_broken(paragraph)
            raise UnreadableTranscript("these words belong to no cue.", line=paragraph[0][0])


def _refuse_broken(paragraph: Lines) -> None:
    for number, line in paragraph[:2]:
        if ARROW in line or MANGLED.fullmatch(line[:100]):
            raise UnreadableTranscript(
                f"expected the times of a cue, such as 00:00:01.000 --> 00:00:04.000, found “{line.strip()[:60]}”.",
                line=number,
            )


def _times(timing: str, line: int, reading: Reading) -> tuple[int | None, int | None]:
    match = TIMING.fullmatch(timing)
    if not match:
        raise UnreadableTranscript(f"“{timing.strip()[:60]}” is not the times of a cue.", line=line)
    start, end = milliseconds(match[1], line=line), milliseconds(match[2], line=line)
    if not is_plausible(start):
        reading.report(line, f"The cue starts after more than {MOST_HOURS} hours: its times were left out.")
        return None, None
    if not start <= end or not is_plausible(end):
        reading.report(line, "The cue ends before it starts, or never: its end was left out.")
        return start, None
    return start, end


def label_speakers(reading: Reading) -> None:
    """Move the labels at the start of the cues' words (`Name: words`) to where the speaker stands."""
    if any(cue.speaker for cue in reading.cues):
        return
    found = speakers.find(["\n".join(cue.words) for cue in reading.cues])
    last = ""
    for cue in reading.cues:
        words = "\n".join(cue.words)
        if split := found.split(words):
            cue.speaker, cue.words = split.label, [split.words]
            last = cue.speaker
        elif (label := speakers.labelled(words)) and label.label in found.doubtful:
            reading.report(cue.line, f"“{label.label}” occurs once and was not taken for a speaker.")
            last = ""
        elif found.carry_on:
            cue.speaker = last
