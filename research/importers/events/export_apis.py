"""The export APIs of Amplitude and of Mixpanel: a day → files as the tool itself gives them out.

Amplitude, *Export API*: `GET /api/2/export?start=20261001T00&end=20261001T23`, hours by UTC, both included, of when the
events arrived there; a ZIP of gzipped lines; 404 where there are none, 400 above 4 GB, 504 where it is too much for
it. Mixpanel, *Export events*: `GET /api/2.0/export?from_date=…&to_date=…&project_id=…`, days of the project's zone;
JSON lines, gzipped if wanted; 60 an hour, then 429; where it cannot go on, it ends with the words `terminated early`.
"""

import gzip
import tempfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import IO
from urllib.parse import urlencode

from research.importers.events.downloads import Access, AnsweredOtherwise, NotPulled, Patience, download
from research.importers.events.files import unpacked
from research.models import EventSource

IN_MEMORY = 8 * 1024 * 1024
_TOO_MUCH = frozenset((400, 504))
_NONE_THERE = 404
_LAST = 200
_CHUNK = 1 << 20

Days = Callable[..., Iterator[IO[bytes]]]


def amplitude(day: date, *, access: Access, patience: Patience, is_milliseconds: bool = False) -> Iterator[IO[bytes]]:
    """Yield the day's files: one, or where that is too much for Amplitude one for each part of the day.

    Raises `NotPulled`.
    """
    yield from _hours(day, 0, 23, access=access, patience=patience)


def _hours(day: date, first: int, last: int, *, access: Access, patience: Patience) -> Iterator[IO[bytes]]:
    query = urlencode({"start": f"{day:%Y%m%d}T{first:02}", "end": f"{day:%Y%m%d}T{last:02}"})
    known = _TOO_MUCH if first < last else frozenset((400,))
    with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
        try:
            download(
                f"{access.host}/api/2/export?{query}",
                access=access,
                into=file,
                patience=patience,
                known=known | {_NONE_THERE},
            )
        except AnsweredOtherwise as answer:
            if answer.status == _NONE_THERE:
                return
            if first == last:
                raise NotPulled(
                    f"Amplitude cannot give out {day}, {first}:00: it is too much for one answer."
                ) from None
        else:
            file.seek(0)
            yield file
            return
    half = (first + last) // 2
    yield from _hours(day, first, half, access=access, patience=patience)
    yield from _hours(day, half + 1, last, access=access, patience=patience)


def mixpanel(day: date, *, access: Access, patience: Patience, is_milliseconds: bool = False) -> Iterator[IO[bytes]]:
    """Yield the day's file. Raises `NotPulled`."""
    asked = {"from_date": f"{day}", "to_date": f"{day}", "project_id": access.project}
    query = urlencode(asked | ({"time_in_ms": "true"} if is_milliseconds else {}))
    for attempt in range(1, patience.attempts + 1):
        with tempfile.SpooledTemporaryFile(IN_MEMORY) as file:
            download(f"{access.host}/api/2.0/export?{query}", access=access, into=file, patience=patience)
            if _is_whole(file):
                file.seek(0)
                yield file
                return
        if attempt < patience.attempts:
            patience.sleep(patience.first_pause * 2 ** (attempt - 1))
    raise NotPulled(f"Mixpanel broke off its export of {day}, {patience.attempts} times in a row.")


def _is_whole(file: IO[bytes]) -> bool:
    """Tell whether the export has its end: the packing is whole, and the last line is no excuse."""
    tail = b""
    file.seek(0)
    try:
        with unpacked(file) as plain:
            while part := plain.read(_CHUNK):
                tail = (tail + part)[-_LAST:]
    except (EOFError, gzip.BadGzipFile, zlib.error):
        return False
    return not tail.rstrip().endswith(b"terminated early")


APIS: Mapping[str, Days] = {
    EventSource.Tool.AMPLITUDE: amplitude,
    EventSource.Tool.MIXPANEL: mixpanel,
}
