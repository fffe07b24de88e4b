"""What would move if a tag were merged into another."""

from dataclasses import dataclass

from django.db.models import Count

from research.models import Highlight, Insight, Tag, Tagging, Viewer
from research.operations import tags


@dataclass(frozen=True, kw_only=True)
class Preview:
    """As far as the viewer may see: highlights that move, those of them that have both tags already, the people
    who speak in them, insights; and the names of the tags that come to hang under the other, and of new aliases."""

    highlights: int
    both: int
    participants: int
    insights: int
    children: tuple[str, ...]
    aliases: tuple[str, ...]


def preview(source: Tag, *, into: Tag, viewer: Viewer) -> Preview:
    """Count it. Raises `CannotMerge` where it would be refused. Nine queries."""
    if source == into:
        raise tags.CannotMerge("These tags are one already.")
    tags.check_mergeable(source, into)
    seen = Highlight.objects.visible_to(viewer).quotable()
    moving = Tagging.objects.filter(tag=source, highlight__in=seen)
    counted = moving.aggregate(
        highlights=Count("highlight", distinct=True),
        participants=Count("highlight__speakers__participant", distinct=True),
    )
    both = moving.filter(highlight__taggings__tag=into).aggregate(both=Count("highlight", distinct=True))
    insights = Insight.objects.visible_to(viewer).filter(tags=source).count()
    children = Tag.objects.visible_to(viewer).filter(parent=source).order_by("name").values_list("name", flat=True)
    names = dict.fromkeys([source.name, *source.aliases])
    return Preview(
        **counted,
        **both,
        insights=insights,
        children=tuple(children),
        aliases=tuple(name for name in names if name not in into.aliases),
    )
