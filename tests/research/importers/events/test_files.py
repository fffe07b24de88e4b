"""Lines out of files, however they are packed."""

import gzip
import io
from pathlib import Path

import pytest

from research.importers.events import files
from research.importers.events.files import UnreadableFile
from tests.research.behaviour import exports

TWO = b'{"a": 1}\n\n{"b": 2}'


def texts(content: bytes) -> list[bytes]:
    return [line.text or b"" for line in files.lines(io.BytesIO(content), name="export")]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(TWO, id="plain"),
        pytest.param(gzip.compress(TWO), id="gzip"),
        pytest.param(exports.zipped({"a.json": TWO}), id="ZIP"),
        pytest.param(
            exports.zipped({"1/a.json.gz": gzip.compress(b'{"a": 1}\n'), "1/b.json": b'{"b": 2}'}), id="ZIP of both"
        ),
        pytest.param(exports.zipped({"__MACOSX/._a": b"\0", ".DS_Store": b"\0", "a.json": TWO}), id="clutter"),
    ],
)
def test_every_packing_holds_the_same_lines(content: bytes) -> None:
    assert [text.strip() for text in texts(content)] == [b'{"a": 1}', b'{"b": 2}']


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    assert [line.number for line in files.lines(io.BytesIO(TWO), name="export")] == [1, 3]


def test_a_folder_is_read_by_names(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_bytes(b"2")
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "a.json.gz").write_bytes(gzip.compress(b"1"))

    found = list(files.lines_of_path(tmp_path))

    assert [(line.file, line.text) for line in found] == [("a.json.gz", b"1"), ("b.json", b"2")]
    assert found[-1].position == files.size_of(tmp_path)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"PK\x03\x04 and no more", id="half a ZIP"),
        pytest.param(gzip.compress(TWO * 1000)[:40], id="half a gzip"),
        pytest.param(b"\x1f\x8bnothing", id="no gzip"),
    ],
)
def test_a_broken_file_says_so(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="export is broken"):
        texts(content)


def test_a_line_without_an_end_is_not_taken_into_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LONGEST_LINE", 10)

    found = list(files.lines(io.BytesIO(b"x" * 35 + b"\nshort\n"), name="export"))

    assert [(line.number, line.text) for line in found] == [(1, None), (2, b"short\n")]
