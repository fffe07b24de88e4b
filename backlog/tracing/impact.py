"""What rests on an insight, and on the words of a person or an account, down to backlog items."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Q, QuerySet, When
from django.db.models.functions import JSONObject

from backlog.models import BacklogItem, Evidence
from backlog.tracing import chain
from backlog.tracing.documents import AccountImpactDocument, InsightImpactDocument, ParticipantImpactDocument
from research.models import (
    Highlight,
    HighlightParticipant,
    HighlightQuerySet,
    Insight,
    InsightEvidence,
    Opportunity,
    OpportunityEvidence,
    Participant,
    Viewer,
)
from research.models.highlight import withheld

LIMIT = 1_000
"""Longest list in an answer. A longer one is cut and `is_truncated` says so."""


def of_insight(pk: int, *, viewer: Viewer) -> InsightImpactDocument:
    """Return what rests on the insight. Raises `Insight.DoesNotExist` for one the person may not see. Three queries."""
    insight = _documents(Insight.objects.visible_to(viewer).filter(pk=pk), **chain.INSIGHT).get()
    opportunities, items = _below([pk], viewer=viewer)
    return {
        "insight": insight,
        "opportunities": opportunities[:LIMIT],
        "items": items[:LIMIT],
        "is_truncated": _is_cut(opportunities, items),
    }


def of_participant(pk: int, *, viewer: Viewer, at: datetime) -> ParticipantImpactDocument:
    """Return what rests on the person's words: their passages with words left, and all above them. Five queries.

    Raises `Participant.DoesNotExist` for somebody the viewer may not see.
    """
    people = Participant.objects.visible_to(viewer).filter(pk=pk)
    participant = _documents(people, **chain.participant("pk")).get()
    passages = Highlight.objects.visible_to(viewer).quotable().filter(speakers__participant=pk)
    highlights = _highlights(passages, at=at)
    insights = _insights(passages, viewer=viewer)
    opportunities, items = _below([one["id"] for one in insights[:LIMIT]], viewer=viewer)
    return {
        "participant": participant,
        "highlights": highlights[:LIMIT],
        "insights": insights[:LIMIT],
        "opportunities": opportunities[:LIMIT],
        "items": items[:LIMIT],
        "is_truncated": _is_cut(highlights, insights, opportunities, items),
    }


def of_account(pk: int, *, viewer: Viewer) -> AccountImpactDocument:
    """Return what rests on the words of the account's people. Three queries."""
    spoken = HighlightParticipant.objects.filter(participant__account=pk)
    passages = Highlight.objects.visible_to(viewer).quotable().filter(pk__in=spoken.values("highlight"))
    insights = _insights(passages, viewer=viewer)
    opportunities, items = _below([one["id"] for one in insights[:LIMIT]], viewer=viewer)
    return {
        "insights": insights[:LIMIT],
        "opportunities": opportunities[:LIMIT],
        "items": items[:LIMIT],
        "is_truncated": _is_cut(insights, opportunities, items),
    }


def _highlights(passages: HighlightQuerySet, *, at: datetime) -> list[Any]:
    rows = passages.annotate(withheld=withheld("pk", at=at)).order_by("note", "start", "pk")
    interview = chain.interview("note__interview")
    return _read(rows, id="pk", **chain.words(), note="note_id", interview=interview)


def _insights(passages: HighlightQuerySet, *, viewer: Viewer) -> list[Any]:
    """Those that cite one of the passages, newest first."""
    citing = InsightEvidence.objects.filter(highlight__in=passages.values("pk"))
    rows = Insight.objects.visible_to(viewer).filter(pk__in=citing.values("insight")).order_by("-pk")
    return _read(rows, **chain.INSIGHT, highlights=_ids(citing.filter(insight=OuterRef("pk")), of="highlight"))


def _below(insights: Collection[int], *, viewer: Viewer) -> tuple[list[Any], list[Any]]:
    """Opportunities that cite one of the insights; items that do, or that address such an opportunity."""
    opening = OpportunityEvidence.objects.filter(insight__in=insights)
    opportunities = _read(
        Opportunity.objects.visible_to(viewer).filter(pk__in=opening.values("opportunity")).order_by("pk"),
        id="pk",
        kind="kind",
        statement="statement",
        status="status",
        insights=_ids(opening.filter(opportunity=OuterRef("pk")), of="insight"),
    )
    citing = Evidence.objects.filter(insight__in=insights)
    addressed = Q(addresses__in=[one["id"] for one in opportunities[:LIMIT]])
    items = BacklogItem.objects.visible_to(viewer).filter(Q(pk__in=citing.values("item")) | addressed)
    return opportunities, _read(
        items.order_by("product", "rank", "pk"),
        id="pk",
        number="number",
        kind="kind",
        title="title",
        status="status",
        insights=_ids(citing.filter(item=OuterRef("pk")), of="insight"),
        opportunity=Case(When(addressed, then=F("addresses_id"))),
    )


def _ids(rows: QuerySet[Any], *, of: str) -> ArraySubquery:
    return ArraySubquery(rows.order_by(of).values(of))


def _documents(rows: QuerySet[Any], **fields: Any) -> QuerySet[Any, Any]:
    return rows.values_list(JSONObject(**fields), flat=True)


def _read(rows: QuerySet[Any], **fields: Any) -> list[Any]:
    """Return one more than `LIMIT`, where there are so many."""
    return list(_documents(rows, **fields)[: LIMIT + 1])


def _is_cut(*lists: Collection[Any]) -> bool:
    return any(len(rows) > LIMIT for rows in lists)
