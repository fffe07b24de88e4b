"""What goes out together, on a day."""

from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from research.declarations import Declaration
from research.models import Product, Record, RecordQuerySet, Viewer


class ReleaseQuerySet(RecordQuerySet["Release"]):
    def visible_to(self, user: Viewer) -> Self:
        return self

    def ahead(self) -> Self:
        """Those that items may still move into."""
        return self.filter(status__in=[Release.Status.PLANNED, Release.Status.IN_PROGRESS])


class Release(Record):
    """Items that go out together. `capacity` is in person-days, as the items' estimates are."""

    class Status(models.TextChoices):
        PLANNED = "planned", "planned"
        IN_PROGRESS = "in_progress", "in progress"
        SHIPPED = "shipped", "shipped"
        CALLED_OFF = "called_off", "called off"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=100)
    starts_on = models.DateField("starts")
    ships_on = models.DateField("ships")
    status = models.CharField(max_length=11, choices=Status, default=Status.PLANNED)
    capacity = models.DecimalField(
        max_digits=7,
        decimal_places=1,
        null=True,
        blank=True,
        validators=[MinValueValidator(Decimal("0.1"))],
        help_text="Person-days that there are for it.",
    )
    notes = models.TextField(blank=True, help_text="For all who read the roadmap, whoever has its link included.")

    objects = ReleaseQuerySet.as_manager()
    declaration = Declaration(impersonal=("name", "status", "notes"))

    class Meta:
        indexes = [
            models.Index(fields=["product", "ships_on", "id"], name="release_in_time"),
            models.Index(fields=["ships_on", "id"], name="release_by_its_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "name"],
                name="a_release_has_a_name_of_its_own_in_its_product",
                violation_error_message="A release of this product has that name already.",
            ),
            models.CheckConstraint(
                condition=Q(starts_on__lte=F("ships_on")),
                name="a_release_starts_before_it_ships",
                violation_error_message="A release starts before it ships.",
            ),
            models.CheckConstraint(
                condition=Q(capacity__isnull=True) | Q(capacity__gt=0),
                name="a_release_has_some_capacity_or_none_is_said",
                violation_error_message="A capacity is more than nothing.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["planned", "in_progress", "shipped", "called_off"]),
                name="a_release_has_a_status_that_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name
