"""/backlog-items/"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch
from django_filters import rest_framework as filters
from rest_framework import serializers

from backlog.models import BacklogItem, ExternalReference, evidence_facts
from backlog.operations import backlog_items
from research.api.endpoints import RecordViewSet
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter, TruthFilter
from research.api.serializers import RECORD_FIELDS, RecordSerializer, StrictSerializer
from research.api.strength import StrengthField, WithStrength
from research.models import Insight, Opportunity, Product, Segment, User


class ExternalReferenceSerializer(StrictSerializer, serializers.ModelSerializer[ExternalReference]):
    class Meta:
        model = ExternalReference
        fields = ["key", "url"]


class BacklogItemSerializer(RecordSerializer):
    external_references = ExternalReferenceSerializer(many=True, required=False)
    strength = StrengthField()

    class Meta:
        model = BacklogItem
        fields = [
            *RECORD_FIELDS,
            "product",
            "number",
            "kind",
            "parent",
            "title",
            "description",
            "persona",
            "as_a",
            "i_want",
            "so_that",
            "acceptance_criteria",
            "status",
            "horizon",
            "rank",
            "owner",
            "addresses",
            "external_references",
            "strength",
        ]
        read_only_fields = ["number", "rank"]
        create_only = ["product"]
        extra_kwargs = {"product": {"required": False}}

    def create(self, validated_data: dict[str, Any]) -> BacklogItem:
        references = validated_data.pop("external_references", [])
        item = backlog_items.add(BacklogItem(**validated_data), by=self.by)
        return self._named(item, references) if references else item

    def update(self, instance: BacklogItem, validated_data: dict[str, Any]) -> BacklogItem:
        references = validated_data.pop("external_references", None)
        item: BacklogItem = super().update(instance, validated_data)
        return item if references is None else self._named(item, references)

    def _named(self, item: BacklogItem, references: Sequence[dict[str, str]]) -> BacklogItem:
        made = [ExternalReference(**reference) for reference in references]
        return backlog_items.set_external_references(item, references=made, by=self.by)


class BacklogItemFilters(RecordFilters):
    product = RelatedFilter(Product)
    number = filters.NumberFilter()
    kind = ChoicesFilter(BacklogItem.Kind)
    status = ChoicesFilter(BacklogItem.Status)
    horizon = ChoicesFilter(BacklogItem.Horizon)
    parent = RelatedFilter(BacklogItem)
    is_root = TruthFilter(field_name="parent", lookup_expr="isnull")
    owner = RelatedFilter(User)
    persona = RelatedFilter(Segment)
    addresses = RelatedFilter(Opportunity)
    insight = RelatedFilter(Insight, field_name="evidence__insight")
    key = filters.CharFilter(field_name="external_references__key", lookup_expr="iexact")


class BacklogItemViewSet(WithStrength, RecordViewSet):
    """Delivery work in its order: epics, user stories, solutions, bugs, tasks and spikes."""

    queryset = BacklogItem.objects.all()
    serializer_class = BacklogItemSerializer
    filterset_class = BacklogItemFilters
    orderings = ("rank",)
    related = (Prefetch("external_references", queryset=ExternalReference.objects.order_by("id")),)
    facts_of = evidence_facts.of_items
