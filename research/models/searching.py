"""Full text: the column that a model is found by."""

import operator
import re
from functools import reduce

from django.contrib.postgres.search import SearchQuery, SearchVector, SearchVectorField
from django.db import models

CONFIGURATION = "throughline"
"""A text search configuration of our own (migration 0001): English stems, accents removed.

A generated column may only call immutable functions; a named configuration makes `to_tsvector` one.
"""


OF_LANGUAGES = {
    "en": CONFIGURATION,
    "pt": "throughline_pt",
    "es": "throughline_es",
    "fr": "throughline_fr",
    "de": "throughline_de",
    "": "throughline_simple",
}
"""By the two letters that a note's language begins with, the stems that its turns are found by; "" is any other.

`throughline_document(language, words)` in the database goes by the same table.
"""

LONGEST_ENDING = 3
SHORTEST_STEM = 4


def search_document(*fields: str, limit: int | None = None) -> models.GeneratedField:
    """A stored tsvector over these fields, the first weighing most; index it with GIN.

    `limit` bounds the characters read of each, since a tsvector may not exceed a megabyte.
    """
    parts = [
        SearchVector(
            models.F(field) if limit is None else models.functions.Left(field, limit),
            weight=weight,
            config=CONFIGURATION,
        )
        for field, weight in zip(fields, "ABCD", strict=False)
    ]
    document = reduce(operator.add, parts)
    return models.GeneratedField(expression=document, output_field=SearchVectorField(), db_persist=True)


def beginning_with(text: str) -> SearchQuery | None:
    """Return a query for rows that have every word of a text, or one beginning so, as while typing.

    None without words. Only letters and digits are handed on, so that nothing that is typed is an operator.
    """
    words = re.findall(r"[^\W_]+", text)
    if not words:
        return None
    parts = [*(f"{word}:*" for word in words[:-1]), _begun(words[-1])]
    return SearchQuery(" & ".join(parts), config=CONFIGURATION, search_type="raw")


def _begun(word: str) -> str:
    """Match what begins with a word, or with what may be its stem: `booki` on its way to `booking`, kept as `book`."""
    shortest = max(len(word) - LONGEST_ENDING, SHORTEST_STEM)
    lengths = range(len(word), min(shortest, len(word)) - 1, -1)
    return f"({' | '.join(f'{word[:length]}:*' for length in lengths)})"
