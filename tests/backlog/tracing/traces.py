"""Traces by hand, for what is pure: documents without a database."""

from typing import Any

from backlog.tracing.documents import EvidenceDocument, HighlightDocument, ParticipantDocument, TraceDocument

STRENGTH: Any = {
    "band": "thin",
    "flags": [],
    "participants": 2,
    "accounts": 1,
    "studies": 1,
    "supporting": 2,
    "qualifying": 0,
    "contradicting": 0,
    "mentions": 3,
    "newest": None,
    "reasons": ["2 participants in 1 account say so."],
}


def person(code: str, *, account: str | None = None, segments: list[str] | None = None) -> ParticipantDocument:
    return {"code": code, "role": "", "account": account, "segments": segments or []}


def passage(pk: int, *people: ParticipantDocument, stance: str = "supports", **given: Any) -> HighlightDocument:
    document: Any = {
        "id": pk,
        "stance": stance,
        "evidence_class": "User evidence",
        "quote": f"words {pk}",
        "withheld": "",
        "verbatim": True,
        "kind": "none",
        "state": "anchored",
        "start": 0,
        "end": 7,
        "start_ms": None,
        "end_ms": None,
        "tags": [],
        "note": 1,
        "interview": {"id": 1, "title": "Visit", "held_at": "2026-08-20T09:30:00Z"},
        "participants": list(people),
        **given,
    }
    found: HighlightDocument = document
    return found


def evidence(pk: int, *passages: HighlightDocument, stance: str = "supports") -> EvidenceDocument:
    insight: Any = {"id": pk, "title": f"Insight {pk}", "statement": "", "status": "published"}
    return {"stance": stance, "comment": "", "insight": insight, "highlights": list(passages), "measurements": []}


def trace(*links: EvidenceDocument, opportunity: list[EvidenceDocument] | None = None) -> TraceDocument:
    item: Any = {
        "id": 1,
        "number": 12,
        "kind": "story",
        "title": "One calendar",
        "status": "idea",
        "external_references": [],
    }
    above: Any = {
        "id": 1,
        "kind": "need",
        "statement": "I miss days",
        "status": "open",
        "strength": STRENGTH,
        "not_shown": 0,
        "evidence": opportunity or [],
    }
    return {
        "item": item,
        "strength": STRENGTH,
        "not_shown": 0,
        "evidence": list(links),
        "tests": [],
        "opportunity": None if opportunity is None else above,
    }
