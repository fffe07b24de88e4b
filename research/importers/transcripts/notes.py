"""Texts in which nobody's turn is marked."""

import re

from research.importers.transcripts.cues import normalised, one_line
from research.importers.transcripts.parsed import ParsedNote

HEADING = re.compile(r"# +(\S.*)")


def read(text: str, *, name_of_format: str) -> ParsedNote:
    """Keep the text as it is, but for its normalisation. A heading that begins Markdown is its title."""
    heading = HEADING.match(text.lstrip("\n")) if name_of_format == "Markdown" else None
    return ParsedNote(
        kind="notes",
        format=name_of_format,
        text=normalised(text, line=1),
        title=one_line(heading[1]) if heading else "",
    )
