"""Groups that participants stand for."""

from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Lower

from research.declarations import Declaration
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.searching import search_document


class SegmentQuerySet(RecordQuerySet["Segment"]):
    def visible_to(self, user: Viewer) -> Self:
        """All of them, as with accounts."""
        return self


class Segment(Record):
    """A group of people whose needs are alike; its size is how many there are in the market or the base."""

    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    size = models.PositiveIntegerField(null=True, blank=True, help_text="How many people it holds, if known.")
    search = search_document("name", "description")

    objects = SegmentQuerySet.as_manager()
    declaration = Declaration(impersonal=("name", "description"), searchable=("name", "description"))

    class Meta:
        indexes = [GinIndex(fields=["search"], name="segment_search")]
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="a_segment_has_a_name_of_its_own",
                violation_error_message="There is a segment of this name already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
