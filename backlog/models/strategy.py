"""What a product is to become, and what is to be reached on the way."""

from decimal import Decimal
from typing import Self

import pgtrigger
from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from research.declarations import Declaration
from research.models import Metric, Opportunity, Product, Record, RecordQuerySet, Viewer
from research.models.metric import DIGITS, PLACES


class ProductVisionQuerySet(RecordQuerySet["ProductVision"]):
    def visible_to(self, user: Viewer) -> Self:
        return self

    def newest_first(self) -> Self:
        """The first one is in force; the others are what it was before."""
        return self.order_by("-id")


class ProductVision(Record):
    """One version of a product's vision. Versions are kept: whoever changes it writes the next one."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    statement = models.TextField(help_text="For whom, what they will be able to do, and why that matters.")

    objects = ProductVisionQuerySet.as_manager()
    declaration = Declaration(impersonal=("statement",))

    def __str__(self) -> str:
        return f"vision {self.pk}"


class ObjectiveQuerySet(RecordQuerySet["Objective"]):
    def visible_to(self, user: Viewer) -> Self:
        return self

    def still_open(self) -> Self:
        return self.filter(closed_on__isnull=True)


class Objective(Record):
    """What is to be better at the end of a time; its key results say how one would know.

    Open until it is closed: then nobody checks in any more, and its key results have grades.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200, help_text="What will be better, in a sentence without figures.")
    why = models.TextField(blank=True)
    starts_on = models.DateField("starts")
    due_on = models.DateField("due")
    closed_on = models.DateField("closed", null=True, blank=True, editable=False)

    objects = ObjectiveQuerySet.as_manager()
    declaration = Declaration(impersonal=("title", "why"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__lt=F("due_on")),
                name="an_objective_starts_before_it_is_due",
                violation_error_message="An objective starts before it is due.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class KeyResultQuerySet(RecordQuerySet["KeyResult"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(objective__in=Objective.objects.visible_to(user))

    def outcomes_of(self, product: Product) -> Self:
        """Those under which opportunities may hang: of the product's open objectives."""
        return self.filter(objective__product=product, objective__closed_on__isnull=True)


class KeyResult(Record):
    """An outcome: from where to where a metric is to go within its objective's time. Check-ins say how far it is."""

    objective = models.ForeignKey(Objective, on_delete=models.CASCADE, related_name="key_results")
    metric = models.ForeignKey(Metric, on_delete=models.PROTECT, related_name="+")
    start = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    target = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    is_committed = models.BooleanField(
        "committed", default=False, help_text="A promise: green only when it is kept. Otherwise an aspiration."
    )
    weight = models.DecimalField(
        max_digits=5,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(Decimal("0.01"))],
        help_text="In its objective's grade, beside the others.",
    )
    opportunities = models.ManyToManyField(Opportunity, through="OutcomeOpportunity", related_name="+")

    objects = KeyResultQuerySet.as_manager()
    declaration = Declaration()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["objective", "metric"],
                name="a_metric_is_a_key_result_once_in_an_objective",
                violation_error_message="This metric is a key result of this objective already.",
            ),
            models.CheckConstraint(
                condition=~Q(start=F("target")),
                name="a_key_result_has_a_way_to_go",
                violation_error_message="The target is where it starts: there is no way to go.",
            ),
            models.CheckConstraint(
                condition=Q(weight__gt=0),
                name="a_key_result_weighs_something",
                violation_error_message="A weight is more than nothing.",
            ),
        ]

    def __str__(self) -> str:
        return f"key result {self.pk}"


class OutcomeOpportunity(models.Model):
    """An opportunity hangs under one outcome, with all that hangs under it."""

    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="hanging")
    opportunity = models.OneToOneField(Opportunity, on_delete=models.CASCADE, related_name="+")

    declaration = Declaration()

    def __str__(self) -> str:
        return f"opportunity {self.opportunity_id} under key result {self.key_result_id}"


class CheckInQuerySet(models.QuerySet["CheckIn"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(key_result__in=KeyResult.objects.visible_to(user))


class CheckIn(models.Model):
    """Where a key result stands on a day, and how whoever says so sees it. Never changed: the next one corrects it."""

    class State(models.TextChoices):
        ON_TRACK = "on_track", "on track"
        AT_RISK = "at_risk", "at risk"
        OFF_TRACK = "off_track", "off track"

    key_result = models.ForeignKey(KeyResult, on_delete=models.CASCADE, related_name="check_ins")
    on = models.DateField()
    value = models.DecimalField(max_digits=DIGITS, decimal_places=PLACES)
    state = models.CharField(max_length=9, choices=State)
    note = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True, editable=False)

    objects = CheckInQuerySet.as_manager()
    declaration = Declaration(personal=("note",), impersonal=("state",))

    class Meta:
        indexes = [models.Index(fields=["key_result", "on", "id"], name="check_in_in_time")]
        triggers = [
            pgtrigger.Protect(
                name="what_was_checked_in_stays", operation=pgtrigger.UpdateOf("on", "value", "state", "key_result_id")
            ),
        ]

    def __str__(self) -> str:
        return f"check-in {self.pk}"
