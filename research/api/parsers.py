"""Bodies, read more strictly than Python's `json` does."""

import json
import math
from collections.abc import Iterator, Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.parsers import DataAndFiles as Parsed

from research.api.errors import BadInput, Flaw, TooLarge, pointer

DEEPEST = 20
"""Levels of lists and objects in a body."""
LARGEST_FILE_REQUEST = 32 * 1024 * 1024
"""Bytes of a request that carries a file."""


class StrictJSONParser(BaseParser):
    """UTF-8, one meaning per key, finite numbers, no NUL, no half characters, no more than 20 levels: else 400."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        content = stream.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
        if len(content) > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise TooLarge
        return parsed(content)


class StrictMultiPartParser(MultiPartParser):
    """A form with a file, of at most 32 MiB."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> "Parsed[Any, Any]":
        request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FILE_REQUEST:
            raise TooLarge
        return super().parse(stream, media_type, parser_context)


def parsed(content: bytes) -> Any:
    """Return what the JSON says. Raises `ParseError` where it cannot be read, `BadInput` for what is in it."""
    try:
        value = json.loads(
            content.decode("utf-8-sig"),
            object_pairs_hook=_object,
            parse_constant=_no_number,
            parse_float=_finite,
        )
    except UnicodeDecodeError as error:
        raise ParseError(f"The body is not UTF-8: byte {error.start} cannot be read.") from error
    except RecursionError as error:
        raise ParseError(_too_deep()) from error
    except ValueError as error:
        raise ParseError(f"The body is not JSON: {error}.") from error
    if flaws := list(_flaws(value)):
        raise BadInput(*flaws)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("an object names the same key twice")
    return found


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:20]} is too large a number")
    return number


def _flaws(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[Flaw]:
    if isinstance(value, str):
        if sentence := _flaw_of(value):
            yield Flaw(pointer=pointer(*path), detail=sentence)
    elif isinstance(value, dict | list):
        if len(path) >= DEEPEST:
            yield Flaw(pointer=pointer(*path), detail=_too_deep())
            return
        children = value.items() if isinstance(value, dict) else enumerate(value)
        for key, child in children:
            if isinstance(key, str) and (sentence := _flaw_of(key)):
                yield Flaw(pointer=pointer(*path), detail=f"A key here is unfit: {sentence}")
            else:
                yield from _flaws(child, (*path, key))


def _flaw_of(text: str) -> str | None:
    if "\x00" in text:
        return "Text cannot hold the character NUL."
    try:
        text.encode()
    except UnicodeEncodeError:
        return "Text holds half of a character (a lone surrogate)."
    return None


def _too_deep() -> str:
    return f"Lists and objects are nested more than {DEEPEST} levels deep."
