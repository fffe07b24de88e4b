"""Finding by words and by meaning at once.

Two ways of ranking cannot be added up, only interleaved: reciprocal rank fusion (Cormack, Clarke & Büttcher 2009) adds
1 ÷ (60 + rank) over the lists that a row stands in. By meaning everything is near to some degree, so that only the
nearest few are taken: a rank, never a threshold.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Expression, QuerySet
from django.db.models.functions import Substr

from research.meaning import nearest
from research.models import Viewer
from research.search import finding
from research.search.finding import MOST_RANKED, Filters, Found, Hit, Shelf
from research.search.question import Question

NEAREST = 40
"""How many are taken by their meaning: what is further away nobody looks at."""
FUSION = 60


def on(
    shelf: Shelf,
    question: Question,
    *,
    vector: Sequence[float],
    by_words: bool,
    filters: Filters,
    viewer: Viewer,
    limit: int,
    offset: int = 0,
) -> Found:
    """Return what a shelf has by words and by meaning, or by meaning alone. Three queries, and what its filters ask."""
    rows = finding.narrowed(shelf, question, filters, shelf.rows(viewer))
    if rows is None:
        return finding.nothing(shelf)
    worded = finding.ranked_ids(shelf, question, rows) if by_words and question.has_words else []
    near = nearest.to_vector(vector, _without(shelf, question, rows), kind=shelf.meaning, limit=NEAREST)
    parts = {one.target: one.part for one in near}
    order = fused([worded, list(parts)])
    ids = order[offset : offset + limit]
    has_words = set(worded)
    unmarked = {pk: _from_there(shelf, parts[pk]) for pk in ids if pk not in has_words}
    hits = finding.shown(shelf, question, rows, ids, unmarked=unmarked)
    return Found(
        kind=shelf.kind,
        total=len(worded),
        is_capped=len(worded) >= MOST_RANKED,
        hits=tuple(_told(hits[pk], pk in has_words, parts) for pk in ids if pk in hits),
        similar=len(order) - len(worded),
    )


def fused(lists: Iterable[Sequence[int]]) -> list[int]:
    """Return what stands in any list, the highest sum of 1 ÷ (60 + rank) first; among equals, as they first came."""
    scores: dict[int, float] = defaultdict(float)
    for ids in lists:
        for rank, pk in enumerate(ids, start=1):
            scores[pk] += 1 / (FUSION + rank)
    return sorted(scores, key=lambda pk: -scores[pk])


def _without(shelf: Shelf, question: Question, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Leave out what has an unwanted word: that is meant to the letter, however near the rest is."""
    if not question.unwanted:
        return rows
    return rows.filter(search=finding.tsquery(shelf, Question(unwanted=question.unwanted)))


def _from_there(shelf: Shelf, part: int) -> str | Expression:
    """Cut the snippet of a note that was found by its meaning at the paragraph that was meant."""
    return Substr(str(shelf.words), part + 1) if part else shelf.words


def _told(hit: Hit, is_worded: bool, parts: Mapping[int, int]) -> Hit:
    if is_worded:
        return replace(hit, found_by="both" if hit.id in parts else "words")
    about = hit.about if "start" in hit.about else {**hit.about, "start": parts[hit.id]}
    return replace(hit, found_by="meaning", about=about)
