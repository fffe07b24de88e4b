"""/opportunity-evidence/"""

from typing import Any

from research.api.endpoints import RecordViewSet
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter
from research.api.serializers import RECORD_FIELDS, RecordSerializer
from research.models import Insight, Opportunity, OpportunityEvidence, Stance
from research.operations import evidence


class OpportunityEvidenceSerializer(RecordSerializer):
    class Meta:
        model = OpportunityEvidence
        fields = [*RECORD_FIELDS, "opportunity", "insight", "stance"]
        create_only = ["opportunity", "insight"]

    def create(self, validated_data: dict[str, Any]) -> OpportunityEvidence:
        return evidence.open_opportunity(**validated_data, by=self.by)

    def update(self, instance: OpportunityEvidence, validated_data: dict[str, Any]) -> OpportunityEvidence:
        return evidence.weigh(instance, **validated_data, by=self.by)


class OpportunityEvidenceFilters(RecordFilters):
    opportunity = RelatedFilter(Opportunity)
    insight = RelatedFilter(Insight)
    stance = ChoicesFilter(Stance)


class OpportunityEvidenceViewSet(RecordViewSet):
    """Insights that open an opportunity, speak against it, or say that it is true with a limit."""

    queryset = OpportunityEvidence.objects.all()
    serializer_class = OpportunityEvidenceSerializer
    filterset_class = OpportunityEvidenceFilters

    def remove(self, record: OpportunityEvidence) -> None:
        evidence.remove(record, by=self.by)
