"""Questions that somebody keeps asking."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from research.declarations import Declaration
from research.models import Viewer


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, user: Viewer) -> Self:
        """One's own."""
        return self.filter(user=user.pk)

    def with_news(self) -> Self:
        return self.filter(new__gt=0)


class SavedSearch(models.Model):
    """A question with its filters, asked again every few minutes for what is new since its owner last looked.

    `kind` is empty for all. `filters` holds ids and moments by the names of `Filters`, as JSON keeps them. `seen` is,
    by kind, the newest row that there was at the last look; `new` how many rows have come that have the words.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=100)
    q = models.CharField(max_length=400, blank=True)
    kind = models.CharField(max_length=20, blank=True)
    filters = models.JSONField(default=dict, blank=True)
    seen = models.JSONField(default=dict, blank=True)
    new = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    looked_at = models.DateTimeField("looked at")

    objects = SavedSearchQuerySet.as_manager()
    declaration = Declaration(personal=("name", "q"), impersonal=("kind", "filters", "seen"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="a_saved_search_has_a_name_of_its_own"),
            models.CheckConstraint(condition=~Q(q="") | ~Q(filters={}), name="a_saved_search_asks_for_something"),
        ]

    def __str__(self) -> str:
        return f"saved search {self.pk}"
