"""A comparison as plain data, for the API and for tables: every count with what it is out of."""

from typing import Any

from research.comparison.question import Question
from research.comparison.table import Cell, Comparison, Key, percentage


def of(question: Question, comparison: Comparison) -> dict[str, Any]:
    return {
        "rows_are": question.rows.value,
        "columns_are": question.columns.value,
        "coding": question.coding.value,
        "participants": comparison.participants,
        "overlapping": comparison.overlapping,
        "interviews": comparison.interviews,
        "uncoded_interviews": comparison.uncoded,
        "columns_left_out": comparison.left_out,
        "columns": [
            {"key": _key(column.key), "name": column.name, "participants": column.participants}
            for column in comparison.columns
        ],
        "rows": [
            {
                "key": _key(row.key),
                "name": row.name,
                "depth": row.depth,
                "cells": [
                    _cell(cell, of=column.participants)
                    for cell, column in zip(row.cells, comparison.columns, strict=True)
                ],
                "whole": _cell(row.whole, of=comparison.participants),
            }
            for row in comparison.rows
        ],
    }


def _key(key: Key) -> str | None:
    return None if key in (None, "") else str(key)


def _cell(cell: Cell, *, of: int) -> dict[str, Any]:
    return {
        "participants": cell.participants,
        "of": of,
        "percentage": percentage(cell, of=of),
        "highlights": cell.highlights,
        "against": cell.against,
    }
