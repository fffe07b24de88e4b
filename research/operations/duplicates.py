"""Records that may be the same thing twice: alike in their words, by the trigrams that two texts share.

Numbered codes are another matter: P-0012 and P-0013 share most of their signs and nothing else. They are alike
when nothing but dashes, dots, case and leading noughts tells them apart.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.postgres.search import TrigramSimilarity
from django.db.models import F, Func, Q, QuerySet, Value
from django.db.models.functions import Greatest, Upper

from research.models import Account, Insight, Merge, Opportunity, Participant, Viewer
from research.operations.merges import NOUNS, Mergeable, noun_of

MOST = 5
LIKE: Mapping[str, float] = {Merge.Noun.INSIGHT: 0.32, Merge.Noun.OPPORTUNITY: 0.32, Merge.Noun.ACCOUNT: 0.42}
"""From which share of trigrams on two texts are alike."""
LONGEST = 500


def of(record: Mergeable, *, viewer: Viewer) -> list[Mergeable]:
    """Return what is most like the record, best first. One query over all of its kind."""
    match record:
        case Insight():
            rows = _alike(record, {"title": record.title, "statement": record.statement}, viewer=viewer)
        case Opportunity():
            rows = _alike(record, {"statement": record.statement}, viewer=viewer)
            rows = rows.filter(product=record.product_id) if record.product_id else rows
        case Account():
            same = Q(domain__iexact=record.domain) if record.domain else Q(pk__in=[])
            rows = _alike(record, {"name": record.name}, viewer=viewer, also=same)
        case Participant():
            rows = _people_like(record, viewer=viewer)
    return list(rows[:MOST])


def called(noun: str, text: str, *, viewer: Viewer) -> list[Mergeable]:
    """Return what is called like the text, best first: for somebody who is about to write it down anew. One query."""
    model = NOUNS[noun]
    named: Mergeable = model(**{_field(model): text[:LONGEST]})
    return of(named, viewer=viewer)


def title(record: Mergeable) -> str:
    """Return what people call the record."""
    return str(getattr(record, _field(type(record))))


def _field(model: type[Mergeable]) -> str:
    return {Insight: "title", Opportunity: "statement", Account: "name", Participant: "code"}[model]


def _alike(record: Mergeable, texts: Mapping[str, str], *, viewer: Viewer, also: Q | None = None) -> QuerySet[Any]:
    given = [TrigramSimilarity(field, text[:LONGEST]) for field, text in texts.items() if text.strip()]
    rows = _others(record, viewer=viewer)
    if not given:
        return rows.none()
    rows = rows.annotate(likeness=Greatest(*given) if len(given) > 1 else given[0])
    is_alike = Q(likeness__gte=LIKE[noun_of(record)]) | (also or Q(pk__in=[]))
    found: QuerySet[Any] = rows.filter(is_alike).order_by("-likeness", "pk")
    return found


def _people_like(participant: Participant, *, viewer: Viewer) -> QuerySet[Any]:
    """Codes that differ in punctuation only; and people of the same role in the same account."""
    same = Q(bare_code=_bare(Value(participant.code)))
    if participant.role and participant.account_id:
        same |= Q(role__iexact=participant.role, account=participant.account_id)
    rows = _others(participant, viewer=viewer).annotate(bare_code=_bare(F("code")))
    found: QuerySet[Any] = rows.filter(same).select_related("account").order_by("code")
    return found


def _bare(code: Any) -> Func:
    return Func(Upper(code), Value(r"[^A-Z0-9]|(?<![0-9])0+"), Value(""), Value("g"), function="regexp_replace")


def _others(record: Mergeable, *, viewer: Viewer) -> QuerySet[Any]:
    manager: Any = type(record).objects
    rows: QuerySet[Any] = manager.visible_to(viewer)
    return rows.exclude(pk=record.pk) if record.pk else rows
