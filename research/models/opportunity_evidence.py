"""The typed links between an opportunity and the insights that open it."""

from typing import Self

import pgtrigger
from django.db import models

from research.declarations import Declaration
from research.models.insight import Insight
from research.models.insight_evidence import STANCE_IS_KNOWN, Stance
from research.models.opportunity import Opportunity
from research.models.record import Record, RecordQuerySet, Viewer


class OpportunityEvidenceQuerySet(RecordQuerySet):
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
            pgtrigger.Trigger(
                name="opportunities_cite_open_insights",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("opportunity", "insight"),
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (
                        SELECT FROM research_opportunityevidence e
                        JOIN research_insight i ON i.id = e.insight_id
                        JOIN research_study s ON s.id = i.study_id
                        WHERE e.id = NEW.id AND s.visibility = 'private'
                    ) THEN
                        RAISE EXCEPTION USING
                            ERRCODE = 'check_violation',
                            CONSTRAINT = 'opportunities_cite_open_insights',
                            MESSAGE = 'An opportunity cites open insights only.';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"evidence {self.pk}: insight {self.insight_id} for opportunity {self.opportunity_id}"
