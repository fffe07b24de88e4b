"""What an item or an opportunity scores, and all that it ever scored."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from backlog.models.backlog_item import BacklogItem
from backlog.scoring.frameworks import FRAMEWORKS
from research.declarations import Declaration
from research.models import Opportunity, Segment, Viewer


class ScoreQuerySet(models.QuerySet["Score"]):
    def visible_to(self, user: Viewer) -> Self:
        """All but those of opportunities that were merged into another."""
        return self.filter(Q(opportunity__isnull=True) | Q(opportunity__in=Opportunity.objects.visible_to(user)))

    def current(self) -> Self:
        return self.filter(is_current=True)


class Score(models.Model):
    """Inputs and what a framework made of them, at one moment. Rows are never changed: a new one replaces the last.

    `inputs` are as they were read, `result` is what the pure function answered (`value`, `explanation`, `details`,
    `notes`); `score` orders. `comparable_with` names what it may be ranked against. `replaces` is what stood before.
    """

    class Framework(models.TextChoices):
        RICE = "rice", "RICE"
        ICE = "ice", "ICE"
        ICE_MEAN = "ice_mean", "ICE as a mean"
        WSJF = "wsjf", "WSJF"
        MOSCOW = "moscow", "MoSCoW"
        KANO = "kano", "Kano"
        OPPORTUNITY = "opportunity", "Opportunity score (Ulwick)"
        OLSEN = "olsen", "Importance × dissatisfaction (Olsen)"

    item = models.ForeignKey(BacklogItem, on_delete=models.CASCADE, null=True, blank=True, related_name="scores")
    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    framework = models.CharField(max_length=12, choices=Framework)
    inputs = models.JSONField()
    result = models.JSONField()
    score = models.DecimalField(max_digits=18, decimal_places=4)
    comparable_with = models.CharField(max_length=100, blank=True)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it is so now.")
    replaces = models.OneToOneField(
        "self", on_delete=models.SET_NULL, null=True, blank=True, related_name="replaced_by"
    )
    is_current = models.BooleanField(default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    objects = ScoreQuerySet.as_manager()
    declaration = Declaration(personal=("reason",), impersonal=("framework", "inputs", "result", "comparable_with"))

    class Meta:
        indexes = [
            models.Index(fields=["score", "id"], name="score_by_score"),
            models.Index(fields=["at", "id"], name="score_by_time"),
            models.Index(
                fields=["framework", "score", "id"], condition=Q(is_current=True), name="score_of_a_framework"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False, opportunity__isnull=True, segment__isnull=True)
                | Q(item__isnull=True, opportunity__isnull=False),
                name="a_score_is_of_an_item_or_of_an_opportunity_in_a_segment",
            ),
            models.CheckConstraint(
                condition=Q(framework__in=list(FRAMEWORKS)), name="a_score_is_by_a_framework_that_is_known"
            ),
            models.UniqueConstraint(
                fields=["item", "framework"],
                condition=Q(is_current=True, item__isnull=False),
                name="an_item_has_one_current_score_by_a_framework",
            ),
            models.UniqueConstraint(
                fields=["opportunity", "segment", "framework"],
                condition=Q(is_current=True, opportunity__isnull=False),
                nulls_distinct=False,
                name="an_opportunity_has_one_current_score_by_a_framework_in_a_segment",
            ),
        ]

    def __str__(self) -> str:
        subject = f"item {self.item_id}" if self.item_id else f"opportunity {self.opportunity_id}"
        return f"{self.get_framework_display()} of {subject}"
