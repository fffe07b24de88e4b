"""Who says so: a trace as an item's page shows it. Pure: the document in, the same in words and addresses out."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from backlog.tracing.documents import TraceDocument
from research.admin import strength
from research.evidence_strength import Band, Flag, StrengthDocument
from research.models import Insight, Opportunity

STANCES = {"supports": "Supports it", "qualifies": "True with a limit", "contradicts": "Speaks against it"}
TONES = {"supports": "good", "qualifies": "warn", "contradicts": "bad"}
STATUSES = dict(Insight.Status.choices)
KINDS = dict(Opportunity.Kind.choices)
SHOWN_AT_ONCE = 5


def shown(trace: TraceDocument) -> dict[str, Any]:
    """Return what the template needs. An insight that stands above is named again, and its words are not repeated."""
    opportunity = trace["opportunity"]
    above = {link["insight"]["id"] for link in trace["evidence"]}
    return {
        **_weighed(trace),
        "opportunity": opportunity
        and {
            **_weighed(opportunity, above=above),
            "id": opportunity["id"],
            "statement": opportunity["statement"],
            "kind": KINDS[opportunity["kind"]],
        },
    }


def _weighed(part: Mapping[str, Any], *, above: Collection[int] = ()) -> dict[str, Any]:
    return {
        "band": _band(part["strength"]),
        "flags": strength.flags([Flag(flag) for flag in part["strength"]["flags"]]),
        "reasons": part["strength"]["reasons"],
        "not_shown": part["not_shown"],
        "evidence": [_link(link, above=above) for link in part["evidence"]],
    }


def _band(described: StrengthDocument) -> SafeString:
    return strength.band(Band(described["band"]))


def _link(link: Mapping[str, Any], *, above: Collection[int]) -> dict[str, Any]:
    insight = link["insight"]
    passages = [_passage(passage) for passage in link["highlights"]]
    return {
        "stance": STANCES[link["stance"]],
        "tone": TONES[link["stance"]],
        "comment": link["comment"],
        "insight": {**insight, "status_words": "" if insight["status"] == "published" else STATUSES[insight["status"]]},
        "is_above": insight["id"] in above,
        "passages": passages[:SHOWN_AT_ONCE],
        "more": passages[SHOWN_AT_ONCE:],
    }


def _passage(passage: Mapping[str, Any]) -> dict[str, Any]:
    held_at = passage["interview"]["held_at"]
    return {
        **passage,
        "stance_words": "" if passage["stance"] == "supports" else STANCES[passage["stance"]],
        "tone": TONES[passage["stance"]],
        "people": _people(passage["participants"]),
        "held_on": datetime.fromisoformat(held_at).date() if held_at else None,
        "time": clock(passage["start_ms"]) if passage["start_ms"] is not None else "",
        "is_detached": passage["state"] == "detached",
    }


def _people(participants: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    return [
        {
            "code": one["code"],
            "about": ", ".join(filter(None, [one["role"], one["account"], *one["segments"]])),
        }
        for one in participants
    ]


def clock(milliseconds: int) -> str:
    """Write a time in a recording: 0:04:12."""
    minutes, seconds = divmod(milliseconds // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}"
