"""/opportunities/"""

from typing import Any

from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter, TruthFilter
from research.api.merging import Mergeable
from research.api.serializers import RECORD_FIELDS, RecordSerializer
from research.api.strength import StrengthField, WithStrength
from research.models import Insight, Opportunity, Product, evidence_facts
from research.operations.studies import only_product


class OpportunitySerializer(RecordSerializer):
    strength = StrengthField()

    class Meta:
        model = Opportunity
        fields = [*RECORD_FIELDS, "product", "kind", "parent", "statement", "status", "merged_into", "strength"]
        read_only_fields = ["merged_into"]
        create_only = ["product"]
        extra_kwargs = {"product": {"required": False}}

    def create(self, validated_data: dict[str, Any]) -> Any:
        return super().create({"product": validated_data.pop("product", None) or only_product(), **validated_data})


class OpportunityFilters(RecordFilters):
    product = RelatedFilter(Product)
    kind = ChoicesFilter(Opportunity.Kind)
    status = ChoicesFilter(Opportunity.Status)
    parent = RelatedFilter(Opportunity)
    is_root = TruthFilter(field_name="parent", lookup_expr="isnull")
    insight = RelatedFilter(Insight, field_name="evidence__insight")


class OpportunityViewSet(WithStrength, Mergeable):
    """Needs, pain points and desires from customers' stories. They nest; solutions are backlog items."""

    queryset = Opportunity.objects.all()
    serializer_class = OpportunitySerializer
    filterset_class = OpportunityFilters
    orderings = ("-id",)
    facts_of = evidence_facts.of_opportunities
