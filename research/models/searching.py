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
    return (
        SearchQuery(" & ".join(f"{word}:*" for word in words), config=CONFIGURATION, search_type="raw")
        if words
        else None
    )
