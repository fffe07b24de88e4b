"""Whose words led to an item, and whether they agreed to be contacted again."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from backlog.models.backlog_item import BacklogItem
from backlog.models.evidence import Evidence
from backlog.models.evidence_facts import BACKING
from research.models import Consent, Highlight

WITHDRAWN = "consent withdrawn"
NEVER_ASKED = "no consent recorded"
MOST_ROWS = 20_000
"""Pairs of a person and an interview that are looked at; nobody writes to more people by hand."""


@dataclass(frozen=True, kw_only=True)
class Voice:
    """Somebody whose words back an item or the opportunity that it addresses, and where they said so.

    `refusal` says why they may not be contacted again, and is empty where they may. Insights are those they speak in.
    """

    item: int
    participant: int
    refusal: str
    interviews: frozenset[int]
    insights: frozenset[int]


def of_items(ids: Collection[int], *, at: datetime) -> list[Voice]:
    """Return the voices of each item, whoever asks. Two queries. Unnamed voices are nobody that one could tell.

    Somebody who withdrew is left alone, even if another consent of theirs is in force.
    """
    if not ids:
        return []
    own = Evidence.objects.filter(item__in=ids, stance__in=BACKING)
    above = BacklogItem.objects.filter(pk__in=ids, addresses__evidence__stance__in=BACKING)
    rows = [
        *_rows(own, item="item", insight="insight", at=at),
        *_rows(above, item="pk", insight="addresses__evidence__insight", at=at),
    ]
    found: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["of"], row["who"]].append(row)
    return [
        Voice(
            item=item,
            participant=participant,
            refusal=_refusal({row["refusal"] for row in said}),
            interviews=frozenset(row["where"] for row in said),
            insights=frozenset(row["by"] for row in said),
        )
        for (item, participant), said in found.items()
    ]


def _rows(links: QuerySet[Any], *, item: str, insight: str, at: datetime) -> list[dict[str, Any]]:
    passage = f"{insight}__evidence"
    interview = f"{passage}__highlight__note__interview"
    speaker = f"{passage}__highlight__speakers__participant"
    deciding = Consent.objects.deciding(
        Consent.Scope.CONTACT_AGAIN,
        participant=OuterRef(speaker),
        interview=OuterRef(interview),
        study=OuterRef(f"{interview}__study"),
    )
    counted = links.filter(
        **{
            f"{insight}__merged_into__isnull": True,
            f"{passage}__stance__in": BACKING,
            f"{passage}__highlight__by_interviewer": False,
            f"{passage}__highlight__state__in": [*Highlight.PLACED_STATES, Highlight.State.DETACHED],
            f"{speaker}__isnull": False,
        }
    )
    refusal = Coalesce(Subquery(deciding.refusal(at=at)), Value(NEVER_ASKED))
    values = counted.order_by().values(of=F(item), by=F(insight), where=F(interview), who=F(speaker))
    return list(values.annotate(refusal=refusal).distinct()[:MOST_ROWS])


def _refusal(reasons: set[str]) -> str:
    if WITHDRAWN in reasons:
        return WITHDRAWN
    return "" if "" in reasons else min(reasons)
