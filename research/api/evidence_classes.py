"""/evidence-classes/"""

from research.api.endpoints import ReadViewSet
from research.api.filters import RecordFilters
from research.api.serializers import RECORD_FIELDS, RecordSerializer
from research.models import EvidenceClass


class EvidenceClassSerializer(RecordSerializer):
    class Meta:
        model = EvidenceClass
        fields = [*RECORD_FIELDS, "slug", "name", "description", "weight", "is_opinion"]


class EvidenceClassViewSet(ReadViewSet):
    """Kinds of evidence, from an opinion to a launch. They are edited in the workplace."""

    queryset = EvidenceClass.objects.all()
    serializer_class = EvidenceClassSerializer
    filterset_class = RecordFilters
