"""Funnels whose conversion is measured again and again."""

from typing import Self

from django.db import models
from django.db.models import F, Q

from research.declarations import Declaration
from research.models.funnel import Funnel
from research.models.metric import Metric
from research.models.record import Record, RecordQuerySet, Viewer


class FunnelMetricQuerySet(RecordQuerySet["FunnelMetric"]):
    def visible_to(self, user: Viewer) -> Self:
        """All of them, as with funnels and metrics."""
        return self


class FunnelMetric(Record):
    """A metric that a funnel fills: the conversion from one step to a later one, a value a day or a week.

    `asked` is the funnel as it was when it was kept (`behaviour.keeping`): values of another question are another
    metric. `measured_until` is the last day of the last period that has its value; `error` says why the last attempt
    came to nothing, and is empty again after the next that comes to something. When the funnel goes, the metric and
    its values stay.
    """

    class Every(models.TextChoices):
        DAY = "day", "every day"
        WEEK = "week", "every week"

    funnel = models.ForeignKey(Funnel, on_delete=models.CASCADE, related_name="kept")
    metric = models.OneToOneField(Metric, on_delete=models.CASCADE, related_name="kept_funnel")
    from_step = models.PositiveSmallIntegerField(default=1)
    to_step = models.PositiveSmallIntegerField()
    every = models.CharField("measured", max_length=4, choices=Every, default=Every.WEEK)
    asked = models.JSONField(editable=False)
    measured_until = models.DateField(null=True, blank=True, editable=False)
    tried_at = models.DateTimeField("last tried", null=True, blank=True, editable=False)
    error = models.CharField("why it failed", max_length=500, blank=True, editable=False)

    objects = FunnelMetricQuerySet.as_manager()
    declaration = Declaration(impersonal=("every", "asked", "error"))

    class Meta:
        indexes = [models.Index(fields=["funnel", "id"], name="what_is_kept_of_a_funnel")]
        constraints = [
            models.CheckConstraint(
                condition=Q(from_step__gte=1, from_step__lt=F("to_step")),
                name="a_conversion_goes_to_a_later_step",
                violation_error_message="A conversion goes from a step to a later one.",
            ),
        ]

    def __str__(self) -> str:
        return f"metric {self.metric_id} of funnel {self.funnel_id}"
