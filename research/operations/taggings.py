"""Carrying applications of one tag over to another, so that each can go back to where it was."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from research.models import Highlight, Insight, Tag, Tagging, User

Carried: TypeAlias = Mapping[str, Any]
"""What was carried over, as JSON keeps it: numbers of rows, no words.

Of taggings, `moved` by number, and `twins` as (highlight, giver, moment, whether an
example): the same person had given both tags, of
which one was enough. Of insights, `moved` had one of the tags and `twins` both.
"""


def carry(source: Tag, target: Tag, *, taggings: QuerySet[Tagging]) -> Carried:
    """Let these applications of `source` be applications of `target`. Five queries."""
    theirs = Tagging.objects.filter(tag=target, highlight=OuterRef("highlight"))
    given = taggings.filter(tag=source).annotate(giver=Coalesce("tagged_by", 0))
    twins = given.filter(Exists(theirs.annotate(giver=Coalesce("tagged_by", 0)).filter(giver=OuterRef("giver"))))
    both = list(twins.values_list("pk", "highlight", "tagged_by", "tagged_at", "is_example"))
    moved = dict(given.exclude(pk__in=[pk for pk, *_ in both]).values_list("pk", "highlight"))
    Tagging.objects.filter(pk__in=[pk for pk, *_ in both]).delete()
    Tagging.objects.filter(pk__in=moved).update(tag=target)
    Highlight.objects.filter(pk__in=[*moved.values(), *(highlight for _, highlight, *_ in both)]).touch()
    twins_document = [[highlight, giver, at.isoformat(), example] for _, highlight, giver, at, example in both]
    return {"moved": list(moved), "twins": twins_document}


def carry_back(carried: Carried, *, to: Tag, out_of: Tag) -> None:
    """Undo it. What has left `out_of` since, or is there no longer, stays as it is."""
    moved = Tagging.objects.filter(pk__in=carried["moved"], tag=out_of)
    touched = list(moved.values_list("highlight", flat=True))
    moved.update(tag=to)
    twins = _twins(carried, of=to)
    given_at = [twin.tagged_at for twin in twins]  # creating writes the present moment over it
    Tagging.objects.bulk_create(twins, ignore_conflicts=True)
    for twin, at in zip(twins, given_at, strict=True):
        rows = Tagging.objects.filter(highlight=twin.highlight_id, tag=to, tagged_by=twin.tagged_by_id)
        rows.update(tagged_at=at)
    Highlight.objects.filter(pk__in=[*touched, *(twin.highlight_id for twin in twins)]).touch()


def carry_insights(source: Tag, target: Tag) -> Carried:
    links = Insight.tags.through.objects.filter(tag=source)
    both = links.filter(insight__in=Insight.objects.filter(tags=target))
    twins = list(both.values_list("insight", flat=True))
    both.delete()
    moved = list(links.values_list("insight", flat=True))
    links.update(tag=target)
    Insight.objects.filter(pk__in=[*moved, *twins]).touch()
    return {"moved": moved, "twins": twins}


def carry_insights_back(carried: Carried, *, to: Tag, out_of: Tag) -> None:
    through = Insight.tags.through
    moved = through.objects.filter(insight__in=carried["moved"], tag=out_of)
    touched = list(moved.values_list("insight", flat=True))
    moved.update(tag=to)
    twins = list(Insight.objects.filter(pk__in=carried["twins"]).values_list("pk", flat=True))
    through.objects.bulk_create((through(insight_id=pk, tag=to) for pk in twins), ignore_conflicts=True)
    Insight.objects.filter(pk__in=[*touched, *twins]).touch()


def _twins(carried: Carried, *, of: Tag) -> list[Tagging]:
    """Those that can be given again: their highlight is still there. Whoever has left since is nobody."""
    wanted = [
        (highlight, giver, datetime.fromisoformat(at), example) for highlight, giver, at, example in carried["twins"]
    ]
    there = set(Highlight.objects.filter(pk__in=[one for one, *_ in wanted]).values_list("pk", flat=True))
    people = set(User.objects.filter(pk__in=[giver for _, giver, *_ in wanted if giver]).values_list("pk", flat=True))
    return [
        Tagging(
            highlight_id=highlight,
            tag=of,
            tagged_by_id=giver if giver in people else None,
            tagged_at=at,
            is_example=example,
        )
        for highlight, giver, at, example in wanted
        if highlight in there
    ]
