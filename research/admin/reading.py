"""A note's text as it is read: paragraphs, each with who speaks, when, and where in the text it stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString

from research.models import Note, Turn

LONGEST_PARAGRAPH = 600
"""Characters after which a long turn begins a new paragraph, so that a time is never far above."""


@dataclass(frozen=True, kw_only=True)
class Paragraph:
    """A piece of the text, `text[start:end]` in code points, of one speaker.

    `begins_turn`: somebody else spoke before. `clock` is minutes and seconds, empty where nobody knows, and
    `recording` the address of that second.
    """

    start: int
    end: int
    text: str
    speaker: str = ""
    known_as: str = ""
    is_interviewer: bool = False
    begins_turn: bool = True
    clock: str = ""
    recording: str = ""


@dataclass(frozen=True, kw_only=True)
class _Stretch:
    """Consecutive turns of one speaker in one line; without any, words that are nobody's."""

    start: int
    end: int
    turn: Turn | None = None


def paragraphs(note: Note, turns: Sequence[Turn], *, recording_url: str = "") -> list[Paragraph]:
    """Lay out the text; `turns` are in order. What no turn covers is shown, too, a paragraph a line. No query."""
    made: list[Paragraph] = []
    said_by: tuple[object, ...] | None = None
    for stretch in _stretches(note.text, turns):
        turn = stretch.turn
        voice = _voice(turn) if turn else None
        made.append(
            Paragraph(
                start=stretch.start,
                end=stretch.end,
                text=note.text[stretch.start : stretch.end],
                speaker=turn.speaker if turn else "",
                known_as=_known_as(turn) if turn else "",
                is_interviewer=turn is not None and turn.interviewer_id is not None,
                begins_turn=voice is None or voice != said_by,
                clock=clock(turn.start_ms) if turn else "",
                recording=at_second(recording_url, turn.start_ms) if turn else "",
            )
        )
        said_by = voice
    return made


def markup(one: Paragraph) -> SafeString:
    """Write a paragraph down as the page has it. A template would take ten times as long for a long transcript."""
    classes = " ".join(["turn", *(["begins"] if one.begins_turn else []), *(["asked"] if one.is_interviewer else [])])
    return format_html(
        '<div class="{}" data-start="{}" data-end="{}" data-speaker="{}">{}<p class="words" dir="auto">{}</p></div>\n',
        classes,
        one.start,
        one.end,
        one.known_as,
        _label(one),
        one.text,
    )


def _label(one: Paragraph) -> SafeString | str:
    name = one.known_as if one.begins_turn else ""
    if not (name or one.clock):
        return ""
    said_as = one.speaker if name and one.speaker != name else ""
    return format_html(
        '<p class="speaker">{}{}{}</p>',
        format_html("<strong>{}</strong> ", name) if name else "",
        format_html('<span class="quiet">{}</span> ', said_as) if said_as else "",
        _time(one) if one.clock else "",
    )


def _time(one: Paragraph) -> SafeString:
    if not one.recording:
        return format_html('<span class="clock">{}</span>', one.clock)
    return format_html(
        '<a class="clock" href="{}" target="_blank" rel="noopener noreferrer" title="Open the recording here">{}</a>',
        one.recording,
        one.clock,
    )


def clock(milliseconds: int | None) -> str:
    """Return hours (if any), minutes and seconds."""
    if milliseconds is None:
        return ""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}" if minutes >= 60 else f"{minutes}:{seconds:02}"


def _stretches(text: str, turns: Sequence[Turn]) -> Iterator[_Stretch]:
    at = 0
    open_one: _Stretch | None = None
    for turn in turns:
        if turn.end <= at:
            continue
        start = max(turn.start, at)
        gap = text[at:start]
        if open_one and _continues(open_one, turn, gap=gap):
            open_one = _Stretch(start=open_one.start, end=turn.end, turn=open_one.turn)
        else:
            yield from [open_one] if open_one else []
            yield from _lines(text, start=at, end=start)
            open_one = _Stretch(start=start, end=turn.end, turn=turn)
        at = turn.end
    yield from [open_one] if open_one else []
    yield from _lines(text, start=at, end=len(text))


def _continues(stretch: _Stretch, turn: Turn, *, gap: str) -> bool:
    return (
        stretch.turn is not None
        and _voice(stretch.turn) == _voice(turn)
        and not gap.strip()
        and "\n" not in gap
        and turn.end - stretch.start <= LONGEST_PARAGRAPH
    )


def _lines(text: str, *, start: int, end: int) -> Iterator[_Stretch]:
    at = start
    for line in text[start:end].split("\n"):
        if line.strip():
            yield _Stretch(start=at, end=at + len(line))
        at += len(line) + 1


def _voice(turn: Turn) -> tuple[object, ...]:
    return turn.speaker, turn.participant_id, turn.interviewer_id


def _known_as(turn: Turn) -> str:
    if turn.participant:
        return turn.participant.code
    if turn.interviewer:
        return turn.interviewer.get_short_name() or turn.interviewer.get_username()
    return turn.speaker


def at_second(recording_url: str, milliseconds: int | None) -> str:
    """Return the address of that second of a recording; nothing where either is unknown."""
    if not recording_url or milliseconds is None:
        return ""
    return recording_url.replace("{seconds}", str(milliseconds // 1000))
