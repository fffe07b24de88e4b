"""How much work items are, in person-days, and who says so."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from backlog.models import BacklogItem, Release, Score
from backlog.scoring.inputs import as_number, in_words
from backlog.scoring.release_plan import Plan, Planned, days, plan

ASKING_EFFORT = (Score.Framework.RICE, Score.Framework.MOSCOW)


@dataclass(frozen=True, kw_only=True)
class Effort:
    """`days` is None where nobody said; `source` says where it comes from. `priorities` are MoSCoW's, by timebox."""

    days: Decimal | None = None
    source: str = "not estimated"
    priorities: Mapping[str, str]

    def priority_in(self, timebox: str) -> str:
        """Return MoSCoW's priority for a timebox: what is a Must here may be a Could there."""
        return self.priorities.get(timebox.casefold().strip(), "")


def of_items(items: Collection[BacklogItem]) -> dict[int, Effort]:
    """Return each item's effort: its estimate, else what its newest RICE or MoSCoW score says. One query."""
    rows = Score.objects.current().filter(item__in=[one.pk for one in items], framework__in=ASKING_EFFORT)
    by_item: dict[int, list[Score]] = {one.pk: [] for one in items}
    for score in rows.order_by("-at", "-pk"):
        by_item[score.item_id or 0].append(score)
    return {one.pk: _effort(one, by_item[one.pk]) for one in items}


def plan_of(release: Release, items: Iterable[BacklogItem], efforts: Mapping[int, Effort]) -> Plan:
    """Weigh what is in the release. What was dropped takes nothing. No query."""
    alive = [one for one in items if one.status != BacklogItem.Status.DROPPED]
    whole = counted_in_parts(alive, efforts)
    planned = [
        Planned(
            effort=Decimal(0) if one.pk in whole else efforts[one.pk].days,
            priority=efforts[one.pk].priority_in(release.name),
        )
        for one in alive
    ]
    return plan(planned, capacity=release.capacity)


def counted_in_parts(items: Iterable[BacklogItem], efforts: Mapping[int, Effort]) -> set[int]:
    """Return the items whose parts are among them with an effort of their own, so that nothing is counted twice."""
    return {one.parent_id for one in items if one.parent_id and efforts[one.pk].days is not None}


def _effort(item: BacklogItem, scores: Collection[Score]) -> Effort:
    priorities = {
        str(score.inputs.get("timebox", "")).casefold().strip(): str(score.inputs.get("priority", ""))
        for score in scores
        if score.framework == Score.Framework.MOSCOW
    }
    if item.estimate is not None:
        return Effort(days=item.estimate, source="estimated", priorities=priorities)
    for score in scores:
        if (months := as_number(score.inputs.get("effort"))) is not None:
            name = score.get_framework_display()
            said = f"{in_words(months)} person-month{'' if months == 1 else 's'} by its {name} score"
            return Effort(days=days(months), source=said, priorities=priorities)
    return Effort(priorities=priorities)
