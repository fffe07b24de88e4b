"""What gained evidence, and what lost it, since a moment: insights by passages and figures, items by insights."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from backlog.models import BacklogItem, Evidence, evidence_facts
from research.evidence_strength import Band, EvidenceFacts, assess
from research.models import Insight, InsightEvidence, Stance, Viewer
from research.models import evidence_facts as research_facts

MOST_EVENTS = 5_000
"""So many links made and undone are looked through, the latest; a longer absence is told in part."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """A link was made or undone: `pk` counts them up, `end` is what is behind the `subject`."""

    pk: int
    subject: int
    end: Hashable
    is_made: bool
    stance: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Net:
    """What is left of what happened to one subject: `against` are those of the gained that contradict it."""

    gained: int
    against: int
    lost: int
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Change:
    """An insight (`number` is None) or an item whose evidence is not what it was, and how strong it is now."""

    pk: int
    number: int | None
    title: str
    net: Net
    band: Band


def since(moment: datetime, *, viewer: Viewer, at: datetime, most: int) -> list[Change]:
    """Return what changed for the better or worse, the latest first, as far as the person may see. Six queries.

    Items are left out for whoever does not read the backlog.
    """
    insights = _changed_insights(moment, viewer=viewer, at=at, most=most)
    reads_items = viewer.has_perm("backlog.view_backlogitem")
    items = _changed_items(moment, viewer=viewer, at=at, most=most) if reads_items else []
    return sorted([*insights, *items], key=lambda one: one.net.at, reverse=True)[:most]


def netted(events: Iterable[Event]) -> dict[int, Net]:
    """Return what is left of the events, by subject. What was made and undone again, or undone and made, is nothing."""
    first: dict[tuple[int, Hashable], Event] = {}
    last: dict[tuple[int, Hashable], Event] = {}
    for event in sorted(events, key=lambda one: one.pk):
        first.setdefault((event.subject, event.end), event)
        last[event.subject, event.end] = event
    changed = [event for key, event in last.items() if event.is_made == first[key].is_made]
    subjects = dict.fromkeys(event.subject for event in changed)
    return {subject: _net([one for one in changed if one.subject == subject]) for subject in subjects}


def _net(events: list[Event]) -> Net:
    made = [event for event in events if event.is_made]
    return Net(
        gained=len(made),
        against=sum(event.stance == Stance.CONTRADICTS for event in made),
        lost=len(events) - len(made),
        at=max(event.at for event in events),
    )


def _changed_insights(moment: datetime, *, viewer: Viewer, at: datetime, most: int) -> list[Change]:
    rows = Insight.objects.visible_to(viewer).alive()
    net = _latest(
        _events(InsightEvidence, moment, rows, subject="insight", ends=("highlight", "measurement")), most=most
    )
    facts = research_facts.of_insights(list(net), at=at)
    return [_change(row, net[row.pk], facts[row.pk], at=at) for row in rows.filter(pk__in=net).only("title")]


def _changed_items(moment: datetime, *, viewer: Viewer, at: datetime, most: int) -> list[Change]:
    rows = BacklogItem.objects.visible_to(viewer).unfinished()
    net = _latest(_events(Evidence, moment, rows, subject="item", ends=("insight",)), most=most)
    facts = evidence_facts.of_items(list(net), at=at)
    return [
        _change(row, net[row.pk], facts[row.pk], at=at, number=row.number)
        for row in rows.filter(pk__in=net).only("title", "number")
    ]


def _events(
    model: Any, moment: datetime, rows: QuerySet[Any], *, subject: str, ends: tuple[str, ...]
) -> Iterable[Event]:
    found = model.pgh_event_model.objects.filter(pgh_created_at__gt=moment, **{f"{subject}__in": rows.values("pk")})
    values = found.order_by("-pgh_id").values_list(
        "pgh_id", f"{subject}_id", "pgh_label", "stance", "pgh_created_at", *(f"{end}_id" for end in ends)
    )
    return [
        Event(pk=pk, subject=whose, end=tuple(what), is_made=label == "linked", stance=stance, at=then)
        for pk, whose, label, stance, then, *what in values[:MOST_EVENTS]
    ]


def _latest(events: Iterable[Event], *, most: int) -> Mapping[int, Net]:
    net = netted(events)
    return dict(sorted(net.items(), key=lambda one: one[1].at, reverse=True)[:most])


def _change(row: Any, net: Net, facts: EvidenceFacts, *, at: datetime, number: int | None = None) -> Change:
    return Change(pk=row.pk, number=number, title=row.title, net=net, band=assess(facts, at=at).band)
