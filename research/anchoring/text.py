"""Every text is normalised once, at the door, so that offsets mean the same for everyone afterwards."""

import re
import unicodedata

from research.anchoring.errors import UnacceptableText

BYTE_ORDER_MARK = "\ufeff"
LINE_END = re.compile(r"\r\n?")
REFUSED = {re.compile("\x00"): "a NUL character", re.compile("[\ud800-\udfff]"): "half of a surrogate pair"}


def normalise(text: str) -> str:
    """Return the text with LF line ends, composed (NFC) and without a leading byte order mark.

    Raises `UnacceptableText` for a NUL, which Postgres cannot store, and for a lone surrogate, which UTF-8
    cannot express: both say that the file was read wrongly, so dropping them would hide the damage.
    """
    composed = unicodedata.normalize("NFC", LINE_END.sub("\n", text.lstrip(BYTE_ORDER_MARK)))
    for pattern, name in REFUSED.items():
        if found := pattern.search(composed):
            line = composed.count("\n", 0, found.start()) + 1
            raise UnacceptableText(f"Line {line}: the text holds {name}.")
    return composed
