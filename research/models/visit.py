"""When somebody was last here."""

from typing import Self

from django.conf import settings
from django.db import models

from research.declarations import Declaration
from research.models.record import Viewer


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, user: Viewer) -> Self:
        """One's own."""
        return self.filter(user=user.pk)


class Visit(models.Model):
    """The moment of somebody's latest look at their home page, and when the visit before this one ended.

    A visit lasts as long as they come back within `operations.visits.GAP`.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visit")
    seen_at = models.DateTimeField("seen")
    before = models.DateTimeField("the visit before ended", null=True, blank=True)

    objects = VisitQuerySet.as_manager()
    declaration = Declaration()

    def __str__(self) -> str:
        return f"visit of user {self.user_id}"
