"""The dated values of metrics."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from research.declarations import Declaration
from research.models.metric import DIGITS, PLACES, Metric
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.segment import Segment


class MeasurementQuerySet(RecordQuerySet["Measurement"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(metric__in=Metric.objects.visible_to(user))

    def of_everybody(self) -> Self:
        """Not of one segment."""
        return self.filter(segment__isnull=True)

    def in_time(self) -> Self:
        """Oldest first."""
        return self.order_by("period_end", "period_start", "id")


class Measurement(Record):
    """How much a metric was in one period: computed from `inputs` by the metric's formula, or read off elsewhere.

    How many, never why. `value` is null where the formula is undefined for its inputs. `low` and `high` are the ends
    of the 95 % interval where there is one, `n` what it rests on. Written by `operations.measurements` only.
    """

    metric = models.ForeignKey(Metric, on_delete=models.CASCADE, related_name="measurements")
    segment = models.ForeignKey(
        Segment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Of whom; left empty, of everybody.",
    )
    period_start = models.DateField("from", help_text="First day.")
    period_end = models.DateField("to", help_text="Last day.")
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True)
    low = models.DecimalField(
        max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True, help_text="Lower end of the 95 % interval."
    )
    high = models.DecimalField(
        max_digits=DIGITS, decimal_places=PLACES, null=True, blank=True, help_text="Upper end of the 95 % interval."
    )
    n = models.PositiveBigIntegerField(null=True, blank=True, help_text="How many people or events it rests on.")
    inputs = models.JSONField(default=dict, blank=True)
    source_url = models.URLField("address of the chart", max_length=1000, blank=True)
    read_on = models.DateField(null=True, blank=True, help_text="When somebody read it off.")
    comment = models.CharField(max_length=500, blank=True)

    objects = MeasurementQuerySet.as_manager()
    declaration = Declaration(personal=("comment",), impersonal=("inputs", "source_url"))

    class Meta:
        indexes = [models.Index(fields=["metric", "period_end", "id"], name="measurement_in_time")]
        constraints = [
            models.UniqueConstraint(
                fields=["metric", "segment", "period_start", "period_end"],
                nulls_distinct=False,
                name="a_metric_is_measured_once_a_period_and_segment",
                violation_error_message="This metric has a value for this period already.",
            ),
            models.CheckConstraint(
                condition=Q(period_start__lte=F("period_end")),
                name="a_period_begins_before_it_ends",
                violation_error_message="A period begins before it ends.",
            ),
            models.CheckConstraint(
                condition=Q(low__isnull=True, high__isnull=True) | Q(low__lte=F("high")),
                name="an_interval_has_both_its_ends_in_order",
                violation_error_message="An interval has two ends, the lower one first.",
            ),
        ]

    def __str__(self) -> str:
        return f"measurement {self.pk}"
