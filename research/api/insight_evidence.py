"""/insight-evidence/"""

from typing import Any

from rest_framework import serializers

from research.api.endpoints import RecordViewSet
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter
from research.api.serializers import RECORD_FIELDS, RecordSerializer
from research.models import EvidenceClass, Highlight, Insight, InsightEvidence, Measurement, Stance
from research.operations import evidence


class InsightEvidenceSerializer(RecordSerializer):
    class Meta:
        model = InsightEvidence
        fields = [*RECORD_FIELDS, "insight", "highlight", "measurement", "stance", "evidence_class"]
        create_only = ["insight", "highlight", "measurement"]
        extra_kwargs = {
            "highlight": {"required": False, "help_text": "Words; or else a measurement."},
            "measurement": {"required": False, "help_text": "How many, not why; or else a highlight."},
            "evidence_class": {
                "required": False,
                "help_text": "That of the interview's kind or of the measurement, if left out.",
            },
        }

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.instance is None and bool(attrs.get("highlight")) == bool(attrs.get("measurement")):
            raise serializers.ValidationError({"highlight": "Give a highlight or a measurement: exactly one of them."})
        return attrs

    def create(self, validated_data: dict[str, Any]) -> InsightEvidence:
        given = {name: value for name, value in validated_data.items() if value is not None}
        cite = evidence.cite_measurement if "measurement" in given else evidence.cite
        return cite(**given, by=self.by)

    def update(self, instance: InsightEvidence, validated_data: dict[str, Any]) -> InsightEvidence:
        return evidence.weigh(instance, **validated_data, by=self.by)


class InsightEvidenceFilters(RecordFilters):
    insight = RelatedFilter(Insight)
    highlight = RelatedFilter(Highlight)
    measurement = RelatedFilter(Measurement)
    stance = ChoicesFilter(Stance)
    evidence_class = RelatedFilter(EvidenceClass)


class InsightEvidenceViewSet(RecordViewSet):
    """Passages and measurements that support an insight, speak against it, or say that it is true with a limit."""

    queryset = InsightEvidence.objects.all()
    serializer_class = InsightEvidenceSerializer
    filterset_class = InsightEvidenceFilters

    def remove(self, record: InsightEvidence) -> None:
        evidence.remove(record, by=self.by)
