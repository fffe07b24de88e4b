"""Addresses at which a roadmap is read without logging in."""

from django.conf import settings
from django.db import models

from research.declarations import Declaration
from research.models import Product, PublicLink, PublicLinkQuerySet


class RoadmapLinkQuerySet(PublicLinkQuerySet["RoadmapLink"]):
    pass


class RoadmapLink(PublicLink):
    """A product's roadmap as the public sees it, for somebody in particular."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="+")
    name = models.CharField("for whom", max_length=100, help_text="So that you know it when you close it.")
    created_at = models.DateTimeField("created", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = RoadmapLinkQuerySet.as_manager()
    declaration = Declaration(impersonal=("secret", "name"))

    def __str__(self) -> str:
        return f"roadmap link {self.pk}"
