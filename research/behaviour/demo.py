"""The demo data of behaviour: events as somebody's app would send them, and a funnel that is kept and attached."""

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from research.behaviour import citing, keeping, loading
from research.importers.demo.world import Row, World, read
from research.importers.events.parsed import ParsedEvent
from research.models import EventSource, Funnel, InsightEvidence, SegmentRule
from research.operations import event_sources

DAY_BEGINS, DAY_ENDS = 7, 20


def load(world: World, *, at: datetime) -> None:
    """Bring the events of the weeks before `at`, and what is asked of them, in the caller's transaction."""
    row = read("behaviour.yaml")
    by = world.users[row["by"]]
    source = event_sources.add(EventSource(product=world.product, **row["source"]), by=by)
    loading.store(list(_events(row, at=at)), source=source)
    for rule in row["segments"]:
        segment = world.segments[rule["segment"]]
        SegmentRule.objects.create(source=source, segment=segment, conditions=rule["conditions"], created_by=by)
    steps = [{"event": step["event"]} for step in row["steps"]]
    funnel = Funnel.objects.create(source=source, steps=steps, created_by=by, **row["funnel"])
    Funnel.objects.create(source=source, steps=steps[:2], created_by=by, **row["by_signal"])
    keeping.measure(keeping.keep(funnel, by=by, **row["kept"]).pk, at=at)
    _attach(funnel, row["attached"], world, at=at)


def _attach(funnel: Funnel, row: Row, world: World, *, at: datetime) -> None:
    made = citing.attach(
        funnel,
        from_step=row["from_step"],
        to_step=row["to_step"],
        to=world.opportunities[row["opportunity"]],
        insight=world.insights[row["insight"]],
        by=funnel.created_by,
        at=at,
    )
    # No evidence is younger than its insight's publication, or it would be called new.
    InsightEvidence.objects.filter(pk=made.cited.pk).update(created_at=at)


def _events(row: Row, *, at: datetime) -> Iterator[ParsedEvent]:
    """Somebody photographs a receipt now and then; how far that one comes is up to chance, always the same."""
    chance, numbers = random.Random(7), count()  # noqa: S311  (a story, no secret)
    for person in range(row["people"]):
        role, plan = _one_of(row["roles"], chance), _one_of(row["plans"], chance)
        user = {"role": role, "plan": plan}
        for _ in range(chance.choice((1, 1, 2, 3)) if role == "travels" else 1):
            days = chance.uniform(0.5, 7 * row["weeks"])
            moment = (at - timedelta(days=days)).replace(hour=chance.randrange(DAY_BEGINS, DAY_ENDS))
            said = {"signal": _one_of(row["signal"][role], chance)}
            for name, when in _trail(row, moment, said["signal"], chance):
                if when < at:
                    yield ParsedEvent(name, when, f"person {person}", f"{next(numbers)}", said, user, {})
    for minutes in range(0, 7 * 24 * 60 * row["weeks"], 97):
        somebody = f"person {chance.randrange(row['people'])}"
        when = at - timedelta(minutes=minutes + 1)
        yield ParsedEvent(chance.choice(row["others"]), when, somebody, f"{next(numbers)}", {}, {}, {})


def _trail(row: Row, moment: datetime, signal: str, chance: random.Random) -> Iterator[tuple[str, datetime]]:
    for step in row["steps"]:
        share = step.get("share", 1)
        if chance.random() > (share[signal] if isinstance(share, Mapping) else share):
            return
        moment += timedelta(minutes=step.get("minutes", 0) * chance.uniform(0.2, 1.8))
        yield step["event"], moment


def _one_of(shares: Mapping[str, float], chance: random.Random) -> Any:
    return chance.choices(list(shares), weights=list(shares.values()))[0]
