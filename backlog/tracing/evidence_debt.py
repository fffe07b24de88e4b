"""Items and insights whose evidence does not carry them yet, each with the reasons."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import Q

from backlog.models import BacklogItem, evidence_facts
from backlog.tracing.documents import IndebtedDocument
from research.evidence_strength import Band, EvidenceFacts, Flag, assess
from research.models import Insight, Viewer
from research.models import evidence_facts as research_facts

WINDOW = 200
"""How many items and insights one page looks at, at most."""


class Kind(StrEnum):
    NO_EVIDENCE = "no_evidence"
    SINGLE_VOICE = "single_voice"
    ONLY_OPINIONS = "only_opinions"
    CONTRADICTED = "contradicted"
    OPPOSITE_NOT_SOUGHT = "opposite_not_sought"
    STALE = "stale"
    CONSENT = "consent"


class Subject(StrEnum):
    ITEM = "item"
    INSIGHT = "insight"


@dataclass(frozen=True, kw_only=True)
class Place:
    """After which row a page begins. Items are in the order of the backlog, by rank; insights newest first."""

    subject: Subject
    pk: int
    rank: str = ""


@dataclass(frozen=True, kw_only=True)
class Page:
    """`next` is where the following page begins, None at the end. A page may be short, even empty, before the end."""

    results: list[IndebtedDocument]
    next: Place | None


def page(
    *,
    viewer: Viewer,
    at: datetime,
    size: int,
    kind: Kind | None = None,
    subject: Subject | None = None,
    after: Place | None = None,
) -> Page:
    """Return what needs evidence: unfinished items, then insights that are not archived. At most five queries.

    A page looks at no more than `WINDOW` rows, whatever it finds there, so its cost has a bound.
    """
    rows = _candidates(viewer=viewer, subject=subject, after=after)
    window = rows[:WINDOW]
    indebted = [
        one for one in _judged(window, at=at) if kind is None or kind in {debt["kind"] for debt in one["debts"]}
    ]
    if len(indebted) > size:
        last = indebted[size - 1]
        row = next(row for row in window if (_subject(row), row.pk) == (last["type"], last["id"]))
        return Page(results=indebted[:size], next=_place(row))
    return Page(results=indebted, next=_place(window[-1]) if len(rows) > WINDOW else None)


def debts(facts: EvidenceFacts, *, at: datetime) -> dict[Kind, str]:
    """Return what is owed, with the reason as a sentence."""
    strength = assess(facts, at=at)
    owed = {
        Kind.NO_EVIDENCE: strength.band is Band.NONE,
        Kind.SINGLE_VOICE: strength.band is Band.SINGLE_VOICE,
        Kind.ONLY_OPINIONS: strength.is_only_opinions,
        Kind.CONTRADICTED: Flag.CONTESTED in strength.flags,
        Kind.OPPOSITE_NOT_SOUGHT: Flag.OPPOSITE_NOT_SOUGHT in strength.flags,
        Kind.STALE: Flag.STALE in strength.flags,
        Kind.CONSENT: Flag.CONSENT in strength.flags,
    }
    return {kind: _reason(kind, facts) for kind, is_owed in owed.items() if is_owed}


def _reason(kind: Kind, facts: EvidenceFacts) -> str:
    match kind:
        case Kind.NO_EVIDENCE:
            return f"Nobody's words support it{_counted_only(facts)}."
        case Kind.SINGLE_VOICE:
            return "Only one participant says so."
        case Kind.ONLY_OPINIONS:
            return "All of it is opinion: wishes and predictions, nothing that happened."
        case Kind.CONTRADICTED:
            return f"Of {_count(facts.participants, 'participant')}, {facts.contradicting} said the contrary."
        case Kind.OPPOSITE_NOT_SOUGHT:
            return "Nobody looked for the opposite."
        case Kind.STALE:
            return f"The newest words are of {facts.newest_at:%B %Y}, and nobody said lately that it is still true."
        case Kind.CONSENT:
            return (
                f"Consent to be quoted is missing for {facts.without_consent} of {_count(facts.mentions, 'mention')}."
            )


def _candidates(*, viewer: Viewer, subject: Subject | None, after: Place | None) -> list[BacklogItem | Insight]:
    """Return one more than `WINDOW`, where there are so many. Two queries."""
    rows: list[BacklogItem | Insight] = []
    if subject is not Subject.INSIGHT and not (after and after.subject is Subject.INSIGHT):
        items = BacklogItem.objects.visible_to(viewer).unfinished().order_by("rank", "pk")
        if after:
            items = items.filter(Q(rank__gt=after.rank) | Q(rank=after.rank, pk__gt=after.pk))
        rows += items.only("number", "title", "status", "rank", "addresses")[: WINDOW + 1]
    if subject is not Subject.ITEM and len(rows) <= WINDOW:
        insights = Insight.objects.visible_to(viewer).alive().order_by("-pk")
        if after and after.subject is Subject.INSIGHT:
            insights = insights.filter(pk__lt=after.pk)
        rows += insights.only("title", "status")[: WINDOW + 1 - len(rows)]
    return rows


def _judged(rows: Iterable[BacklogItem | Insight], *, at: datetime) -> Iterator[IndebtedDocument]:
    items = [row for row in rows if isinstance(row, BacklogItem)]
    insights = [row for row in rows if isinstance(row, Insight)]
    of_items = evidence_facts.of_items([item.pk for item in items], at=at)
    bare = [item.addresses_id for item in items if item.addresses_id and not of_items[item.pk].backing]
    of_opportunities = research_facts.of_opportunities(bare, at=at)
    for item in items:
        reasons = debts(of_items[item.pk], at=at)
        if Kind.NO_EVIDENCE in reasons and item.addresses_id:
            reasons[Kind.NO_EVIDENCE] += f" {_of_opportunity(of_opportunities[item.addresses_id])}"
        if reasons:
            yield _document(item, of_items[item.pk], reasons, at=at)
    of_insights = research_facts.of_insights([insight.pk for insight in insights], at=at)
    for insight in insights:
        if reasons := debts(of_insights[insight.pk], at=at):
            yield _document(insight, of_insights[insight.pk], reasons, at=at)


def _document(
    row: BacklogItem | Insight, facts: EvidenceFacts, reasons: Mapping[Kind, str], *, at: datetime
) -> IndebtedDocument:
    return {
        "type": _subject(row).value,
        "id": row.pk,
        "number": row.number if isinstance(row, BacklogItem) else None,
        "title": row.title,
        "status": row.status,
        "band": assess(facts, at=at).band.value,
        "debts": [{"kind": kind.value, "reason": reason} for kind, reason in reasons.items()],
    }


def _of_opportunity(facts: EvidenceFacts) -> str:
    if not facts.backing:
        return f"Nobody's words open the opportunity that it addresses either{_counted_only(facts)}."
    who = f"{_count(facts.backing, 'participant')} in {_count(facts.accounts, 'account')}"
    return f"The opportunity that it addresses rests on {who}; nothing says that this item meets it."


def _counted_only(facts: EvidenceFacts) -> str:
    """What figures say where nobody does."""
    if not facts.measurements_backing:
        return ""
    verb = "tells" if facts.measurements_backing == 1 else "tell"
    return f": {_count(facts.measurements_backing, 'measurement')} {verb} how many, not why"


def _subject(row: BacklogItem | Insight) -> Subject:
    return Subject.ITEM if isinstance(row, BacklogItem) else Subject.INSIGHT


def _place(row: Any) -> Place:
    return Place(subject=_subject(row), pk=row.pk, rank=row.rank if isinstance(row, BacklogItem) else "")


def _count(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
