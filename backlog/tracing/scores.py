"""Reading scores: in order among what is comparable, and what has changed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict

from django.db.models import Q

from backlog.models import Score
from backlog.scoring import moscow
from backlog.scoring.frameworks import FRAMEWORKS
from backlog.scoring.inputs import as_number, in_words
from backlog.scoring.ranking import Entrant, ranked
from research.models import Product, Viewer

MOST_RANKED = 1_000
MOST_CHANGES = 200


class ChangeDocument(TypedDict):
    """One input of a score, before and now; null where there was none."""

    input: str
    label: str
    before: str | None
    now: str | None


class PlaceDocument(TypedDict):
    """A score in its place. Equal scores share a rank, and `tie` says with whom."""

    rank: int
    tie: str
    score: int
    subject: str
    item: int | None
    opportunity: int | None
    value: str
    explanation: str


class RankingDocument(TypedDict):
    """What may be compared, best first. `comparable_with` names it; empty where it is everything."""

    comparable_with: str
    segment: int | None
    note: str
    places: list[PlaceDocument]


class RankingsDocument(TypedDict):
    framework: str
    formula: str
    note: str
    rankings: list[RankingDocument]
    is_truncated: bool


class ChangedDocument(TypedDict):
    """Who changed which input when and why, and what came of it."""

    score: int
    subject: str
    item: int | None
    opportunity: int | None
    segment: int | None
    framework: str
    at: datetime
    by: int | None
    reason: str
    value_before: str | None
    value: str
    changes: list[ChangeDocument]


class ChangesDocument(TypedDict):
    since: datetime
    results: list[ChangedDocument]
    is_truncated: bool


def rankings(framework: str, *, viewer: Viewer, product: Product | None = None) -> RankingsDocument:
    """Return the current scores by a framework, ranked among what is comparable. One query.

    Equals stand in the order of the backlog, which people decided. Finished and dropped items are left out.
    """
    rows = Score.objects.visible_to(viewer).current().filter(framework=framework)
    rows = rows.exclude(item__status__in=["done", "dropped"]).select_related("item", "opportunity", "segment")
    if product:
        rows = rows.filter(Q(item__product=product) | Q(opportunity__product=product))
    found = list(rows.order_by("item__rank", "id")[: MOST_RANKED + 1])
    shown = found[:MOST_RANKED]
    by_group: dict[tuple[str, int | None], list[Score]] = defaultdict(list)
    for score in shown:
        by_group[score.comparable_with, score.segment_id].append(score)
    groups = sorted(by_group.items(), key=lambda group: (-len(group[1]), group[0][0], group[0][1] or 0))
    return {
        "framework": framework,
        "formula": FRAMEWORKS[framework].formula,
        "note": _apart(framework, [name for name, _ in by_group]),
        "rankings": [
            {
                "comparable_with": comparable_with,
                "segment": segment,
                "note": _warning(framework, members),
                "places": _places(members),
            }
            for (comparable_with, segment), members in groups
        ],
        "is_truncated": len(found) > MOST_RANKED,
    }


def changes(*, since: datetime, viewer: Viewer, framework: str | None = None) -> ChangesDocument:
    """Return what was scored anew since then, newest first. One query."""
    rows = Score.objects.visible_to(viewer).filter(at__gte=since)
    if framework:
        rows = rows.filter(framework=framework)
    rows = rows.select_related("item", "opportunity", "replaces").order_by("-at", "-id")
    found = list(rows[: MOST_CHANGES + 1])
    return {
        "since": since,
        "results": [changed(score) for score in found[:MOST_CHANGES]],
        "is_truncated": len(found) > MOST_CHANGES,
    }


def changed(score: Score) -> ChangedDocument:
    """Return what a score changed. Reads `item`, `opportunity` and `replaces`: select them."""
    return {
        "score": score.pk,
        "subject": subject_of(score),
        "item": score.item_id,
        "opportunity": score.opportunity_id,
        "segment": score.segment_id,
        "framework": score.framework,
        "at": score.at,
        "by": score.by_id,
        "reason": score.reason,
        "value_before": value_of(score.replaces) if score.replaces else None,
        "value": value_of(score),
        "changes": changes_of(score),
    }


def changes_of(score: Score) -> list[ChangeDocument]:
    """Return the inputs that differ from what stood before; all of them for a first score."""
    before = score.replaces.inputs if score.replaces else {}
    return [
        {
            "input": one.name,
            "label": one.label,
            "before": _said(before.get(one.name)),
            "now": _said(score.inputs.get(one.name)),
        }
        for one in FRAMEWORKS[score.framework].inputs
        if before.get(one.name) != score.inputs.get(one.name)
    ]


def value_of(score: Score) -> str:
    """Return the value in words: a number without zeros behind it, a class by its name."""
    said = _said(score.result["value"]) or ""
    return moscow.PRIORITIES.get(said, said) if score.framework == Score.Framework.MOSCOW else said


def subject_of(score: Score) -> str:
    if score.item:
        return f"#{score.item.number} {score.item.title}"
    return score.opportunity.statement if score.opportunity else ""


def _said(value: Any) -> str | None:
    number = as_number(value) if not isinstance(value, str) else None
    return in_words(number) if number is not None else value


def _places(members: Sequence[Score]) -> list[PlaceDocument]:
    by_pk = {score.pk: score for score in members}
    entrants = [
        Entrant(
            key=score.pk,
            name=f"#{score.item.number}" if score.item else f"opportunity {score.opportunity_id}",
            number=score.score,
        )
        for score in members
    ]
    (ranking,) = ranked(entrants)
    return [_place(by_pk[place.key], rank=place.rank, tie=place.tie) for place in ranking.places]


def _place(score: Score, *, rank: int, tie: str) -> PlaceDocument:
    return {
        "rank": rank,
        "tie": tie,
        "score": score.pk,
        "subject": subject_of(score),
        "item": score.item_id,
        "opportunity": score.opportunity_id,
        "value": value_of(score),
        "explanation": score.result["explanation"],
    }


def _apart(framework: str, groups: Iterable[str]) -> str:
    several = sorted(set(groups))
    if len(several) < 2:
        return ""
    if framework == Score.Framework.RICE:
        return f"Reach is counted {', '.join(several)}: scores over different periods are not ranked together."
    return "Each timebox is ranked by itself."


def _warning(framework: str, members: Iterable[Score]) -> str:
    """MoSCoW's: when the Musts fill the timebox."""
    if framework != Score.Framework.MOSCOW:
        return ""
    timebox = (
        moscow.Moscow(
            priority=score.inputs["priority"],
            timebox=score.inputs["timebox"],
            effort=Decimal(str(score.inputs["effort"])),
        )
        for score in members
    )
    return moscow.share_of_musts(timebox).warning
