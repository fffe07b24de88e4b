"""Two records that became one, and how to part them again."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from research.declarations import Declaration


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> "MergeQuerySet":
        """Those that were not undone."""
        return self.filter(undone_at__isnull=True)


class Merge(models.Model):
    """One record was merged into another of the same noun.

    `moved` holds by table what an undo puts back: numbers of rows and what they were before, never words.
    The merged record stays as a signpost (`merged_into`), so that its old address leads on.
    """

    class Noun(models.TextChoices):
        TAG = "tag", "tag"
        INSIGHT = "insight", "insight"
        OPPORTUNITY = "opportunity", "opportunity"
        PARTICIPANT = "participant", "participant"
        ACCOUNT = "account", "account"

    noun = models.CharField(max_length=12, choices=Noun)
    kept_id = models.BigIntegerField()
    merged_id = models.BigIntegerField()
    moved = models.JSONField(default=dict, blank=True)
    merged_at = models.DateTimeField()
    merged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = MergeQuerySet.as_manager()
    declaration = Declaration(impersonal=("noun", "moved"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["noun", "merged_id"],
                condition=Q(undone_at__isnull=True),
                name="a_record_is_merged_once_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(kept_id=F("merged_id")), name="a_merge_takes_two"),
        ]
        indexes = [models.Index(fields=["noun", "kept_id"], name="merge_by_what_was_kept")]

    def __str__(self) -> str:
        return f"merge of {self.noun} {self.merged_id} into {self.kept_id}"
