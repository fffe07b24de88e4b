"""These tests need a database that can keep vectors; the embedded one can."""

import pytest

from research.meaning import learning


@pytest.fixture(autouse=True)
def vectors(db: None) -> None:
    if because := learning.why_not():
        pytest.skip(because)
