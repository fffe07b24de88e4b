"""Which format a file is in, told by its content first, by its name second."""

from collections.abc import Callable
from pathlib import PurePath

from research.importers.transcripts import conversation, decoding, headed, notes, subrip, webvtt, word
from research.importers.transcripts.cues import Reading
from research.importers.transcripts.parsed import ParsedNote

MARKDOWN = frozenset({".md", ".markdown"})


def parse(content: bytes, *, name: str) -> ParsedNote:
    """Read a file of any format known here. Linear in the size of the file.

    Raises `UnreadableTranscript`, and nothing else, for what cannot be read.
    """
    decoding.check_size(content)
    suffix = PurePath(name).suffix.lower()
    if content.startswith(decoding.ZIP_MARK):
        return _parse_word(decoding.checked(word.text_of(content)))
    text = decoding.decode(content)
    if suffix == ".vtt" or webvtt.SIGNATURE.match(text):
        return webvtt.read(text).transcript()
    if suffix == ".srt" or subrip.looks_like(text):
        return subrip.read(text).transcript()
    return _parse_text(text, name_of_format="Markdown" if suffix in MARKDOWN else "Plain text")


def _parse_word(text: str) -> ParsedNote:
    if subrip.looks_like(text):
        return subrip.read_teams(text).transcript()
    return _parse_text(text, name_of_format="Word document")


def _parse_text(text: str, *, name_of_format: str) -> ParsedNote:
    reader = _reader(text, is_markdown=name_of_format == "Markdown")
    return reader(text).transcript() if reader else notes.read(text, name_of_format=name_of_format)


def _reader(text: str, *, is_markdown: bool) -> Callable[[str], Reading] | None:
    if conversation.is_meet(text) and conversation.read_meet(text).cues:
        return conversation.read_meet
    if headed.looks_like(text):
        return headed.read
    return conversation.read if not is_markdown and conversation.is_conversation(text) else None
