"""The tags as a tree, each with how much of what the viewer may see has it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from research.models import Highlight, Tag, Tagging, Viewer


@dataclass(frozen=True, kw_only=True)
class Use:
    """What has a tag or any under it, each counted once; `own` are the highlights that have the tag itself."""

    own: int = 0
    highlights: int = 0
    participants: int = 0
    studies: int = 0


@dataclass(frozen=True, kw_only=True)
class Branch:
    """One tag in its place. `path` are the names above it and its own; `place` of `siblings` counts from 1."""

    tag: Tag
    path: tuple[str, ...]
    use: Use
    has_children: bool
    place: int
    siblings: int

    @property
    def depth(self) -> int:
        return len(self.path)

    @property
    def parent(self) -> str:
        """Return the name of the tag that it hangs under, if it does."""
        return self.path[-2] if self.depth > 1 else ""


def of(viewer: Viewer) -> list[Branch]:
    """Return the tags that the viewer may see, in the order of their paths: each before what hangs under it.

    Two queries, however many there are.
    """
    tags = Tag.objects.visible_to(viewer).current().select_related("study").defer("search")
    return list(_branches(tags, uses(viewer)))


def uses(viewer: Viewer) -> dict[int, Use]:
    """Return how much the tags are used, by id; a tag that nothing has is not in it. One query."""
    seen = Tagging.objects.filter(highlight__in=Highlight.objects.visible_to(viewer).quotable())
    counted: Any = (
        seen.order_by()
        .values(above=F("tag__branches__above"))
        .annotate(
            own=Count("highlight", distinct=True, filter=Q(tag=F("tag__branches__above"))),
            highlights=Count("highlight", distinct=True),
            participants=Count("highlight__speakers__participant", distinct=True),
            studies=Count("highlight__note__interview__study", distinct=True),
        )
    )
    return {row.pop("above"): Use(**row) for row in counted}


def _branches(tags: Iterable[Tag], used: dict[int, Use]) -> Iterator[Branch]:
    below: dict[int | None, list[Tag]] = defaultdict(list)
    for tag in sorted(tags, key=lambda one: (one.name.casefold(), one.pk)):
        below[tag.parent_id].append(tag)

    def walk(parent: int | None, path: tuple[str, ...]) -> Iterator[Branch]:
        siblings = below[parent]
        for place, tag in enumerate(siblings, start=1):
            names = (*path, tag.name)
            yield Branch(
                tag=tag,
                path=names,
                use=used.get(tag.pk, Use()),
                has_children=bool(below.get(tag.pk)),
                place=place,
                siblings=len(siblings),
            )
            yield from walk(tag.pk, names)

    yield from walk(None, ())
