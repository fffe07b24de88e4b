"""The typed links between an insight and the passages it rests on."""

from typing import Self

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Q

from research.declarations import Declaration
from research.models.evidence_class import EvidenceClass
from research.models.highlight import Highlight
from research.models.insight import Insight
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
        return self.filter(
            insight__in=Insight.objects.visible_to(user), highlight__in=Highlight.objects.visible_to(user)
        )

    def counted(self) -> Self:
        """Somebody's words: neither withdrawn nor an interviewer's. What the evidence's strength counts."""
        return self.filter(highlight__by_interviewer=False).exclude(highlight__state=Highlight.State.WITHDRAWN)


@pghistory.track(
    pghistory.InsertEvent("linked"),
    pghistory.DeleteEvent("unlinked"),
    model_name="InsightEvidenceHistory",
    fields=["insight", "highlight", "stance"],
    meta={"indexes": [models.Index(fields=["pgh_created_at"], name="insight_evidence_lately")]},
)
class InsightEvidence(Record):
    """A highlight that supports, contradicts or qualifies an insight.

    The evidence class is by default that of the interview's kind; a wish or prediction is an opinion,
    whatever the kind, and somebody has to say so.
    """

    insight = models.ForeignKey(Insight, on_delete=models.CASCADE, related_name="evidence")
    highlight = models.ForeignKey(Highlight, on_delete=models.PROTECT, related_name="insight_evidence")
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
            models.CheckConstraint(condition=STANCE_IS_KNOWN, name="insight_evidence_takes_a_stance"),
        ]
        triggers = [
            private_words_stay_in_their_study(
                "research_insightevidence", on=pgtrigger.Insert | pgtrigger.UpdateOf("insight_id", "highlight_id")
            ),
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}: highlight {self.highlight_id} for insight {self.insight_id}"
