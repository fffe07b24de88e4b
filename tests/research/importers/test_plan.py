"""The shape of what an import is going to do."""

import pytest

from research.importers.plan import NotePlan
from research.importers.transcripts import parse


@pytest.mark.parametrize(
    ("known_note_id", "expected"),
    [pytest.param(None, False, id="a new file"), pytest.param(7, True, id="a file that is here already")],
)
def test_a_known_file_changes_nothing(known_note_id: int | None, *, expected: bool) -> None:
    plan = NotePlan(
        name="notes.txt",
        original=b"hi",
        sha256="0" * 64,
        parsed=parse(b"hi", name="notes.txt"),
        speakers=(),
        interview_title="notes",
        known_note_id=known_note_id,
    )

    assert plan.changes_nothing is expected
