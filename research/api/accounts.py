"""/accounts/"""

from django_filters import rest_framework as filters

from research.api.filters import RecordFilters
from research.api.merging import Mergeable
from research.api.serializers import RECORD_FIELDS, RecordSerializer
from research.models import Account


class AccountSerializer(RecordSerializer):
    class Meta:
        model = Account
        fields = [*RECORD_FIELDS, "name", "domain", "plan", "size", "notes", "merged_into"]
        read_only_fields = ["merged_into"]


class AccountFilters(RecordFilters):
    name = filters.CharFilter(lookup_expr="iexact")
    domain = filters.CharFilter(lookup_expr="iexact")


class AccountViewSet(Mergeable):
    """The organisations that participants work for."""

    queryset = Account.objects.all()
    serializer_class = AccountSerializer
    filterset_class = AccountFilters
