"""/acceptance-criteria/"""

from typing import Any

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backlog.criteria import Criterion
from backlog.models import AcceptanceCriterion, BacklogItem
from backlog.operations import criteria
from research.api.endpoints import RecordViewSet
from research.api.fields import RelatedField
from research.api.filters import RelatedFilter, TruthFilter
from research.api.serializers import RecordSerializer, StrictSerializer


class AcceptanceCriterionSerializer(RecordSerializer):
    is_met = serializers.BooleanField(required=False, help_text="Whether somebody has said that it is met.")

    class Meta:
        model = AcceptanceCriterion
        fields = ["id", "item", "position", "given", "when", "then", "is_met", "met_at", "met_by"]
        read_only_fields = ["position", "met_at", "met_by"]
        create_only = ["item"]

    def to_representation(self, instance: AcceptanceCriterion) -> dict[str, Any]:
        instance.is_met = instance.met_at is not None  # type: ignore[attr-defined]  # for the field of this name
        return super().to_representation(instance)

    def create(self, validated_data: dict[str, Any]) -> AcceptanceCriterion:
        is_met, item = validated_data.pop("is_met", False), validated_data.pop("item")
        return self._ticked(criteria.add(item, criterion=Criterion(**validated_data), by=self.by), is_met)

    def update(self, instance: AcceptanceCriterion, validated_data: dict[str, Any]) -> AcceptanceCriterion:
        is_met = validated_data.pop("is_met", None)
        return self._ticked(criteria.revise(instance, **validated_data, by=self.by), is_met)

    def _ticked(self, criterion: AcceptanceCriterion, is_met: bool | None) -> AcceptanceCriterion:
        if is_met is None:
            return criterion
        return criteria.tick(criterion, is_met=is_met, by=self.by, at=timezone.now())


class AcceptanceCriterionFilters(filters.FilterSet):
    item = RelatedFilter(BacklogItem)
    is_met = TruthFilter(field_name="met_at", lookup_expr="isnull", exclude=True)


class CriterionMoveSerializer(StrictSerializer):
    after = RelatedField(
        queryset=AcceptanceCriterion.objects.all(),
        allow_null=True,
        help_text="The criterion that it stands after; null is first.",
    )


class AcceptanceCriterionViewSet(RecordViewSet):
    """When items are good enough: given, when, then, in the item's order, ticked once they are met.

    To give an item several at once, write its `acceptance_criteria` as text: it is read into these.
    """

    queryset = AcceptanceCriterion.objects.all()
    serializer_class = AcceptanceCriterionSerializer
    filterset_class = AcceptanceCriterionFilters

    def locked(self) -> Any:
        return self.visible().select_for_update(of=("self",), no_key=True)

    def remove(self, record: AcceptanceCriterion) -> None:
        criteria.remove(record, by=self.by)

    @extend_schema(request=CriterionMoveSerializer, responses=AcceptanceCriterionSerializer)
    @action(detail=True, methods=["post"], url_name="move")
    def move(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Let it stand right after another criterion of its item, or first."""
        criterion = self.get_object()
        after = self.given(CriterionMoveSerializer).validated_data["after"]
        return self.answer(criteria.move(criterion, after=after, by=self.by))
