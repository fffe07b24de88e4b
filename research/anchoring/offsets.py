"""Code points to and from what other programs count: UTF-16 units (JavaScript) and UTF-8 bytes (Taguette).

Each call walks the text once, in C: some tens of microseconds for an hour of conversation.
"""

from research.anchoring.errors import OffsetInsideCharacter, OffsetOutOfRange

UTF16_UNIT = 2  # bytes


def to_utf16(text: str, offset: int) -> int:
    """Convert a code point offset into UTF-16 units, as JavaScript counts."""
    _check_range(offset, len(text), unit="characters")
    return len(text[:offset].encode("utf-16-le")) // UTF16_UNIT


def from_utf16(text: str, offset: int) -> int:
    """Convert an offset in UTF-16 units into code points. It must not split a surrogate pair."""
    units = text.encode("utf-16-le")
    _check_range(offset, len(units) // UTF16_UNIT, unit="UTF-16 units")
    at = offset * UTF16_UNIT
    if 0xDC00 <= int.from_bytes(units[at : at + UTF16_UNIT], "little") <= 0xDFFF:
        raise OffsetInsideCharacter(f"UTF-16 offset {offset} lies inside a surrogate pair.")
    return len(units[:at].decode("utf-16-le"))


def to_utf8(text: str, offset: int) -> int:
    """Convert a code point offset into bytes of the text's UTF-8."""
    _check_range(offset, len(text), unit="characters")
    return len(text[:offset].encode())


def from_utf8(text: str, offset: int) -> int:
    """Convert an offset in bytes of UTF-8 into code points. It must not split a character."""
    encoded = text.encode()
    _check_range(offset, len(encoded), unit="bytes")
    if encoded[offset : offset + 1] and encoded[offset] & 0b1100_0000 == 0b1000_0000:
        raise OffsetInsideCharacter(f"Byte offset {offset} lies inside a character.")
    return len(encoded[:offset].decode())


def _check_range(offset: int, length: int, *, unit: str) -> None:
    if not 0 <= offset <= length:
        raise OffsetOutOfRange(f"Offset {offset} lies outside the text, which has {length} {unit}.")
