"""Opportunities: adding one."""

from django.db import transaction

from research.models import Opportunity, User
from research.operations.studies import only_product


@transaction.atomic
def add(opportunity: Opportunity, *, by: User | None) -> Opportunity:
    """Save a new opportunity, of the only product if none is named. Raises `NoProduct`."""
    if not opportunity.product_id:
        opportunity.product = only_product()
    opportunity.created_by = by
    opportunity.save()
    return opportunity
