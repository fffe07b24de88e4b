"""Used by: what rests on an insight or on somebody's words, as their pages show it."""

from collections.abc import Mapping
from typing import Any

from backlog.models import BacklogItem
from backlog.tracing.documents import AccountImpactDocument, InsightImpactDocument, ParticipantImpactDocument
from research.models import Insight, Opportunity, Viewer

ITEM = {"kind": dict(BacklogItem.Kind.choices), "status": dict(BacklogItem.Status.choices)}
OPPORTUNITY = {"kind": dict(Opportunity.Kind.choices), "status": dict(Opportunity.Status.choices)}
INSIGHT = {"status": dict(Insight.Status.choices)}


def shown(
    impact: InsightImpactDocument | ParticipantImpactDocument | AccountImpactDocument, *, to: Viewer
) -> dict[str, Any]:
    """Return the impact in words, without what the person has no right to read."""
    reads_items = to.has_perm("backlog.view_backlogitem")
    return {
        "items": [_told(one, ITEM) for one in impact["items"]] if reads_items else [],
        "opportunities": [_told(one, OPPORTUNITY) for one in impact["opportunities"]],
        "insights": [_told(one, INSIGHT) for one in impact.get("insights", [])],  # type: ignore[attr-defined]
        "is_truncated": impact["is_truncated"],
    }


def _told(row: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    return {**row, **{f"{name}_words": said[row[name]] for name, said in words.items()}}
