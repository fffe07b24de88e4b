"""What rests on an insight, and on one person's words, down to backlog items."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import JSONObject

from backlog.models import BacklogItem, Evidence
from backlog.tracing import chain
from backlog.tracing.documents import InsightImpactDocument, ParticipantImpactDocument
from research.models import (
    Highlight,
    Insight,
    InsightEvidence,
    Opportunity,
    OpportunityEvidence,
    Participant,
    Viewer,
)

LIMIT = 1_000
"""Longest list in an answer. A longer one is cut and `is_truncated` says so."""


def of_insight(pk: int, *, viewer: Viewer) -> InsightImpactDocument:
    """Return what rests on the insight. Raises `Insight.DoesNotExist` for one the person may not see. Three queries."""
    insights = Insight.objects.visible_to(viewer).filter(pk=pk)
    insight: Any = _documents(insights, **chain.INSIGHT).get()
    found = _below(insights, viewer=viewer)
    return {"insight": insight, **_cut(found)}  # type: ignore[typeddict-item]  # its lists are `found`'s


def of_participant(pk: int, *, viewer: Viewer, at: datetime) -> ParticipantImpactDocument:
    """Return what rests on the person's words: their passages with words left, and all above them. Five queries.

    Raises `Participant.DoesNotExist` for somebody the viewer may not see.
    """
    people = Participant.objects.visible_to(viewer).filter(pk=pk)
    participant: Any = _documents(people, **chain.participant("pk")).get()
    passages = Highlight.objects.visible_to(viewer).quotable().filter(speakers__participant=pk)
    citing = InsightEvidence.objects.filter(insight=OuterRef("pk"), highlight__in=passages)
    insights = Insight.objects.visible_to(viewer).filter(Exists(citing))
    found = {
        "highlights": _documents(
            passages.annotate(withheld=chain.withheld(highlight="pk", at=at)).order_by("note", "start", "pk"),
            id="pk",
            **chain.words(),
            note="note_id",
            interview=chain.interview("note__interview"),
        ),
        "insights": _documents(
            insights.order_by("-pk"),
            **chain.INSIGHT,
            highlights=ArraySubquery(citing.order_by("highlight").values("highlight")),
        ),
        **_below(insights, viewer=viewer),
    }
    return {"participant": participant, **_cut(found)}  # type: ignore[typeddict-item]  # its lists are `found`'s


def _below(insights: QuerySet[Any], *, viewer: Viewer) -> dict[str, QuerySet[Any, Any]]:
    """What rests on the insights: opportunities that cite one; items that do, or that address such an opportunity."""
    opening = OpportunityEvidence.objects.filter(opportunity=OuterRef("pk"), insight__in=insights.values("pk"))
    opportunities = Opportunity.objects.visible_to(viewer).filter(Exists(opening))
    citing = Evidence.objects.filter(item=OuterRef("pk"), insight__in=insights.values("pk"))
    addressed = Q(addresses__in=opportunities.values("pk"))
    items = BacklogItem.objects.visible_to(viewer).filter(Exists(citing) | addressed)
    return {
        "opportunities": _documents(
            opportunities.order_by("pk"),
            id="pk",
            kind="kind",
            statement="statement",
            status="status",
            insights=ArraySubquery(opening.order_by("insight").values("insight")),
        ),
        "items": _documents(
            items.order_by("product", "rank", "pk"),
            id="pk",
            number="number",
            kind="kind",
            title="title",
            status="status",
            insights=ArraySubquery(citing.order_by("insight").values("insight")),
            opportunity=Case(When(addressed, then=F("addresses_id"))),
        ),
    }


def _documents(rows: QuerySet[Any], **fields: Any) -> QuerySet[Any, Any]:
    return rows.values_list(JSONObject(**fields), flat=True)


def _cut(found: Mapping[str, QuerySet[Any, Any]]) -> dict[str, Any]:
    """Read the lists, none longer than `LIMIT`."""
    lists = {name: list(rows[: LIMIT + 1]) for name, rows in found.items()}
    cut = {name: rows[:LIMIT] for name, rows in lists.items()}
    return {**cut, "is_truncated": any(len(rows) > LIMIT for rows in lists.values())}
