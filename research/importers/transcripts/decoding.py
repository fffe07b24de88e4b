"""From bytes to text: UTF-8, or UTF-16 that says so. Everything else is refused in one sentence."""

import codecs
import re

from research.importers.transcripts.parsed import UnreadableTranscript

MOST_BYTES = 10_000_000
"""An hour of conversation is about 100 kB."""

FOREIGN = {
    b"%PDF": "This is a PDF. Copy its text into a text file, or export the transcript in another format.",
    b"{\\rtf": "This is an RTF document. Save it as .docx or as plain text.",
    b"\xd0\xcf\x11\xe0": "This is an old Word or Office document. Save it as .docx or as plain text.",
    b"<!doctype html": "This is a web page. Save it as plain text.",
    b"<html": "This is a web page. Save it as plain text.",
    codecs.BOM_UTF32_LE: "This text is in UTF-32. Save it as UTF-8.",
    codecs.BOM_UTF32_BE: "This text is in UTF-32. Save it as UTF-8.",
}
UTF16_MARKS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
LINE_END = re.compile("\r\n?|[\v\f]")
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
ZIP_MARK = b"PK\x03\x04"


def check_size(content: bytes) -> None:
    if len(content) > MOST_BYTES:
        raise UnreadableTranscript(f"The file is larger than {MOST_BYTES // 1_000_000} MB.")
    if not content.strip():
        raise UnreadableTranscript("The file is empty.")


def decode(content: bytes) -> str:
    """Return the text with LF line ends, not yet composed: markup must be read before accents join it."""
    for mark, sentence in FOREIGN.items():
        if content[: len(mark)].lower() == mark.lower():
            raise UnreadableTranscript(sentence)
    return checked(_decode(content))


def checked(text: str) -> str:
    """Return the text with LF line ends; refuse what no text holds."""
    text = LINE_END.sub("\n", text)
    if found := CONTROL.search(text):
        raise UnreadableTranscript(
            f"there is a control character (U+{ord(found[0]):04X}): this is not a text file, "
            "or it is in an encoding other than UTF-8.",
            line=text.count("\n", 0, found.start()) + 1,
        )
    if not text.strip():
        raise UnreadableTranscript("The file is empty.")
    return text


def _decode(content: bytes) -> str:
    encoding = UTF16_MARKS.get(content[:2])
    try:
        return content[2:].decode(encoding) if encoding else content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if encoding:
            raise UnreadableTranscript("The file says that it is in UTF-16, but it is not.") from error
        raise UnreadableTranscript(
            "the text is not in UTF-8. Save the file as UTF-8 and try again.",
            line=content.count(b"\n", 0, error.start) + 1,
        ) from error
