"""What may be said in public of who is behind an item: published insights, how many people, quotes they gave away."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef

from backlog.models import BacklogItem, Evidence
from research.models import HighlightParticipant, Insight, InsightEvidence, OpportunityEvidence, Stance
from research.models import evidence_facts as research_facts

NOBODY = AnonymousUser()
MOST_INSIGHTS = 50
MOST_QUOTES = 12


@dataclass(frozen=True, kw_only=True)
class PublicInsight:
    """`people` back it. `quotes` are words whose every speaker agreed to be quoted in public, without a name."""

    title: str
    people: int
    quotes: tuple[str, ...]


def of_item(pk: int, *, at: datetime) -> list[PublicInsight]:
    """Return what an item and its opportunity stand on, as a stranger may read it. Four queries."""
    backing = [Stance.SUPPORTS, Stance.QUALIFIES]
    own = Evidence.objects.filter(item=pk, stance__in=backing).values("insight")
    above = OpportunityEvidence.objects.filter(
        opportunity__in=BacklogItem.objects.filter(pk=pk).values("addresses"), stance__in=backing
    ).values("insight")
    rows = Insight.objects.visible_to(NOBODY).open().order_by("pk")
    insights = list((rows.filter(pk__in=own) | rows.filter(pk__in=above)).distinct().defer("search")[:MOST_INSIGHTS])
    facts = research_facts.of_insights([one.pk for one in insights], at=at)
    quotes = _quotes([one.pk for one in insights], at=at)
    return [
        PublicInsight(
            title=one.title,
            people=facts[one.pk].backing,
            quotes=tuple(quotes.get(one.pk, [])[:MOST_QUOTES]),
        )
        for one in insights
    ]


def _quotes(insights: Iterable[int], *, at: datetime) -> dict[int, list[str]]:
    """Words that somebody said, and everybody who said them gave to the public. One query."""
    speakers = HighlightParticipant.objects.filter(highlight=OuterRef("highlight"))
    rows = InsightEvidence.objects.words_visible_to(NOBODY).words_counted().filter(insight__in=list(insights))
    spoken = rows.filter(
        Exists(speakers),
        ~Exists(speakers.unquotable(at=at)),
        ~Exists(speakers.unquotable(at=at, in_public=True)),
        highlight__verbatim=True,
        stance__in=[Stance.SUPPORTS, Stance.QUALIFIES],
    )
    found: dict[int, list[str]] = {}
    for insight, quote in spoken.order_by("pk").values_list("insight", "highlight__quote"):
        found.setdefault(insight, []).append(quote)
    return found
