"""Evidence meets score: what stands behind an item's problem and its solution, and what that supports."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypedDict

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from backlog.models import BacklogItem, Evidence, Score, evidence_facts
from backlog.models.evidence_facts import BACKING
from backlog.scoring.confidence import ProblemFacts, SolutionFacts, Support, in_short, overclaim, supported
from backlog.scoring.inputs import as_number, in_words
from research.evidence_strength import EvidenceFacts, StrengthDocument, described
from research.models import (
    Highlight,
    InsightEvidence,
    Measurement,
    OpportunityEvidence,
    Participant,
    Segment,
    Viewer,
    figures,
)


@dataclass(frozen=True, kw_only=True)
class Standing:
    """What an item stands on, and the confidence that this supports."""

    problem: EvidenceFacts
    solution: SolutionFacts
    support: Support


class SolutionDocument(TypedDict):
    """Tests that support the solution itself. People and class are of the best one: a weight is compared, never added.

    `refuted` counts the tests that spoke against an assumption; they support nothing.
    """

    tests: int
    participants: int
    evidence_class: str | None
    refuted: int
    words: str


class SupportedDocument(TypedDict):
    """The most that a confidence in percent may claim; null is less than 50."""

    percent: int | None
    words: str
    because: str


class ReachDocument(TypedDict):
    """A reach that could be typed in, and where it comes from. It is never filled in by itself."""

    reach: int
    derivation: str


class SupportDocument(TypedDict):
    """`claimed` is the RICE confidence of the current score; `overclaim` says where it claims too much."""

    item: int
    problem: StrengthDocument
    solution: SolutionDocument
    supported_confidence: SupportedDocument
    claimed: int | None
    overclaim: str
    reach_suggestions: list[ReachDocument]


def of_items(ids: Collection[int], *, at: datetime) -> dict[int, Standing]:
    """Return what each item stands on, whoever asks. Four queries, however many they are."""
    problems, solutions = evidence_facts.of_problems(ids, at=at), evidence_facts.of_solutions(ids)
    return {pk: _standing(problems[pk], solutions[pk]) for pk in ids}


def of_item(pk: int, *, viewer: Viewer, at: datetime) -> SupportDocument:
    """Return the whole for one item. Raises `BacklogItem.DoesNotExist`."""
    item = BacklogItem.objects.visible_to(viewer).select_related("persona").get(pk=pk)
    standing = of_items([pk], at=at)[pk]
    score = Score.objects.current().filter(item=item, framework=Score.Framework.RICE).first()
    claimed = claimed_by(score) if score else None
    percent = standing.support.percent
    return {
        "item": pk,
        "problem": described(standing.problem, at=at),
        "solution": {
            "tests": standing.solution.tests,
            "participants": standing.solution.participants,
            "evidence_class": standing.solution.class_name or None,
            "refuted": standing.solution.refuted,
            "words": in_short(standing.solution),
        },
        "supported_confidence": {
            "percent": int(percent) if percent is not None else None,
            "words": standing.support.words,
            "because": standing.support.because,
        },
        "claimed": int(claimed) if claimed is not None else None,
        "overclaim": overclaim(claimed, standing.support) if claimed is not None else "",
        "reach_suggestions": list(reach_suggestions(item, standing, viewer=viewer)),
    }


def overclaims(scores: Collection[Score], *, at: datetime) -> dict[int, str]:
    """Return what is to be said against the confidence of each RICE score, by its id. Four queries."""
    rice = [score for score in scores if score.framework == Score.Framework.RICE and score.item_id]
    standings = of_items({score.item_id for score in rice if score.item_id}, at=at)
    return {score.pk: against(score, standings[score.item_id]) for score in rice if score.item_id}


def against(score: Score, standing: Standing) -> str:
    claimed = claimed_by(score)
    return overclaim(claimed, standing.support) if claimed is not None else ""


def claimed_by(score: Score) -> Decimal | None:
    """Return the RICE confidence in percent; None by other frameworks."""
    return as_number(score.inputs.get("confidence")) if score.framework == Score.Framework.RICE else None


def _standing(problem: EvidenceFacts, solution: SolutionFacts) -> Standing:
    said = ProblemFacts(participants=problem.backing, is_only_opinions=problem.is_only_opinions)
    return Standing(problem=problem, solution=solution, support=supported(said, solution))


def reach_suggestions(item: BacklogItem, standing: Standing, *, viewer: Viewer) -> Iterator[ReachDocument]:
    """Suggest from who says so, from what was measured and from the sizes of segments. Two queries.

    As far as the viewer may see it; nothing of it is filled in by itself.
    """
    backing, accounts = standing.problem.backing, standing.problem.accounts
    if backing:
        people = f"{backing} distinct participant{'' if backing == 1 else 's'}"
        where = f"{accounts} account{'' if accounts == 1 else 's'}"
        yield {
            "reach": backing,
            "derivation": f"{people} in {where} have it: the least that is known, not an estimate of how many do.",
        }
    yield from (_measured(one) for one in _measurements(item, viewer=viewer))
    for segment in _segments(item, viewer=viewer):
        size = f"The segment {segment.name} holds {in_words(Decimal(segment.size or 0))} people"
        voices = segment.voices  # type: ignore[attr-defined]
        said = f"{voices} participant{'' if voices == 1 else 's'} of it say{'s' if voices == 1 else ''} so"
        persona = " It is the one that the item is for." if segment.pk == item.persona_id else ""
        yield {
            "reach": segment.size or 0,
            "derivation": f"{size}; {said}. It is the most that it can be, if all of them have it.{persona}",
        }


def _measured(one: Measurement) -> ReachDocument:
    """Whom a figure is about is the most that it can be: how many of them have the problem, a person has to say."""
    n = one.n or 0
    parts = ""
    if (share := figures.share(one)) is not None:
        some = round(n * share)
        parts = f" {figures.said(one.value, one.metric)} of them are {some:,}, the others {n - some:,}."
    return {
        "reach": n,
        "derivation": f"{figures.whole(one)}. It is about {in_words(Decimal(n))} people or events in {_days(one)}: "
        f"the most that it can be in that time.{parts} How many, not why.",
    }


def _days(one: Measurement) -> str:
    days = (one.period_end - one.period_start).days + 1
    return "1 day" if days == 1 else f"{days} days"


def _measurements(item: BacklogItem, *, viewer: Viewer) -> list[Measurement]:
    """The latest measurements with an n, one of each metric and segment, that back the item or its opportunity."""
    own, above = _backing(item)
    cited = InsightEvidence.objects.visible_to(viewer).measured().filter(stance__in=BACKING)
    rows = Measurement.objects.filter(
        Exists(cited.filter(Q(insight__in=own) | Q(insight__in=above), measurement=OuterRef("pk"))), n__gt=0
    )
    latest = rows.order_by("metric", "segment", "-period_end", "-pk").distinct("metric", "segment")
    return list(latest.select_related("metric", "segment").defer("metric__search")[:10])


def _backing(item: BacklogItem) -> tuple[QuerySet[Any], QuerySet[Any]]:
    """The insights that back the item itself, and those that back its opportunity."""
    own = Evidence.objects.filter(item=item, stance__in=BACKING)
    above = OpportunityEvidence.objects.filter(opportunity=item.addresses_id, stance__in=BACKING)
    return own.values("insight"), above.values("insight")


def _segments(item: BacklogItem, *, viewer: Viewer) -> list[Segment]:
    """Segments with a size that the item is for, or that somebody who backs it belongs to."""
    own, above = _backing(item)
    words = Highlight.objects.visible_to(viewer).filter(
        Q(insight_evidence__insight__in=own) | Q(insight_evidence__insight__in=above),
        insight_evidence__stance__in=BACKING,
        by_interviewer=False,
    )
    people = Participant.objects.filter(spoken_highlights__highlight__in=words.values("pk"))
    heard = Q(participants__in=people.values("pk"))
    return list(
        Segment.objects.filter(heard | Q(pk=item.persona_id), size__gt=0)
        .annotate(voices=Count("participants", filter=heard, distinct=True))
        .order_by("-size", "pk")[:10]
    )
