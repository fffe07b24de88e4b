"""Lines of an export → events and problems, in the order in which they stand."""

import codecs
import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NoReturn

from research.importers.events import amplitude, mixpanel
from research.importers.events.files import Line
from research.importers.events.parsed import Manner, NotUnderstood, ParsedEvent, Problem
from research.models import EventSource

Reader = Callable[[Mapping[str, Any], Manner], ParsedEvent]

READERS: Mapping[str, Reader] = {
    EventSource.Tool.AMPLITUDE: amplitude.event,
    EventSource.Tool.MIXPANEL: mixpanel.event,
}


def read(lines: Iterable[Line], *, reader: Reader, manner: Manner) -> Iterator[tuple[Line, ParsedEvent | Problem]]:
    """Yield what each line comes to. Nothing that a line holds stops the reading of the next."""
    for line in lines:
        try:
            yield line, reader(_row(line), manner)
        except NotUnderstood as error:
            yield line, Problem(line.file, line.number, str(error))
        except RecursionError:
            yield line, Problem(line.file, line.number, "The line nests too deep.")


def _row(line: Line) -> Mapping[str, Any]:
    if line.text is None:
        raise NotUnderstood("The line is too long for an event.")
    if b"\\u0000" in line.text:
        raise NotUnderstood("The line holds the character NUL.")
    try:
        row = _decode(line.text.removeprefix(codecs.BOM_UTF8).decode())
        if b"\\ud" in line.text.lower():
            json.dumps(row, ensure_ascii=False).encode()  # half characters, which nobody can store
    except ValueError as error:
        raise NotUnderstood("The line is no JSON.") from error
    if not isinstance(row, dict):
        raise NotUnderstood("The line is no JSON object.")
    return row


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("too large a number")
    return number


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is not a number")


_decode = json.JSONDecoder(parse_constant=_no_number, parse_float=_finite).decode
"""Made once: it costs as much to make as a row does to read."""
