"""Insights with what they rest on, and opportunities that insights open."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from research.importers.corpus.copying import Writer
from research.importers.corpus.fieldwork import Held
from research.importers.corpus.people import Frame
from research.importers.corpus.sizes import Size
from research.importers.corpus.words import Language
from research.models import EvidenceClass, Insight, InsightEvidence, Opportunity, OpportunityEvidence

STANCES = ("supports",) * 6 + ("qualifies", "contradicts")
STATUSES = ("published",) * 5 + ("draft", "in_review", "archived")
PASSAGES = (2, 3, 4, 5, 6, 8, 12)
CITED_BY_AN_OPPORTUNITY = 5
PRIVATE_EVERY = 25


@dataclass(frozen=True, kw_only=True)
class Read:
    """Ids of insights that everybody may cite, and of opportunities."""

    open_insights: list[int]
    opportunities: range


def bring(marked: list[Held], *, writer: Writer, size: Size, frame: Frame, language: Language) -> Read:
    random = writer.random
    closed = [one for one in marked if one.is_private]
    open_ = [one for one in marked if not one.is_private]
    studies = [
        random.choice(closed).study if closed and at % PRIVATE_EVERY == 0 else None for at in range(size.insights)
    ]
    insights = writer.write(
        Insight,
        ("study_id", "title", "statement", "body", "status", "owner_id", "created_by_id", "published_at"),
        (_insight(study, writer=writer, frame=frame, language=language) for study in studies),
    )
    writer.write(
        Insight.tags.through,
        ("insight_id", "tag_id"),
        [(pk, int(tag)) for pk, tag in zip(insights, frame.tags.draw(random, len(insights)), strict=True)],
    )
    of_study: dict[int, list[Held]] = {}
    for one in closed:
        of_study.setdefault(one.study, []).append(one)
    usual = EvidenceClass.objects.get(slug="user-evidence").pk
    writer.write(
        InsightEvidence,
        ("insight_id", "highlight_id", "stance", "evidence_class_id", "created_by_id"),
        (
            (insight, highlight, random.choice(STANCES), usual, frame.users[0])
            for insight, study in zip(insights, studies, strict=True)
            for highlight in _passages(of_study[study] if study else open_, writer=writer)
        ),
    )
    seen = [pk for pk, study in zip(insights, studies, strict=True) if study is None]
    return Read(
        open_insights=seen, opportunities=_opportunities(seen, writer=writer, size=size, frame=frame, language=language)
    )


def _insight(study: int | None, *, writer: Writer, frame: Frame, language: Language) -> tuple[Any, ...]:
    random = writer.random
    status, by = random.choice(STATUSES), random.choice(frame.users)
    published_at = writer.at - timedelta(days=random.randint(1, 400)) if status == "published" else None
    said = language.pain()
    return study, said[:200], f"{said} {language.pain()}", language.plain(), status, by, by, published_at


def _passages(held: list[Held], *, writer: Writer) -> set[int]:
    """From a handful of interviews, as a pattern is heard."""
    random = writer.random
    return {random.choice(random.choice(held).highlights) for _ in range(random.choice(PASSAGES))}


def _opportunities(insights: list[int], *, writer: Writer, size: Size, frame: Frame, language: Language) -> range:
    """A forest: one in ten is a root, the others hang under an earlier one."""
    random = writer.random
    first = (Opportunity.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    kinds, statuses = Opportunity.Kind.values, ("open", "open", "target", "addressed", "not_pursuing")
    opportunities = writer.write(
        Opportunity,
        ("product_id", "kind", "parent_id", "statement", "status"),
        [
            (
                frame.product,
                random.choice(kinds),
                None if at % 10 == 0 else first + random.randrange(at),
                language.pain()[:300],
                random.choice(statuses),
            )
            for at in range(size.opportunities)
        ],
    )
    writer.write(
        OpportunityEvidence,
        ("opportunity_id", "insight_id", "stance"),
        [
            (opportunity, insight, random.choice(STANCES))
            for opportunity in opportunities
            for insight in random.sample(insights, min(CITED_BY_AN_OPPORTUNITY, len(insights)))
        ],
    )
    return opportunities
