"""The typed links between an insight and what it rests on: passages and measurements."""

from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q

from research.declarations import Declaration
from research.models.evidence_class import EvidenceClass
from research.models.highlight import Highlight
from research.models.insight import Insight
from research.models.measurement import Measurement
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.triggers import private_words_stay_in_their_study


class Stance(models.TextChoices):
    """How a piece of evidence stands to what it is evidence for."""

    SUPPORTS = "supports", "supports"
    CONTRADICTS = "contradicts", "speaks against"
    QUALIFIES = "qualifies", "true with a limit"


STANCE_IS_KNOWN = Q(stance__in=["supports", "contradicts", "qualifies"])


class InsightEvidenceQuerySet(RecordQuerySet["InsightEvidence"]):
    def visible_to(self, user: Viewer) -> Self:
        """Measurements are everybody's, as soon as the insight is; passages are seen as their notes are."""
        seen = Highlight.objects.visible_to(user).filter(pk=OuterRef("highlight"))
        return self.filter(Q(highlight__isnull=True) | Exists(seen), insight__in=Insight.objects.visible_to(user))

    def words_visible_to(self, user: Viewer) -> Self:
        """The passages among them."""
        return self.filter(
            insight__in=Insight.objects.visible_to(user), highlight__in=Highlight.objects.visible_to(user)
        )

    def words_counted(self) -> Self:
        """Somebody's words: neither withdrawn nor an interviewer's. Whom the evidence's strength counts."""
        return self.filter(highlight__by_interviewer=False).exclude(highlight__state=Highlight.State.WITHDRAWN)

    def measured(self) -> Self:
        """The measurements among them: how many, not why."""
        return self.filter(measurement__isnull=False)


@pghistory.track(
    pghistory.InsertEvent("linked"),
    pghistory.DeleteEvent("unlinked"),
    model_name="InsightEvidenceHistory",
    fields=["insight", "highlight", "measurement", "stance"],
    meta={"indexes": [models.Index(fields=["pgh_created_at"], name="insight_evidence_lately")]},
)
class InsightEvidence(Record):
    """A highlight or a measurement that supports, contradicts or qualifies an insight.

    The evidence class is by default that of the interview's kind, or the measurement's; a wish or prediction is an
    opinion, whatever the kind, and somebody has to say so.
    """

    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="evidence")
    highlight = models.ForeignKey(
        Highlight, on_delete=models.PROTECT, null=True, blank=True, related_name="insight_evidence"
    )
    measurement = models.ForeignKey(
        Measurement, on_delete=models.PROTECT, null=True, blank=True, related_name="insight_evidence"
    )
    stance = models.CharField(max_length=11, choices=Stance, default=Stance.SUPPORTS)
    evidence_class = models.ForeignKey(EvidenceClass, on_delete=models.PROTECT, related_name="+", blank=True)

    objects = InsightEvidenceQuerySet.as_manager()
    declaration = Declaration(impersonal=("stance",))

    class Meta:
        verbose_name_plural = "insight evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["insight", "highlight"],
                name="a_highlight_is_evidence_once_for_an_insight",
                violation_error_message="This highlight is evidence for this insight already.",
            ),
            models.UniqueConstraint(
                fields=["insight", "measurement"],
                name="a_measurement_is_evidence_once_for_an_insight",
                violation_error_message="This measurement is evidence for this insight already.",
            ),
            models.CheckConstraint(
                condition=Q(highlight__isnull=False, measurement__isnull=True)
                | Q(highlight__isnull=True, measurement__isnull=False),
                name="insight_evidence_is_a_highlight_or_a_measurement",
                violation_error_message="Evidence is either a highlight or a measurement.",
            ),
            models.CheckConstraint(condition=STANCE_IS_KNOWN, name="insight_evidence_takes_a_stance"),
        ]
        triggers = [
            private_words_stay_in_their_study(
                "research_insightevidence", on=pgtrigger.Insert | pgtrigger.UpdateOf("insight_id", "highlight_id")
            ),
        ]

    def __str__(self) -> str:
        what = f"measurement {self.measurement_id}" if self.measurement_id else f"highlight {self.highlight_id}"
        return f"evidence {self.pk}: {what} for insight {self.insight_id}"
