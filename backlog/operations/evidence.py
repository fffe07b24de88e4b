"""Resting backlog items on insights."""

from collections.abc import Collection

from django.db import transaction

from backlog.models import BacklogItem, Evidence
from research.models import Insight, Stance, User
from research.operations.evidence import CitedAlready


@transaction.atomic
def link(
    *, item: BacklogItem, insight: Insight, by: User | None, stance: str = Stance.SUPPORTS, comment: str = ""
) -> Evidence:
    """Make the insight evidence for, or against, the item. Raises `CitedAlready`."""
    if item.evidence.filter(insight=insight).exists():
        raise CitedAlready("This insight is evidence for this item already.")
    evidence = Evidence.objects.create(item=item, insight=insight, stance=stance, comment=comment, created_by=by)
    BacklogItem.objects.filter(pk=item.pk).touch()
    return evidence


@transaction.atomic
def link_all(*, item: BacklogItem, insights: Collection[Insight], by: User) -> int:
    """Let all the insights support the item; those that are evidence for it already stay as they are."""
    held = set(item.evidence.values_list("insight", flat=True))
    new = [insight for insight in insights if insight.pk not in held]
    Evidence.objects.bulk_create(Evidence(item=item, insight=insight, created_by=by) for insight in new)
    BacklogItem.objects.filter(pk=item.pk).touch()
    return len(new)


@transaction.atomic
def weigh(evidence: Evidence, *, by: User, stance: str | None = None, comment: str | None = None) -> Evidence:
    """Say anew how the insight stands to the item, or why."""
    evidence.stance = evidence.stance if stance is None else stance
    evidence.comment = evidence.comment if comment is None else comment
    evidence.save()
    BacklogItem.objects.filter(pk=evidence.item_id).touch()
    return evidence


@transaction.atomic
def unlink(evidence: Evidence, *, by: User) -> None:
    """Take the insight away from the item."""
    BacklogItem.objects.filter(pk=evidence.item_id).touch()
    evidence.delete()
