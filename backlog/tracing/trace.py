"""Who says so, and exactly where: an item with the words that it rests on."""

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from backlog.models import BacklogItem, evidence_facts
from backlog.tracing import chain, compiled
from backlog.tracing.documents import EvidenceDocument, TraceDocument
from research.evidence_strength import EvidenceFacts, described
from research.models import Measurement, Metric, Viewer, figures
from research.models import evidence_facts as research_facts


def of_item(pk: int, *, viewer: Viewer, at: datetime) -> TraceDocument:
    """Return the item's trace as far as the person may see it. Raises `BacklogItem.DoesNotExist`.

    The strength counts everything, whoever asks; `not_shown` says how much of it the person does not get to see.
    One statement for the chain, and one each for the facts of the item and of its opportunity.
    """
    found = compiled.statement(_document, viewer=viewer).first(viewer=viewer, at=at, subject=pk)
    return _told(_read_document(found), at=at)


def of_key(key: str, *, viewer: Viewer, at: datetime) -> TraceDocument:
    """Return the trace of the item that another tool calls so; case does not matter. Otherwise as `of_item`."""
    found = chain.items(viewer=viewer, at=at).filter(external_references__key__iexact=key)
    return _told(found.first(), at=at)


def _read_document(found: str | None) -> dict[str, Any] | None:
    """Read what the driver leaves as text: it is Django that turns JSON into dictionaries."""
    return None if found is None else json.loads(found)


def _document(viewer: Viewer, at: datetime, pk: int) -> QuerySet[Any, dict[str, Any]]:
    return chain.items(viewer=viewer, at=at).filter(pk=pk)


def _told(document: dict[str, Any] | None, *, at: datetime) -> TraceDocument:
    if document is None:
        raise BacklogItem.DoesNotExist
    item, opportunity = document["item"]["id"], document["opportunity"]
    for link in [*document["evidence"], *(opportunity["evidence"] if opportunity else [])]:
        for measurement in link["measurements"]:
            measurement.update(_read(measurement))
    document |= _weighed(evidence_facts.of_items([item], at=at)[item], evidence=document["evidence"], at=at)
    if opportunity:
        facts = research_facts.of_opportunities([opportunity["id"]], at=at)[opportunity["id"]]
        opportunity |= _weighed(facts, evidence=opportunity["evidence"], at=at)
    return TraceDocument(
        item=document["item"],
        strength=document["strength"],
        not_shown=document["not_shown"],
        evidence=document["evidence"],
        tests=document["tests"],
        opportunity=opportunity,
    )


def _read(raw: Mapping[str, Any]) -> dict[str, str]:
    """Return how the figures of a measurement read."""
    one = Measurement(
        metric=Metric(unit=raw["metric"]["unit"], formula=raw["metric"]["formula"]),
        value=_decimal(raw["value"]),
        low=_decimal(raw["low"]),
        high=_decimal(raw["high"]),
        period_start=date.fromisoformat(raw["period_start"]),
        period_end=date.fromisoformat(raw["period_end"]),
    )
    return {
        "said": figures.said(one.value, one.metric),
        "period": figures.period(one.period_start, one.period_end),
        "interval": figures.interval(one),
    }


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(repr(value))


def _weighed(facts: EvidenceFacts, *, evidence: Collection[EvidenceDocument], at: datetime) -> dict[str, Any]:
    shown = {passage["id"] for link in evidence for passage in link["highlights"]}
    # Somebody may have linked one more between the two statements.
    return {"strength": described(facts, at=at), "not_shown": max(0, facts.mentions - len(shown))}
