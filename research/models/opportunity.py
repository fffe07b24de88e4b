"""Needs, pain points and desires worth meeting."""

from typing import Self

import pghistory
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from tree_queries.query import TreeQuerySet

from research.declarations import Declaration
from research.models.product import Product
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.searching import search_document
from research.models.triggers import no_cycle


class OpportunityQuerySet(TreeQuerySet, RecordQuerySet["Opportunity"]):
    def visible_to(self, user: Viewer) -> Self:
        """All that were not merged into another: opportunities cite open insights only."""
        return self.current()

    def current(self) -> Self:
        """Not merged into another."""
        return self.filter(merged_into__isnull=True)

    def pursued(self) -> Self:
        return self.filter(status__in=[Opportunity.Status.OPEN, Opportunity.Status.TARGET])


OpportunityManager = models.Manager.from_queryset(OpportunityQuerySet)


@pghistory.track(model_name="OpportunityHistory", exclude=["search"])
class Opportunity(Record):
    """A need, pain point or desire, heard in customers' stories; never a solution. They nest."""

    class Kind(models.TextChoices):
        PAIN_POINT = "pain_point", "pain point"
        NEED = "need", "need"
        DESIRE = "desire", "desire"

    class Status(models.TextChoices):
        OPEN = "open", "open"
        TARGET = "target", "target"
        ADDRESSED = "addressed", "addressed"
        NOT_PURSUING = "not_pursuing", "not pursuing"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="opportunities")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.PAIN_POINT)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    statement = models.CharField(max_length=300, help_text="As a customer would say it.")
    status = models.CharField(max_length=12, choices=Status, default=Status.OPEN)
    merged_into = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, blank=True, editable=False, related_name="merged_opportunities"
    )
    search = search_document("statement")

    objects = OpportunityManager()
    declaration = Declaration(personal=("statement",), impersonal=("kind", "status"), searchable=("statement",))

    class Meta:
        verbose_name_plural = "opportunities"
        indexes = [
            GinIndex(fields=["search"], name="opportunity_search"),
            models.Index(fields=["-created_at", "id"], name="opportunity_newest"),
        ]
        triggers = [no_cycle("research_opportunity", what="opportunity")]

    def __str__(self) -> str:
        return f"opportunity {self.pk}"
