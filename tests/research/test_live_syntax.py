"""A line that was typed in a hurry says one thing. The page reads it by the same table (`tests/journeys/test_live.py`)."""

import json
from pathlib import Path
from typing import Any

import pytest

from research import live_syntax

LINES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "live_lines.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("given", LINES, ids=lambda given: given["line"].encode("unicode-escape").decode())
def test_signs_are_read_and_taken_off(given: dict[str, Any]) -> None:
    said = live_syntax.read(given["line"])

    assert said == live_syntax.Said(
        words=given["words"],
        tags=tuple(given.get("tags", ())),
        kind=given.get("kind", ""),
        is_quote=given.get("quote", False),
        is_question=given.get("question", False),
    )


def test_what_is_only_to_be_asked_is_marked_and_no_evidence() -> None:
    question, heard, plain = (live_syntax.read(line) for line in ("? why", "? why #trust", "why"))

    assert (question.is_marked, question.is_evidence) == (True, False)
    assert heard.is_evidence
    assert not plain.is_marked
