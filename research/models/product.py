"""What the research is about."""

from typing import Self

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from research.declarations import Declaration
from research.models.record import Record, RecordQuerySet, Viewer


class ProductQuerySet(RecordQuerySet["Product"]):
    def visible_to(self, user: Viewer) -> Self:
        """All of them: a product is a frame, not a finding."""
        return self


class Product(Record):
    """A product or service. There is one from the start, and it stays out of sight while it is alone."""

    name = models.CharField(max_length=100, unique=True)
    description = models.TextField(blank=True)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="products")
    week_starts_on = models.PositiveSmallIntegerField(
        "week starts on",
        default=0,
        choices=[(0, "Monday"), (6, "Sunday"), (5, "Saturday")],
        validators=[MaxValueValidator(6)],
    )
    time_zone = models.CharField(max_length=63, default="UTC", help_text="Such as Europe/Lisbon.")

    objects = ProductQuerySet.as_manager()
    declaration = Declaration(impersonal=("name", "description", "time_zone"))

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(week_starts_on__lte=6), name="a_week_starts_on_one_of_seven_days"),
        ]

    def __str__(self) -> str:
        return self.name
