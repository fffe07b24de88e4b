"""What is behind backlog items, counted as in `research.models.evidence_facts`."""

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import datetime

from django.db.models import Count, Exists, F, Max, OuterRef, Q

from backlog.models.assumption_test import AssumptionTest
from backlog.models.backlog_item import BacklogItem
from backlog.models.evidence import Evidence
from backlog.scoring.confidence import FEW, SolutionFacts, Tested, weighed
from research.evidence_strength import EvidenceFacts
from research.models import EvidenceClass, Highlight, Interview, Stance, evidence_facts

BACKING = (Stance.SUPPORTS, Stance.QUALIFIES)
OF_A_SOLUTION = ("test-results", "launch-data")
"""Evidence classes that are about a solution, whatever the session."""
FROM_USERS, ANECDOTAL = "user-evidence", "anecdotal"


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
    """Return what tests there are of each item itself. Three queries, one of the few evidence classes.

    They are its assumption tests with a result, and sessions: those behind the passages of the item's own insights
    that are usability tests, or that somebody marked as results of a test or a launch. What an opportunity cites is
    about the problem. A session that an assumption test leads to is that test, and counts by its result.
    """
    if not ids:
        return {}
    supporting: dict[int, list[Tested]] = defaultdict(list)
    against: Counter[int] = Counter()
    for test in AssumptionTest.objects.decided().filter(item__in=ids).select_related("evidence_class"):
        if test.result == AssumptionTest.Result.SUPPORTED and test.evidence_class:
            supporting[test.item_id].append(
                Tested(
                    participants=test.participants or 0,
                    weight=test.evidence_class.weight,
                    class_name=test.evidence_class.name,
                    method=test.get_method_display(),
                )
            )
        against[test.item_id] += test.result == AssumptionTest.Result.REFUTED
    for item, sessions in _sessions(ids).items():
        supporting[item].append(sessions)
    return {pk: weighed(supporting[pk], refuted=against[pk]) for pk in ids}


def _sessions(ids: Collection[int]) -> dict[int, Tested]:
    """Return the sessions about each item as one: their best class, and how many people were in them.

    What users showed is an anecdote as long as they are few.
    """
    passage = "insight__evidence"
    interview = f"{passage}__highlight__note__interview"
    tests = Evidence.objects.filter(
        Q(**{f"{interview}__kind": Interview.Kind.USABILITY_TEST})
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
    led_to = AssumptionTest.objects.decided().filter(
        Q(interview=OuterRef(interview)) | Q(study=OuterRef(f"{interview}__study")), item=OuterRef("item")
    )
    found = (
        tests.alias(is_led_to=Exists(led_to))
        .filter(is_led_to=False)
        .order_by()
        .values("item")
        .annotate(
            tests=Count(interview, distinct=True),
            participants=Count(f"{passage}__highlight__speakers__participant", distinct=True),
            weight=Max(F(f"{passage}__evidence_class__weight")),
        )
    )
    rows = list(found)
    classes = list(EvidenceClass.objects.order_by("pk")) if rows else []
    by_weight, by_slug = ({getattr(one, name): one for one in classes} for name in ("weight", "slug"))
    sessions = {}
    for row in rows:
        best = by_weight[row["weight"]]
        if best.slug == FROM_USERS and row["participants"] <= FEW:
            best = by_slug.get(ANECDOTAL, best)
        sessions[row["item"]] = Tested(
            tests=row["tests"], participants=row["participants"], weight=best.weight, class_name=best.name
        )
    return sessions
