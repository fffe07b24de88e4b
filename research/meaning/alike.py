"""Beside a highlight or an insight: what is like it, what may support or contradict it, and the tags of the like."""

from collections import defaultdict
from collections.abc import Sequence

from django.db.models import QuerySet

from research.meaning import model, nearest, opposition
from research.meaning.nearest import Near
from research.models import Highlight, Insight, InsightEvidence, Meaning, Tag, Tagging, Viewer

NEIGHBOURS = 20
"""How many of the nearest highlights have a say in which tags are suggested."""
WIDELY = 60
"""How many of the nearest passages are looked through for those that say the opposite."""


def highlights_like(highlight: Highlight, *, viewer: Viewer, limit: int) -> list[Near]:
    """Return the highlights that mean most nearly the same, without those of its own passage. Three queries."""
    vector = nearest.vector_of(Meaning.Kind.HIGHLIGHT, highlight.pk)
    if vector is None:
        return []
    others = _quotable(viewer).exclude(pk=highlight.pk)
    if highlight.start is not None and highlight.end is not None:
        same = Highlight.objects.filter(note=highlight.note_id).overlapping(start=highlight.start, end=highlight.end)
        others = others.exclude(pk__in=same.values("pk"))
    return nearest.to_vector(vector, others, kind=Meaning.Kind.HIGHLIGHT, limit=limit)


def insights_like(insight: Insight, *, viewer: Viewer, limit: int) -> list[Near]:
    """Return the insights that say most nearly the same: they may be duplicates. Two queries."""
    vector = nearest.vector_of(Meaning.Kind.INSIGHT, insight.pk)
    if vector is None:
        return []
    others = Insight.objects.visible_to(viewer).alive().exclude(pk=insight.pk)
    return nearest.to_vector(vector, others, kind=Meaning.Kind.INSIGHT, limit=limit)


def may_support(insight: Insight, *, among: QuerySet[Highlight], limit: int) -> list[Near]:
    """Return those of the highlights that are nearest to the statement and no evidence of it yet. Two queries."""
    vector = nearest.vector_of(Meaning.Kind.INSIGHT, insight.pk)
    if vector is None:
        return []
    cited = InsightEvidence.objects.filter(insight=insight, highlight__isnull=False).values("highlight")
    return nearest.to_vector(vector, among.exclude(pk__in=cited), kind=Meaning.Kind.HIGHLIGHT, limit=limit)


def may_contradict(insight: Insight, *, among: QuerySet[Highlight], limit: int) -> list[Near]:
    """Return those that speak of the same and seem to say the opposite, the most opposed first. Three queries.

    Vectors know what a sentence is about, and hardly whether it says yes or no. So the nearest few are taken, and
    ordered by how much their wording and kind go against the statement (`opposition`); those that do not are left out.
    """
    near = may_support(insight, among=among, limit=WIDELY)
    said = Highlight.objects.in_bulk([one.target for one in near])
    weighed = [(opposition.between(insight.statement, said[one.target]), rank, one) for rank, one in enumerate(near)]
    opposed = sorted((-score, rank, one) for score, rank, one in weighed if score > 0)
    return [one for _, _, one in opposed[:limit]]


def tags_for(words: str, *, viewer: Viewer, limit: int, among: QuerySet[Tag]) -> list[tuple[Tag, int]]:
    """Return tags that highlights of such words bear, with how many of the nearest twenty do. Three queries.

    Nearer ones weigh more. Raises `ImportError` without the model.
    """
    vector = model.load().of_words(words)
    near = nearest.to_vector(vector, _quotable(viewer), kind=Meaning.Kind.HIGHLIGHT, limit=NEIGHBOURS)
    return _voted(near, among=among, limit=limit)


def _voted(near: Sequence[Near], *, among: QuerySet[Tag], limit: int) -> list[tuple[Tag, int]]:
    ranks = {one.target: rank for rank, one in enumerate(near, start=1)}
    votes: dict[int, list[float]] = defaultdict(list)
    for highlight, tag in Tagging.objects.filter(highlight__in=ranks).values_list("highlight_id", "tag_id"):
        votes[tag].append(1 / (5 + ranks[highlight]))
    tags = among.in_bulk(votes.keys())
    best = sorted(tags, key=lambda pk: (-sum(votes[pk]), pk))
    return [(tags[pk], len(votes[pk])) for pk in best[:limit]]


def _quotable(viewer: Viewer) -> QuerySet[Highlight]:
    return Highlight.objects.visible_to(viewer).quotable()
