"""The ways in which somebody likes to narrow the backlog."""

from typing import Self

from django.conf import settings
from django.db import models

from research.declarations import Declaration
from research.models import Viewer


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def visible_to(self, user: Viewer) -> Self:
        """One's own."""
        return self.filter(person=user.pk)


class SavedFilter(models.Model):
    """A name for what the backlog's address asks for, such as `kind=bug&blocked=yes`."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000)

    objects = SavedFilterQuerySet.as_manager()
    declaration = Declaration(impersonal=("name", "query"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "name"], name="a_person_has_one_filter_of_a_name"),
        ]

    def __str__(self) -> str:
        return f"filter {self.pk}"
