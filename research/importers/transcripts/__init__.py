"""From the bytes of a file to a note and its turns. Pure: no model, no database.

`parse` tells the format by content, then by file name. Who is taken for a speaker is said in `speakers`,
when a plain text counts as a transcript in `conversation`.
"""

from research.importers.transcripts.parsed import (
    Kind,
    ParsedNote,
    ParsedTurn,
    Problem,
    UnreadableTranscript,
)
from research.importers.transcripts.reading import parse

__all__ = ["Kind", "ParsedNote", "ParsedTurn", "Problem", "UnreadableTranscript", "parse"]
