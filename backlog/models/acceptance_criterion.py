"""When an item is good enough to be accepted."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from backlog.models.backlog_item import BacklogItem
from research.declarations import Declaration
from research.models import Viewer


class AcceptanceCriterionQuerySet(models.QuerySet["AcceptanceCriterion"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(item__in=BacklogItem.objects.visible_to(user))

    def in_order(self) -> Self:
        return self.order_by("position", "pk")


class AcceptanceCriterion(models.Model):
    """Given a situation, when somebody does something, then something holds. Met once somebody says so.

    `given` and `when` are empty where the criterion was not written in that form. Written by `operations.criteria`,
    which keeps them as the item's text, too: for search, history and exports.
    """

    item = models.ForeignKey(BacklogItem, on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveIntegerField(editable=False)
    given = models.TextField(blank=True)
    when = models.TextField(blank=True)
    then = models.TextField()
    met_at = models.DateTimeField(null=True, blank=True, editable=False)
    met_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )

    objects = AcceptanceCriterionQuerySet.as_manager()
    declaration = Declaration(personal=("given", "when", "then"))

    class Meta:
        verbose_name_plural = "acceptance criteria"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "position"],
                name="one_criterion_stands_at_each_place_of_an_item",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=~Q(then=""),
                name="a_criterion_says_what_shall_hold",
                violation_error_message="A criterion says what shall hold then.",
            ),
            models.CheckConstraint(
                condition=Q(met_at__isnull=False) | Q(met_by__isnull=True), name="a_criterion_is_met_at_some_time"
            ),
        ]

    def __str__(self) -> str:
        return f"criterion {self.position} of item {self.item_id}"
