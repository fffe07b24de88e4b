"""What in the codebook asks for a tidying hand."""

import operator
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q

from research.codebook import co_occurrence, tree
from research.codebook.tree import Branch
from research.models import Insight, Tag, Tagging, Viewer

SIMILAR = 0.5
"""From this share of trigrams in common on, two names look like one."""
OFTEN = 2
"""Fewer shared passages than this are no habit."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """Two tags that may be one: `goes` would be merged into `stays`, the one that is used more."""

    goes: Branch
    stays: Branch
    why: str


@dataclass(frozen=True, kw_only=True)
class Untidy:
    """What there is to do, by kind."""

    unused: Sequence[Branch]
    used_once: Sequence[Branch]
    undefined: Sequence[Branch]
    alike: Sequence[Pair]
    together: Sequence[Pair]

    @property
    def total(self) -> int:
        return len(self.unused) + len(self.used_once) + len(self.undefined) + len(self.alike) + len(self.together)


def of(viewer: Viewer) -> Untidy:
    """Look through the tags that the viewer may see. Five queries, however many there are."""
    branches = {branch.tag.pk: branch for branch in tree.of(viewer)}
    needed = _needed()
    leaves = [branch for branch in branches.values() if not branch.has_children]
    alike = list(_alike(branches))
    named = {frozenset((pair.goes.tag.pk, pair.stays.tag.pk)) for pair in alike}
    return Untidy(
        unused=[one for one in leaves if not one.use.own and one.tag.pk not in needed],
        used_once=[one for one in leaves if one.use.own == 1],
        undefined=[one for one in branches.values() if not one.tag.definition.strip() and one.use.highlights],
        alike=alike,
        together=[
            pair
            for pair in _together(branches, viewer)
            if frozenset((pair.goes.tag.pk, pair.stays.tag.pk)) not in named
        ],
    )


def _needed() -> set[int]:
    """Tags that cannot simply go: something has them, seen or not, or was merged into them. One query."""
    has = [
        Tagging.objects.filter(tag=OuterRef("pk")),
        Insight.tags.through.objects.filter(tag=OuterRef("pk")),
        Tag.objects.filter(merged_into=OuterRef("pk")),
    ]
    needed = Tag.objects.filter(reduce(operator.or_, (Q(Exists(rows)) for rows in has)))
    return set(needed.values_list("pk", flat=True))


def _alike(branches: Mapping[int, Branch]) -> Iterator[Pair]:
    """By their names' trigrams, or since one is another's alias. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_ALIKE, {"ids": list(branches), "similar": SIMILAR})
        rows = cursor.fetchall()
    for one, other, is_alias in rows:
        first, second = branches[one], branches[other]
        why = "One is another name of the other." if is_alias else "Their names look alike."
        pair = _pair(first, second, why=why)
        if pair and (is_alias or not _is_specific(first, second)):
            yield pair


def _is_specific(one: Branch, other: Branch) -> bool:
    """Tell whether one hangs under the other, and so bears its name rightly: `Bulk approval` under `Approval`."""
    return one.path[: other.depth] == other.path or other.path[: one.depth] == one.path


def _together(branches: Mapping[int, Branch], viewer: Viewer) -> Iterator[Pair]:
    """Siblings of which neither is ever used without the other. One query."""
    for (one, other), times in co_occurrence.on_the_same_highlight(viewer).items():
        if one not in branches or other not in branches:
            continue
        first, second = branches[one], branches[other]
        are_inseparable = times >= OFTEN and times == first.use.own == second.use.own
        why = f"On {times} passages, and never one without the other."
        pair = _pair(first, second, why=why) if first.tag.parent_id == second.tag.parent_id else None
        if pair and are_inseparable:
            yield pair


def _pair(one: Branch, other: Branch, *, why: str) -> Pair | None:
    """Say which goes, where either may: the one that is used less, but never one that the other hangs under."""
    ways: list[tuple[Branch, Branch]] = [
        (goes, stays)
        for goes, stays in ((one, other), (other, one))
        if stays.path[: goes.depth] != goes.path and (stays.tag.study_id in (None, goes.tag.study_id))
    ]
    if not ways:
        return None
    goes, stays = max(ways, key=lambda way: (way[1].use.highlights, -way[1].tag.pk))
    return Pair(goes=goes, stays=stays, why=why)


_LOOK_ALIKE: Any = """
    WITH named AS (
        SELECT id, lower(name) AS name, array(SELECT lower(alias) FROM unnest(aliases) alias) AS aliases
        FROM research_tag WHERE id = ANY(%(ids)s)
    )
    SELECT one.id, other.id,
        one.name = ANY(other.aliases) OR other.name = ANY(one.aliases) OR one.aliases && other.aliases AS is_alias
    FROM named one JOIN named other ON one.id < other.id
    WHERE similarity(one.name, other.name) >= %(similar)s
        OR one.name = ANY(other.aliases) OR other.name = ANY(one.aliases) OR one.aliases && other.aliases
    ORDER BY is_alias DESC, similarity(one.name, other.name) DESC, one.id, other.id
"""
