"""/evidence/"""

from typing import Any

from backlog.models import BacklogItem, Evidence
from backlog.operations import evidence
from research.api.endpoints import RecordViewSet
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter
from research.api.serializers import RECORD_FIELDS, RecordSerializer
from research.models import Insight, Stance


class EvidenceSerializer(RecordSerializer):
    class Meta:
        model = Evidence
        fields = [*RECORD_FIELDS, "item", "insight", "stance", "comment"]
        create_only = ["item", "insight"]

    def create(self, validated_data: dict[str, Any]) -> Evidence:
        return evidence.link(**validated_data, by=self.by)

    def update(self, instance: Evidence, validated_data: dict[str, Any]) -> Evidence:
        return evidence.weigh(instance, **validated_data, by=self.by)


class EvidenceFilters(RecordFilters):
    item = RelatedFilter(BacklogItem)
    insight = RelatedFilter(Insight)
    stance = ChoicesFilter(Stance)


class EvidenceViewSet(RecordViewSet):
    """Insights that support an item, speak against it, or say that it is true with a limit."""

    queryset = Evidence.objects.all()
    serializer_class = EvidenceSerializer
    filterset_class = EvidenceFilters

    def remove(self, record: Evidence) -> None:
        evidence.unlink(record, by=self.by)
