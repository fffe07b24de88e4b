"""/backlog-items/"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backlog.models import BacklogItem, ExternalReference, Release, evidence_facts
from backlog.models.backlog_item import SEES_INTERNAL
from backlog.operations import backlog_items, criteria, references, releases
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
            "release",
            "is_internal",
            "external_references",
            "strength",
        ]
        read_only_fields = ["number", "rank"]
        create_only = ["product"]
        extra_kwargs = {"product": {"required": False}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        item = self.instance or BacklogItem(product=attrs.get("product"))
        if "release" in attrs:
            releases.check(item, attrs["release"])
        return attrs

    def to_representation(self, instance: BacklogItem) -> dict[str, Any]:
        """Whose work it is, and how much, stays within the team."""
        shown: dict[str, Any] = super().to_representation(instance)
        return shown if self.by.has_perm(SEES_INTERNAL) else {**shown, "owner": None, "estimate": None}

    def create(self, validated_data: dict[str, Any]) -> BacklogItem:
        references = validated_data.pop("external_references", [])
        item = backlog_items.add(BacklogItem(**validated_data), by=self.by)
        return self._named(item, references) if references else item

    def update(self, instance: BacklogItem, validated_data: dict[str, Any]) -> BacklogItem:
        references = validated_data.pop("external_references", None)
        text = validated_data.pop("acceptance_criteria", None)
        item: BacklogItem = super().update(instance, validated_data)
        if text is not None:
            criteria.write(item, text=text, by=self.by)
        return item if references is None else self._named(item, references)

    def _named(self, item: BacklogItem, references: Sequence[dict[str, str]]) -> BacklogItem:
        made = [ExternalReference(**reference) for reference in references]
        return backlog_items.set_external_references(item, references=made, by=self.by)


class TeamFilter(RelatedFilter):
    """By what only the team sees: others find nothing by it."""

    def filter(self, qs: QuerySet[Any], value: int | None) -> QuerySet[Any]:
        may = value is None or self.parent.request.user.has_perm(SEES_INTERNAL)
        return super().filter(qs, value) if may else qs.none()


class BacklogItemFilters(RecordFilters):
    product = RelatedFilter(Product)
    number = filters.NumberFilter()
    kind = ChoicesFilter(BacklogItem.Kind)
    status = ChoicesFilter(BacklogItem.Status)
    horizon = ChoicesFilter(BacklogItem.Horizon)
    parent = RelatedFilter(BacklogItem)
    is_root = TruthFilter(field_name="parent", lookup_expr="isnull")
    owner = TeamFilter(User)
    persona = RelatedFilter(Segment)
    addresses = RelatedFilter(Opportunity)
    release = RelatedFilter(Release)
    is_internal = TruthFilter()
    insight = RelatedFilter(Insight, field_name="evidence__insight")
    key = filters.CharFilter(field_name="external_references__key", lookup_expr="iexact")


class ItemMoveSerializer(StrictSerializer):
    after = RelatedField(
        queryset=BacklogItem.objects.all(), allow_null=True, help_text="The item that it stands after; null is first."
    )


class ItemPlaceSerializer(StrictSerializer):
    horizon = serializers.ChoiceField(BacklogItem.Horizon.choices)
    after = RelatedField(
        queryset=BacklogItem.objects.all(),
        allow_null=True,
        help_text="The item of that horizon that it stands after; null is before all of them.",
    )


class ReferenceSerializer(StrictSerializer):
    reference = serializers.CharField(
        max_length=1000, help_text="An address in Jira, Linear or GitHub, or a key: PAY-123, acme/app#12."
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

    @extend_schema(request=ItemPlaceSerializer, responses=BacklogItemSerializer)
    @action(detail=True, methods=["post"], url_name="place")
    def place(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let it stand in a horizon of the roadmap, right after another item there or first there."""
        item = self.get_object()
        given = self.given(ItemPlaceSerializer).validated_data
        return self.answer(backlog_items.place(item, **given, by=self.by))

    @extend_schema(request=ReferenceSerializer, responses=BacklogItemSerializer)
    @action(detail=True, methods=["post"], url_name="refer")
    def refer(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Name the item as another tool does, by an address or a key that is pasted as it is."""
        item = self.get_object()
        references.add(item, reference=self.given(ReferenceSerializer).validated_data["reference"], by=self.by)
        return self.answer(item)
