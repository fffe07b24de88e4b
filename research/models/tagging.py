"""Applications of tags to highlights."""

from typing import Self

from django.conf import settings
from django.db import models

from research.declarations import Declaration
from research.models.highlight import Highlight
from research.models.record import Viewer
from research.models.tag import Tag


class TaggingQuerySet(models.QuerySet["Tagging"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(highlight__in=Highlight.objects.visible_to(user))


class Tagging(models.Model):
    """One application of a tag to a highlight, by one person at one moment. Two people may apply the same."""

    highlight = models.ForeignKey(Highlight, on_delete=models.CASCADE, related_name="taggings")
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="taggings")
    tagged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="taggings"
    )
    tagged_at = models.DateTimeField("tagged", auto_now_add=True)
    is_example = models.BooleanField("example", default=False, help_text="Shows others what the tag is for.")

    objects = TaggingQuerySet.as_manager()
    declaration = Declaration()

    class Meta:
        indexes = [models.Index(fields=["tag", "-highlight"], name="tagging_latest_of_a_tag")]
        constraints = [
            models.UniqueConstraint(
                fields=["highlight", "tag", "tagged_by"],
                name="a_person_applies_a_tag_once_to_a_highlight",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"tag {self.tag_id} on highlight {self.highlight_id}"
