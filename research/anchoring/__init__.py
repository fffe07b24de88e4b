"""Where words stand in a text, and how they are found again when the text changes.

Offsets are Unicode code points from 0, half-open, as Python's own: `text[start:end]`. The position of a
passage is its address; its quote, with what stands around it, is the check and the way back. Nothing here
knows a model or a database.
"""

from research.anchoring.corrections import Outcome, Reanchored, reanchor
from research.anchoring.errors import (
    AnchoringError,
    EmptyPassage,
    OffsetInsideCharacter,
    OffsetOutOfRange,
    UnacceptableText,
)
from research.anchoring.offsets import from_utf8, from_utf16, to_utf8, to_utf16
from research.anchoring.quoted import is_quoted, quoted_ranges
from research.anchoring.quotes import CONTEXT, Anchor, QuoteSelector, find, select
from research.anchoring.sentences import sentences
from research.anchoring.text import normalise

__all__ = [
    "CONTEXT",
    "Anchor",
    "AnchoringError",
    "EmptyPassage",
    "OffsetInsideCharacter",
    "OffsetOutOfRange",
    "Outcome",
    "QuoteSelector",
    "Reanchored",
    "UnacceptableText",
    "find",
    "from_utf8",
    "from_utf16",
    "is_quoted",
    "normalise",
    "quoted_ranges",
    "reanchor",
    "select",
    "sentences",
    "to_utf8",
    "to_utf16",
]
