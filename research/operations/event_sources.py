"""Sources of events."""

from django.db import transaction

from research.models import EventSource, User
from research.operations.studies import only_product


@transaction.atomic
def add(source: EventSource, *, by: User | None) -> EventSource:
    """Save a new source, of the only product where none is named. Raises `NoProduct`."""
    if not source.product_id:
        source.product = only_product()
    source.created_by = by
    source.save()
    return source
