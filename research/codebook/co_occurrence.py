"""Which tags meet: on the same highlight, or on highlights that overlap."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q

from research.codebook import tree
from research.codebook.tree import Branch
from research.models import Highlight, HighlightQuerySet, Tagging, Viewer

MOST = 24
"""As many tags as a matrix can have and still be read."""


@dataclass(frozen=True, kw_only=True)
class Matrix:
    """How often each two of the tags meet, by their numbers in either order. `left_out` are tags that are used less."""

    tags: Sequence[Branch]
    times: Mapping[tuple[int, int], int]
    left_out: int

    @property
    def most(self) -> int:
        return max(self.times.values(), default=0)


def matrix(viewer: Viewer, *, under: int | None = None) -> Matrix:
    """Return the matrix of the tags that are used most, of all or of one branch. Three queries."""
    branches = tree.of(viewer)
    root = next((one for one in branches if one.tag.pk == under), None)
    used = [one for one in branches if one.use.own and (root is None or one.path[: root.depth] == root.path)]
    chosen = {one.tag.pk for one in sorted(used, key=lambda one: -one.use.own)[:MOST]}
    met = _met(viewer, overlapping=True, tags=chosen)
    return Matrix(
        tags=[one for one in used if one.tag.pk in chosen],
        times={**met, **{(other, one): times for (one, other), times in met.items()}},
        left_out=len(used) - len(chosen),
    )


def on_the_same_highlight(viewer: Viewer) -> dict[tuple[int, int], int]:
    """Return how many highlights have both of two tags, the smaller number first. One query."""
    return _met(viewer, overlapping=False, tags=None)


def passages(viewer: Viewer, *, one: int, other: int) -> HighlightQuerySet:
    """Return the highlights of either tag that meet one of the other's: the same highlight, or an overlapping one."""
    seen = _seen(viewer)
    meeting = Tagging.objects.filter(highlight__note=OuterRef("note"), highlight__in=_seen(viewer)).filter(
        Q(highlight=OuterRef("pk")) | Q(highlight__start__lt=OuterRef("end"), highlight__end__gt=OuterRef("start"))
    )
    mine = Tagging.objects.filter(highlight=OuterRef("pk"))
    pair = [
        Q(Exists(mine.filter(tag=this))) & Q(Exists(meeting.filter(tag=that)))
        for this, that in ((one, other), (other, one))
    ]
    return seen.filter(pair[0] | pair[1]).order_by("note", F("start").asc(nulls_last=True), "pk")


def _seen(viewer: Viewer) -> HighlightQuerySet:
    return Highlight.objects.visible_to(viewer).quotable()


def _met(viewer: Viewer, *, overlapping: bool, tags: Collection[int] | None) -> dict[tuple[int, int], int]:
    sql, parameters = _seen(viewer).order_by().values("pk").query.sql_with_params()
    meets = 'other.start < one."end" AND one.start < other."end"'
    statement = _STATEMENT.format(
        seen=sql,
        among="AND tagging.tag_id = ANY(%s)" if tags is not None else "",
        meets=f"(other.id = one.id OR ({meets}))" if overlapping else "other.id = one.id",
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*parameters, *([list(tags)] if tags is not None else [])])
        return {(one, other): times for one, other, times in cursor.fetchall()}


_STATEMENT = """
WITH seen AS MATERIALIZED (
    SELECT DISTINCT tagging.tag_id, highlight.id, highlight.note_id, highlight.start, highlight."end"
    FROM research_tagging tagging JOIN research_highlight highlight ON highlight.id = tagging.highlight_id
    WHERE highlight.id IN ({seen}) {among}
)
SELECT one.tag_id, other.tag_id, count(*)
FROM seen one JOIN seen other ON other.note_id = one.note_id AND one.tag_id < other.tag_id AND {meets}
GROUP BY one.tag_id, other.tag_id
"""
