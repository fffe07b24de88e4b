"""/segments/"""

from django_filters import rest_framework as filters

from research.api.endpoints import RecordViewSet
from research.api.filters import RecordFilters
from research.api.serializers import RECORD_FIELDS, RecordSerializer
from research.models import Segment


class SegmentSerializer(RecordSerializer):
    class Meta:
        model = Segment
        fields = [*RECORD_FIELDS, "name", "description", "size"]


class SegmentFilters(RecordFilters):
    name = filters.CharFilter(lookup_expr="iexact")


class SegmentViewSet(RecordViewSet):
    """The groups that participants stand for."""

    queryset = Segment.objects.all()
    serializer_class = SegmentSerializer
    filterset_class = SegmentFilters
