"""A name stays a name in a spreadsheet, whoever gave it."""

import pytest

from research.exporters import spreadsheet


def test_rows_are_written_as_csv_in_utf8() -> None:
    assert spreadsheet.written([["tag", 3], ['a,b "c"', 0], ["Zürich 🧾", -2]]) == (
        '\ufefftag,3\r\n"a,b ""c""",0\r\nZürich 🧾,-2\r\n'.encode()
    )


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"])
def test_what_would_be_a_formula_stays_text(name: str) -> None:
    assert spreadsheet.written([[name]]).decode("utf-8-sig").lstrip('"').startswith("'")
