"""Did you mean: what a word that finds nothing may have been meant to be."""

import re
from difflib import get_close_matches
from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import QuerySet

from research.models import Insight, Study, Tag, Viewer
from research.search import vocabulary
from research.search.question import Question

LEAST_ALIKE = 0.35
CLOSE = 0.72
MOST_WORDS = 8
MOST_NAMES = 20
LETTERS = re.compile(r"[^\W\d_]{3,}")


def correct(text: str, question: Question, *, viewer: Viewer) -> str | None:
    """Return the text with its unknown words replaced by the nearest known ones, or None if none is near.

    Looks into the words of all notes, and into the names of tags, insights and studies that the viewer may see. Five
    queries an unknown word, of eight words at most. Whoever offers the correction sees to it that it finds something
    that the viewer may see: a word alone would tell that somebody said it.
    """
    typed = [term.words[0] for terms in question.wanted for term in terms if len(term.words) == 1][:MOST_WORDS]
    nearest = {word: near for word in typed if (near := _nearest(word, viewer)) and near != word.lower()}
    if not nearest:
        return None
    return re.sub(r"[^\W_]+", lambda found: nearest.get(found[0], found[0]), text)


def _nearest(word: str, viewer: Viewer) -> str | None:
    if vocabulary.is_known(word):
        return None
    sources: tuple[tuple[QuerySet[Any], str], ...] = (
        (Tag.objects.visible_to(viewer).current(), "name"),
        (Insight.objects.visible_to(viewer), "title"),
        (Study.objects.visible_to(viewer), "title"),
    )
    names = [name for rows, field in sources for name in _alike(rows, field, word)]
    known = {part.lower() for name in names for part in LETTERS.findall(name)}
    return next(
        iter(get_close_matches(word.lower(), [*vocabulary.alike(word), *sorted(known)], n=1, cutoff=CLOSE)), None
    )


def _alike(rows: QuerySet[Any], field: str, word: str) -> list[str]:
    likeness = TrigramWordSimilarity(word, field)
    near = rows.annotate(likeness=likeness).filter(likeness__gte=LEAST_ALIKE)
    return list(near.order_by("-likeness").values_list(field, flat=True)[:MOST_NAMES])
