"""What is counted, and how."""

from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from research.declarations import Declaration
from research.models.product import Product
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.searching import search_document
from research.statistics.formulas import FORMULAS

DIGITS, PLACES = 24, 6
"""Of every figure: exact decimals, with room for a country's revenue."""


class MetricQuerySet(RecordQuerySet["Metric"]):
    def visible_to(self, user: Viewer) -> Self:
        """All of them: figures are of everybody and nobody."""
        return self


class Metric(Record):
    """A figure that is measured again and again, such as activation or churn.

    `formula` is by what its measurements are computed from their inputs, or `reported` where the figure comes ready
    from elsewhere. It is given once: values by another formula are another metric.
    """

    REPORTED = "reported"
    FORMULAS: ClassVar = [
        (REPORTED, "reported: it comes ready from elsewhere"),
        *((name, one.label) for name, one in FORMULAS.items()),
    ]

    class Direction(models.TextChoices):
        UP = "up", "higher is better"
        DOWN = "down", "lower is better"

    class Period(models.TextChoices):
        DAY = "day", "day"
        WEEK = "week", "week"
        MONTH = "month", "month"
        QUARTER = "quarter", "quarter"
        YEAR = "year", "year"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="metrics")
    name = models.CharField(max_length=100)
    definition = models.TextField(blank=True, help_text="What counts and what does not, in words.")
    unit = models.CharField(max_length=20, blank=True, help_text="Such as %, €, min or points.")
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.UP)
    period = models.CharField(max_length=7, choices=Period, default=Period.MONTH, help_text="What one value is about.")
    formula = models.CharField(max_length=10, choices=FORMULAS, default=REPORTED)
    source = models.CharField(max_length=200, blank=True, help_text="Where the figures come from, such as Amplitude.")
    target = models.DecimalField(
        max_digits=DIGITS,
        decimal_places=PLACES,
        null=True,
        blank=True,
        help_text="The value that is aimed for, if any.",
    )
    search = search_document("name", "definition")

    objects = MetricQuerySet.as_manager()
    declaration = Declaration(
        impersonal=("name", "definition", "unit", "direction", "period", "formula", "source"),
        searchable=("name", "definition"),
    )

    class Meta:
        indexes = [GinIndex(fields=["search"], name="metric_search")]
        constraints = [
            models.UniqueConstraint(
                "product",
                Lower("name"),
                name="a_metric_has_a_name_of_its_own_in_its_product",
                violation_error_message="There is a metric of this name already.",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_metric_has_some_name"),
        ]

    def __str__(self) -> str:
        return self.name
