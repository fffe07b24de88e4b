"""The typed links between an item and the insights it stands on."""

from typing import Self

import pghistory
from django.db import models

from backlog.models.backlog_item import BacklogItem
from research.declarations import Declaration
from research.models import Insight, Record, RecordQuerySet, Stance, Viewer


class EvidenceQuerySet(RecordQuerySet["Evidence"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(insight__in=Insight.objects.visible_to(user))


@pghistory.track(
    pghistory.InsertEvent("linked"),
    pghistory.DeleteEvent("unlinked"),
    model_name="EvidenceHistory",
    fields=["item", "insight", "stance"],
    meta={"indexes": [models.Index(fields=["pgh_created_at"], name="evidence_lately")]},
)
class Evidence(Record):
    """An insight that supports, contradicts or qualifies an item."""

    item = models.ForeignKey(BacklogItem, on_delete=models.CASCADE, related_name="evidence")
    insight = models.ForeignKey(Insight, on_delete=models.PROTECT, related_name="+")
    stance = models.CharField(max_length=11, choices=Stance, default=Stance.SUPPORTS)
    comment = models.TextField(blank=True)

    objects = EvidenceQuerySet.as_manager()
    declaration = Declaration(personal=("comment",), impersonal=("stance",))

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["item", "insight"],
                name="an_insight_is_evidence_once_for_an_item",
                violation_error_message="This insight is evidence for this item already.",
            ),
            models.CheckConstraint(
                condition=models.Q(stance__in=["supports", "contradicts", "qualifies"]),
                name="evidence_takes_a_stance",
            ),
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}: insight {self.insight_id} for item {self.item_id}"
