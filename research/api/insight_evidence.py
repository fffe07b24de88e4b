"""/insight-evidence/"""

from typing import Any

from research.api.endpoints import RecordViewSet
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter
from research.api.serializers import RECORD_FIELDS, RecordSerializer
from research.models import EvidenceClass, Highlight, Insight, InsightEvidence, Stance
from research.operations import evidence


class InsightEvidenceSerializer(RecordSerializer):
    class Meta:
        model = InsightEvidence
        fields = [*RECORD_FIELDS, "insight", "highlight", "stance", "evidence_class"]
        create_only = ["insight", "highlight"]
        extra_kwargs = {
            "evidence_class": {"required": False, "help_text": "That of the interview's kind, if left out."}
        }

    def create(self, validated_data: dict[str, Any]) -> InsightEvidence:
        return evidence.cite(**validated_data, by=self.by)

    def update(self, instance: InsightEvidence, validated_data: dict[str, Any]) -> InsightEvidence:
        return evidence.weigh(instance, **validated_data, by=self.by)


class InsightEvidenceFilters(RecordFilters):
    insight = RelatedFilter(Insight)
    highlight = RelatedFilter(Highlight)
    stance = ChoicesFilter(Stance)
    evidence_class = RelatedFilter(EvidenceClass)


class InsightEvidenceViewSet(RecordViewSet):
    """Passages that support an insight, speak against it, or say that it is true with a limit."""

    queryset = InsightEvidence.objects.all()
    serializer_class = InsightEvidenceSerializer
    filterset_class = InsightEvidenceFilters

    def remove(self, record: InsightEvidence) -> None:
        evidence.remove(record, by=self.by)
