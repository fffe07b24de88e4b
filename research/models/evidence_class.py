"""Kinds of evidence, from an opinion to a launch, and how much each weighs."""

from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from research.declarations import Declaration
from research.models.record import Record, RecordQuerySet, Viewer


class EvidenceClassQuerySet(RecordQuerySet["EvidenceClass"]):
    def visible_to(self, user: Viewer) -> Self:
        """All of them: reference data."""
        return self


class EvidenceClass(Record):
    """A rung of the confidence meter (Gilad). Reference data that a team may edit.

    The slug is what the code knows a rung by: `operations.evidence` picks the default for an interview's kind and
    for a measurement with it. Weights are logarithmic and only ever compared; they are never added up.
    """

    slug = models.SlugField(max_length=40, unique=True, editable=False)
    name = models.CharField(max_length=100)
    description = models.TextField(blank=True)
    weight = models.DecimalField(max_digits=6, decimal_places=3, validators=[MinValueValidator(0)])
    is_opinion = models.BooleanField(
        "a wish or prediction", default=False, help_text="Says what somebody thinks, not what happened."
    )

    objects = EvidenceClassQuerySet.as_manager()
    declaration = Declaration(impersonal=("slug", "name", "description"))

    class Meta:
        verbose_name_plural = "evidence classes"
        constraints = [
            models.UniqueConstraint(Lower("name"), name="an_evidence_class_has_a_name_of_its_own"),
            models.CheckConstraint(condition=Q(weight__gte=0), name="an_evidence_class_weighs_nothing_or_more"),
        ]

    def __str__(self) -> str:
        return self.name
