"""Objectives and their key results: checking in, closing, and telling where they stand."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from backlog import progress
from backlog.models import CheckIn, KeyResult, Objective, OutcomeOpportunity
from backlog.progress import Aim, Colour, Graded, Pace, Reading
from research.models import Opportunity, User
from research.operations.refusals import Refused, Unacceptable
from research.operations.studies import only_product


class ClosedAlready(Refused):
    """The objective is closed: nothing of it changes any more."""


class StillOpen(Refused):
    """The objective is open, so there is nothing to open again."""


class HangsElsewhere(Refused):
    """An opportunity hangs under one outcome, and it hangs under another."""


class HangsWithin(Refused):
    """An opportunity within another one hangs where that hangs."""


class NotThenYet(Unacceptable):
    """The day lies in the future, or before the objective starts."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where a key result stands: its pace while the objective is open, its grade and colour once it is closed."""

    current: Decimal
    pace: Pace | None
    grade: float | None
    colour: Colour | None


def standing(key_result: KeyResult, *, today: date) -> Standing:
    """No query where the objective and the check-ins are fetched already."""
    objective = key_result.objective
    aim = Aim(
        start=float(key_result.start),
        target=float(key_result.target),
        starts_on=objective.starts_on,
        due_on=objective.due_on,
    )
    said = in_time(key_result.check_ins.all())
    current = said[-1].value if said else key_result.start
    if objective.closed_on is None:
        readings = [Reading(on=one.on, value=float(one.value)) for one in said]
        return Standing(
            current=current, pace=progress.pace(aim, readings=readings, today=today), grade=None, colour=None
        )
    grade = progress.grade(aim, current=float(current))
    return Standing(
        current=current,
        pace=None,
        grade=grade,
        colour=progress.colour(grade, is_committed=key_result.is_committed),
    )


def grade(objective: Objective, *, today: date) -> float | None:
    """Return a closed objective's grade: the weighted mean of its key results. None while it is open."""
    if objective.closed_on is None:
        return None
    found = [(standing(one, today=today).grade, float(one.weight)) for one in objective.key_results.all()]
    return progress.objective(Graded(grade=one, weight=weight) for one, weight in found if one is not None)


def in_time(check_ins: Iterable[CheckIn]) -> list[CheckIn]:
    """Sort them oldest first; of two on a day, the one that was said later counts."""
    return sorted(check_ins, key=lambda one: (one.on, one.pk))


@transaction.atomic
def add(objective: Objective, *, by: User | None) -> Objective:
    """Save a new objective, of the only product if none is named. Raises `NoProduct`."""
    if not objective.product_id:
        objective.product = only_product()
    objective.created_by = by
    objective.save()
    return objective


@transaction.atomic
def check_in(said: CheckIn, *, by: User | None, today: date) -> CheckIn:
    """Say where a key result stands. Raises `ClosedAlready` and `NotThenYet`."""
    objective = Objective.objects.locked().get(pk=said.key_result.objective_id)
    if objective.closed_on is not None:
        raise ClosedAlready("The objective is closed: nobody checks in any more.")
    if not objective.starts_on <= said.on <= today:
        raise NotThenYet("Give a day between the objective's start and today.", field="on")
    said.by = by
    said.save()
    KeyResult.objects.filter(pk=said.key_result_id).touch()
    return said


@transaction.atomic
def close(objective: Objective, *, by: User, on: date) -> Objective:
    """Close it: its key results are graded by what was checked in last. Raises `ClosedAlready`."""
    if objective.closed_on is not None:
        raise ClosedAlready("The objective is closed already.")
    objective.closed_on = on
    objective.save()
    return objective


@transaction.atomic
def reopen(objective: Objective, *, by: User) -> Objective:
    """Open it again; its grades go. Raises `StillOpen`."""
    if objective.closed_on is None:
        raise StillOpen("The objective is open.")
    objective.closed_on = None
    objective.save()
    return objective


@transaction.atomic
def hang(key_result: KeyResult, *, opportunities: Collection[Opportunity], by: User) -> KeyResult:
    """Let exactly these opportunities hang under the outcome. Raises `HangsElsewhere` and `HangsWithin`."""
    elsewhere = OutcomeOpportunity.objects.filter(opportunity__in=opportunities).exclude(key_result=key_result)
    if elsewhere.exists():
        raise HangsElsewhere("An opportunity hangs under one outcome, and one of these hangs under another.")
    if any(one.parent_id for one in opportunities):
        raise HangsWithin("One of these is within another opportunity, and hangs where that hangs.")
    key_result.hanging.exclude(opportunity__in=opportunities).delete()
    held = set(key_result.hanging.values_list("opportunity", flat=True))
    OutcomeOpportunity.objects.bulk_create(
        OutcomeOpportunity(key_result=key_result, opportunity=one) for one in opportunities if one.pk not in held
    )
    KeyResult.objects.filter(pk=key_result.pk).touch()
    return key_result
