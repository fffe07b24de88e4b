"""Ordered steps through events."""

from typing import Self

from django.db import models
from django.db.models import Q

from research.declarations import Declaration
from research.models.event_source import EventSource
from research.models.record import Record, RecordQuerySet, Viewer


class FunnelQuerySet(RecordQuerySet["Funnel"]):
    def visible_to(self, user: Viewer) -> Self:
        """All of them: they count, and name nobody."""
        return self


class Funnel(Record):
    """How many get from one step to the next within a window, as Amplitude or as Mixpanel would count it.

    `steps` is a list of `{"event", "conditions": [{"property", "of", "operator", "value"}]}`, checked by
    `behaviour.questions`. `window_seconds` null is the preset's own: a day, or seven. `breakdown` names a property of
    the entry, by `user.` in front one of the user; `by_segment` goes by the source's segment rules instead, and whoever
    belongs to two segments counts in both.
    """

    class Preset(models.TextChoices):
        AMPLITUDE = "amplitude", "as Amplitude counts: the longest attempt"
        MIXPANEL = "mixpanel", "as Mixpanel counts: the first entry"

    class Order(models.TextChoices):
        THIS = "this", "this order, others may lie between"
        EXACT = "exact", "exact order, nothing between"
        ANY = "any", "any order"

    class Counting(models.TextChoices):
        UNIQUES = "uniques", "people, each once"
        TOTALS = "totals", "every attempt"

    source = models.ForeignKey(EventSource, on_delete=models.CASCADE, related_name="funnels")
    name = models.CharField(max_length=200)
    preset = models.CharField("counted", max_length=10, choices=Preset, default=Preset.AMPLITUDE)
    steps = models.JSONField()
    order = models.CharField(max_length=5, choices=Order, default=Order.THIS)
    counting = models.CharField("of", max_length=8, choices=Counting, default=Counting.UNIQUES)
    window_seconds = models.PositiveIntegerField(
        "window in seconds",
        null=True,
        blank=True,
        help_text="From the entry. Empty: a day as Amplitude counts, seven as Mixpanel does.",
    )
    days = models.PositiveSmallIntegerField("days back", default=30, help_text="Entries of so many days count.")
    breakdown = models.CharField(
        max_length=200, blank=True, help_text="A property of the entry, such as platform; of the user: user.plan."
    )
    by_segment = models.BooleanField(
        "broken down by segment",
        default=False,
        help_text="Instead of a property, by the segments for which the event source has rules.",
    )

    objects = FunnelQuerySet.as_manager()
    declaration = Declaration(impersonal=("name", "preset", "steps", "order", "counting", "breakdown"))

    class Meta:
        indexes = [models.Index(fields=["source", "-id"], name="newest_funnel_of_a_source")]
        constraints = [
            models.CheckConstraint(
                condition=Q(days__gte=1, days__lte=1100),
                name="a_funnel_looks_back_by_days",
                violation_error_message="A funnel looks back by 1 to 1,100 days.",
            ),
            models.CheckConstraint(
                condition=Q(window_seconds__isnull=True) | Q(window_seconds__gte=1, window_seconds__lte=31_622_400),
                name="a_window_lasts_a_year_at_most",
                violation_error_message="A window lasts from one second to a year.",
            ),
            models.CheckConstraint(
                condition=Q(by_segment=False) | Q(breakdown=""),
                name="a_funnel_is_broken_down_one_way",
                violation_error_message="Break it down by a property or by segment, not both.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
