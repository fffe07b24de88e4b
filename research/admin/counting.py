"""Counts in lists: one subquery a row of the page, never a join that multiplies rows."""

from typing import Any

from django.db.models import Count, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce


def with_counts(rows: QuerySet[Any], **counted: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate how many of each there are. Each of `counted` refers to the row by `OuterRef("pk")`."""
    annotated: QuerySet[Any] = rows.annotate(**{name: _count(others) for name, others in counted.items()})
    return annotated


def _count(rows: QuerySet[Any]) -> Coalesce:
    total = rows.order_by().annotate(everything=Value(1)).values("everything").annotate(total=Count("pk"))
    return Coalesce(Subquery(total.values("total")), 0)
