"""/products/"""

from research.api.endpoints import ReadViewSet
from research.api.filters import RecordFilters
from research.api.serializers import RECORD_FIELDS, RecordSerializer
from research.models import Product


class ProductSerializer(RecordSerializer):
    class Meta:
        model = Product
        fields = [*RECORD_FIELDS, "name", "description", "week_starts_on", "time_zone"]


class ProductViewSet(ReadViewSet):
    """What the research is about. They are edited in the workplace."""

    queryset = Product.objects.all()
    serializer_class = ProductSerializer
    filterset_class = RecordFilters
