"""Events as the bytes that Postgres' binary COPY takes. Pure.

Packing whole rows by one `struct` costs half of what a driver does field by field, and the server has nothing to parse
but the JSON.
"""

import hashlib
import json
import struct
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any

from research.importers.events.parsed import ParsedEvent

COLUMNS = ("source_id", "name", "at", "person", "key", "properties", "user_properties", "rest")
BEGIN, END = b"PGCOPY\n\xff\r\n\0" + bytes(8), b"\xff\xff"
"""A file of binary COPY: its signature with no flags and no extension, and the row of -1 fields that ends it."""

_HEAD = struct.Struct("!hiqi").pack
_NUMBERS = struct.Struct("!iqiqiq").pack
_JSON = struct.Struct("!ib").pack
_VERSION_OF_JSONB = 1
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_NONE = _JSON(3, _VERSION_OF_JSONB) + b"{}"
_KNOWN_PEOPLE = 100_000
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, separators=(",", ":")).encode


def packed(events: Iterable[ParsedEvent], *, source_id: int, salt: bytes, is_keyed_below_zero: bool) -> Iterator[bytes]:
    """Yield the rows of the events, without begin and end. Names are encoded as they are: UTF-8.

    `is_keyed_below_zero`: keys are made negative, else not negative; an index holds the latter only.
    """
    hash_of = hasher(salt)
    person_of = lru_cache(_KNOWN_PEOPLE)(hash_of)
    for event in events:
        name = event.name.encode()
        key = hash_of(event.key)
        yield b"".join(
            (
                _HEAD(len(COLUMNS), 8, source_id, len(name)),
                name,
                _NUMBERS(
                    8,
                    (event.at - _EPOCH) // _MICROSECOND,
                    8,
                    person_of(event.person),
                    8,
                    key if (key < 0) is is_keyed_below_zero else ~key,
                ),
                _json(event.properties),
                _json(event.user_properties),
                _json(event.rest),
            )
        )


def hasher(salt: bytes) -> Callable[[str], int]:
    """Return what makes of a text a number of 64 bits, which leads back to it only for whoever guesses it."""
    begun = hashlib.blake2b(digest_size=8, key=salt)

    def hashed(text: str) -> int:
        one = begun.copy()
        one.update(text.encode(errors="surrogatepass"))
        return int.from_bytes(one.digest(), "big", signed=True)

    return hashed


def _json(value: Any) -> bytes:
    if not value:
        return _NONE
    written = _encode(value).encode()
    return _JSON(len(written) + 1, _VERSION_OF_JSONB) + written
