"""The typed links between an opportunity and the insights that open it."""

from typing import Self

import pgtrigger
from django.db import models

from research.declarations import Declaration
from research.models.insight import Insight
from research.models.insight_evidence import STANCE_IS_KNOWN, Stance
from research.models.opportunity import Opportunity
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.triggers import opportunities_cite_open_insights


class OpportunityEvidenceQuerySet(RecordQuerySet["OpportunityEvidence"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(insight__in=Insight.objects.visible_to(user))


class OpportunityEvidence(Record):
    """An insight that supports, contradicts or qualifies an opportunity. Open insights only."""

    opportunity = models.ForeignKey(Opportunity, on_delete=models.CASCADE, related_name="evidence")
    insight = models.ForeignKey(Insight, on_delete=models.PROTECT, related_name="opportunity_evidence")
    stance = models.CharField(max_length=11, choices=Stance, default=Stance.SUPPORTS)

    objects = OpportunityEvidenceQuerySet.as_manager()
    declaration = Declaration(impersonal=("stance",))

    class Meta:
        verbose_name_plural = "opportunity evidence"
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "insight"],
                name="an_insight_is_evidence_once_for_an_opportunity",
                violation_error_message="This insight is evidence for this opportunity already.",
            ),
            models.CheckConstraint(condition=STANCE_IS_KNOWN, name="opportunity_evidence_takes_a_stance"),
        ]
        triggers = [
            opportunities_cite_open_insights(
                "research_opportunityevidence", on=pgtrigger.Insert | pgtrigger.UpdateOf("opportunity_id", "insight_id")
            ),
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}: insight {self.insight_id} for opportunity {self.opportunity_id}"
