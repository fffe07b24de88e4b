"""What is behind backlog items, counted as in `research.models.evidence_facts`."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, F, Max, Q

from backlog.models.backlog_item import BacklogItem
from backlog.models.evidence import Evidence
from backlog.scoring.confidence import SolutionFacts
from research.evidence_strength import EvidenceFacts
from research.models import EvidenceClass, Highlight, Interview, Stance, evidence_facts

BACKING = (Stance.SUPPORTS, Stance.QUALIFIES)
OF_A_SOLUTION = ("test-results", "launch-data")
"""Evidence classes that are about a solution, whatever the session."""


def of_items(ids: Collection[int], *, at: datetime) -> dict[int, EvidenceFacts]:
    """Return the facts of each item, from its own insights; its opportunity's stand apart. One query."""
    cited = Evidence.objects.filter(item__in=ids, insight__merged_into__isnull=True)
    links = cited.values_list("item", "insight", "stance")
    return evidence_facts.of_links(links, ids=ids, at=at)


def of_problems(ids: Collection[int], *, at: datetime) -> dict[int, EvidenceFacts]:
    """Return the facts of the problem that each item would solve: its own insights and its opportunity's. One query."""
    own = Evidence.objects.filter(item__in=ids, insight__merged_into__isnull=True)
    above = BacklogItem.objects.filter(
        pk__in=ids,
        addresses__evidence__insight__isnull=False,
        addresses__evidence__insight__merged_into__isnull=True,
    )
    links = own.values_list("item", "insight", "stance").union(
        above.values_list("pk", "addresses__evidence__insight", "addresses__evidence__stance")
    )
    return evidence_facts.of_links(links, ids=ids, at=at)


def of_solutions(ids: Collection[int]) -> dict[int, SolutionFacts]:
    """Return what tests there are of each item itself. Two queries, one of the few evidence classes.

    They are the passages behind the item's own insights that come from usability tests, or that somebody marked as
    results of a test or a launch. What an opportunity cites is about the problem.
    """
    passage = "insight__evidence"
    tests = Evidence.objects.filter(
        Q(**{f"{passage}__highlight__note__interview__kind": Interview.Kind.USABILITY_TEST})
        | Q(**{f"{passage}__evidence_class__slug__in": OF_A_SOLUTION}),
        **{
            "item__in": ids,
            "stance__in": BACKING,
            "insight__merged_into__isnull": True,
            f"{passage}__stance__in": BACKING,
            f"{passage}__highlight__by_interviewer": False,
            f"{passage}__highlight__state__in": [*Highlight.PLACED_STATES, Highlight.State.DETACHED],
        },
    )
    found = (
        tests.order_by()
        .values("item")
        .annotate(
            tests=Count(f"{passage}__highlight__note__interview", distinct=True),
            participants=Count(f"{passage}__highlight__speakers__participant", distinct=True),
            weight=Max(F(f"{passage}__evidence_class__weight")),
        )
    )
    rows = list(found)
    names = dict(EvidenceClass.objects.order_by("pk").values_list("weight", "name")) if rows else {}
    facts = {
        row["item"]: SolutionFacts(
            tests=row["tests"],
            participants=row["participants"],
            weight=row["weight"],
            class_name=names.get(row["weight"], ""),
        )
        for row in rows
    }
    return {pk: facts.get(pk, SolutionFacts()) for pk in ids}
