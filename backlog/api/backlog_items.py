"""/backlog-items/"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backlog.models import BacklogItem, ExternalReference, evidence_facts
from backlog.operations import backlog_items
from research.api.endpoints import RecordViewSet
from research.api.fields import RelatedField
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter, TruthFilter
from research.api.metrics import FigureField
from research.api.serializers import RECORD_FIELDS, RecordSerializer, StrictSerializer
from research.api.strength import StrengthField, WithStrength
from research.models import Insight, Opportunity, Product, Segment, User


class ExternalReferenceSerializer(StrictSerializer, serializers.ModelSerializer[ExternalReference]):
    class Meta:
        model = ExternalReference
        fields = ["key", "url"]


class BacklogItemSerializer(RecordSerializer):
    external_references = ExternalReferenceSerializer(many=True, required=False)
    estimate = FigureField(
        max_digits=7,
        decimal_places=2,
        min_value=Decimal(0),
        required=False,
        allow_null=True,
        help_text="In person-days.",
    )
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
            "estimate",
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


class ItemMoveSerializer(StrictSerializer):
    after = RelatedField(
        queryset=BacklogItem.objects.all(), allow_null=True, help_text="The item that it stands after; null is first."
    )


class BacklogItemViewSet(WithStrength, RecordViewSet):
    """Delivery work in its order: epics, user stories, solutions, bugs, tasks and spikes."""

    queryset = BacklogItem.objects.all()
    serializer_class = BacklogItemSerializer
    filterset_class = BacklogItemFilters
    orderings = ("rank",)
    related = (Prefetch("external_references", queryset=ExternalReference.objects.order_by("id")),)
    facts_of = evidence_facts.of_items

    @extend_schema(request=ItemMoveSerializer, responses=BacklogItemSerializer)
    @action(detail=True, methods=["post"], url_name="move")
    def move(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let it stand right after another item of its product, or first. Only its own rank changes."""
        item = self.get_object()
        after = self.given(ItemMoveSerializer).validated_data["after"]
        return self.answer(backlog_items.move(item, after=after, by=self.by))
