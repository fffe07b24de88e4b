"""The text of a Word document, a line per paragraph."""

import io
import re
import zlib
from lzma import LZMAError
from zipfile import BadZipFile, ZipFile

from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml

from research.importers.transcripts.parsed import UnreadableTranscript

MOST_XML = 30_000_000
"""Bytes of the main part, unpacked: a small file must not unpack into all the memory there is."""
MAIN_PART = re.compile(r"/?word/document[0-9]*\.xml")


def text_of(content: bytes) -> str:
    """Return the paragraphs, those in tables included, with their soft line breaks as line ends.

    Only the main part is unpacked, up to a bound, and read by lxml's limits on depth and size; no entity is
    resolved.
    """
    try:
        root = parse_xml(_main_part(content))
    except (BadZipFile, EOFError, LZMAError, NotImplementedError, OSError, RuntimeError, zlib.error) as error:
        raise UnreadableTranscript("The Word document is damaged or encrypted.") from error
    except (SyntaxError, ValueError) as error:  # lxml's XMLSyntaxError is a SyntaxError
        if isinstance(error, UnreadableTranscript):
            raise
        raise UnreadableTranscript("The Word document is damaged: its text cannot be read.") from error
    return "\n".join(paragraph.text for paragraph in root.iter(qn("w:p")))


def _main_part(content: bytes) -> bytes:
    with ZipFile(io.BytesIO(content)) as archive:
        name = next(filter(MAIN_PART.fullmatch, archive.namelist()), None)
        if name is None:
            raise UnreadableTranscript("This is a ZIP file, but not a Word document.")
        with archive.open(name) as part:
            xml = part.read(MOST_XML + 1)
    if len(xml) > MOST_XML:
        raise UnreadableTranscript(f"The Word document unpacks to more than {MOST_XML // 1_000_000} MB of text.")
    return xml
