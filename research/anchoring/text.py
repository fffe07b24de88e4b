"""Every text is normalised once, at the door, so that offsets mean the same for everyone afterwards."""

import re
import unicodedata

from research.anchoring.errors import UnacceptableText

BYTE_ORDER_MARK = "\ufeff"
LINE_END = re.compile(r"\r\n?")
MOST_MARKS = 100
"""Combining characters in a row. Composing takes the square of their number: hours, for a file of them."""
MARKS = "".join(filter(unicodedata.combining, map(chr, range(0x300, 0x1F000))))
REFUSED = {
    re.compile("\x00"): "a NUL character",
    re.compile("[\ud800-\udfff]"): "half of a surrogate pair",
    re.compile(f"[{MARKS}]{{{MOST_MARKS + 1}}}"): f"more than {MOST_MARKS} combining characters in a row",
}


def normalise(text: str) -> str:
    """Return the text with LF line ends, composed (NFC) and without a leading byte order mark.

    Raises `UnacceptableText` for a NUL, which Postgres cannot store, and for a lone surrogate, which UTF-8
    cannot express: both say that the file was read wrongly, so dropping them would hide the damage. Also
    raises it for more than `MOST_MARKS` combining characters in a row.
    """
    text = LINE_END.sub("\n", text.lstrip(BYTE_ORDER_MARK))
    for pattern, name in REFUSED.items():
        if found := pattern.search(text):
            raise UnacceptableText(name, line=text.count("\n", 0, found.start()) + 1)
    return unicodedata.normalize("NFC", text)
