"""Files that hold lines of JSON: plain, gzipped, in a ZIP, or a folder of these. Told apart by what is in them."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

LONGEST_LINE = 2 * 1024 * 1024
_GZIP = b"\x1f\x8b"
_ZIP = b"PK"


class UnreadableFile(ValueError):
    """A file that cannot be opened for what it is. The message is fit to show."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, from 1 on; `text` is None if it is too long to be one. `position`: bytes read by then, of all files."""

    file: str
    number: int
    text: bytes | None
    position: int


def size_of(path: Path) -> int:
    """Return how many bytes there are to read."""
    return sum(one.stat().st_size for one in _files(path))


def lines_of_path(path: Path) -> Iterator[Line]:
    """Yield the lines of a file or of all files in a folder, by name. Raises `UnreadableFile`."""
    before = 0
    for one in _files(path):
        with one.open("rb") as stream:
            yield from lines(stream, name=one.name, before=before)
        before += one.stat().st_size


def lines(stream: IO[bytes], *, name: str, before: int = 0) -> Iterator[Line]:
    """Yield the lines of an open file; of a ZIP, those of its files one after another. Raises `UnreadableFile`."""
    try:
        if _begins_with(stream, _ZIP):
            yield from _zipped(stream, name=name, before=before)
        else:
            with unpacked(stream) as plain:
                yield from _split(plain, name=name, raw=stream, before=before)
    except (zipfile.BadZipFile, gzip.BadGzipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise UnreadableFile(f"{name} is broken, or packed in a way that cannot be opened.") from error


def _zipped(stream: IO[bytes], *, name: str, before: int) -> Iterator[Line]:
    with zipfile.ZipFile(stream) as archive:
        for member in archive.infolist():
            if not member.is_dir() and not _is_clutter(member.filename):
                with archive.open(member) as packed, unpacked(packed) as plain:
                    yield from _split(plain, name=f"{name}/{member.filename}", raw=None, before=before)
            before += member.compress_size


@contextmanager
def unpacked(stream: IO[bytes]) -> Iterator[IO[bytes]]:
    """Open what is gzipped; anything else is as it is."""
    if _begins_with(stream, _GZIP):
        with gzip.open(stream) as plain:
            yield io.BufferedReader(plain)
    else:
        yield stream


def _split(plain: IO[bytes], *, name: str, raw: IO[bytes] | None, before: int) -> Iterator[Line]:
    """Empty lines count and are left out. A line without an end is not read into memory whole."""
    number = 0
    while text := plain.readline(LONGEST_LINE):
        number += 1
        is_whole = text.endswith(b"\n") or len(text) < LONGEST_LINE
        while not text.endswith(b"\n") and (rest := plain.readline(LONGEST_LINE)):
            is_whole, text = False, rest
        if not is_whole or text.strip():
            yield Line(name, number, text if is_whole else None, before + (raw.tell() if raw else 0))


def _begins_with(stream: IO[bytes], magic: bytes) -> bool:
    found = stream.read(len(magic))
    stream.seek(0)
    return found == magic


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(one for one in path.rglob("*") if one.is_file() and not _is_clutter(str(one.relative_to(path))))


def _is_clutter(name: str) -> bool:
    """Files that operating systems add."""
    return any(part.startswith((".", "__MACOSX")) for part in Path(name).parts)
