"""Where an opportunity hangs: under an outcome, within another opportunity, or under neither yet."""

from django.db import transaction

from backlog.models import KeyResult, OutcomeOpportunity
from backlog.operations.objectives import ClosedAlready
from research.models import Opportunity, User
from research.operations.refusals import Unacceptable


class TwoPlaces(Unacceptable):
    """An opportunity hangs in one place only."""


class AnotherProduct(Unacceptable):
    """What it would hang on belongs to another product."""


@transaction.atomic
def place(
    opportunity: Opportunity, *, by: User, outcome: KeyResult | None = None, parent: Opportunity | None = None
) -> Opportunity:
    """Hang the opportunity, with all within it, under the outcome or within the parent; with neither, at the top.

    Raises `TwoPlaces`, `AnotherProduct` and `ClosedAlready`; the database refuses circles.
    """
    if outcome is not None and parent is not None:
        raise TwoPlaces("An opportunity hangs under an outcome or within another one, not both.", field="parent")
    opportunity = Opportunity.objects.locked().get(pk=opportunity.pk)
    _check(opportunity, outcome, parent)
    _hang(opportunity, outcome)
    if opportunity.parent_id != (parent.pk if parent else None):
        opportunity.parent = parent
        opportunity.save()
    return opportunity


def outcome_of(opportunity: Opportunity) -> KeyResult | None:
    """Return the outcome under which it hangs itself. One query."""
    hanging = OutcomeOpportunity.objects.filter(opportunity=opportunity)
    return KeyResult.objects.filter(hanging__in=hanging).select_related("objective", "metric").first()


def _check(opportunity: Opportunity, outcome: KeyResult | None, parent: Opportunity | None) -> None:
    if parent is not None and parent.product_id != opportunity.product_id:
        raise AnotherProduct("The two belong to different products.", field="parent")
    if outcome is None:
        return
    if outcome.objective.product_id != opportunity.product_id:
        raise AnotherProduct("The two belong to different products.", field="outcome")
    is_there = outcome.hanging.filter(opportunity=opportunity).exists()
    if outcome.objective.closed_on is not None and not is_there:
        raise ClosedAlready("The objective is closed: nothing more is hung under it.")


def _hang(opportunity: Opportunity, outcome: KeyResult | None) -> None:
    """Both key results change with it."""
    before = OutcomeOpportunity.objects.filter(opportunity=opportunity).first()
    if (before.key_result_id if before else None) == (outcome.pk if outcome else None):
        return
    if before:
        KeyResult.objects.filter(pk=before.key_result_id).touch()
        before.delete()
    if outcome:
        KeyResult.objects.filter(pk=outcome.pk).touch()
        OutcomeOpportunity.objects.create(key_result=outcome, opportunity=opportunity)
