"""/releases/"""

from collections.abc import Sequence
from typing import Any

from django.db.models import Prefetch
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from backlog.models import BacklogItem, Release
from backlog.operations import releases
from backlog.scoring.release_plan import Plan
from backlog.tracing import efforts
from research.api.endpoints import RecordViewSet
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter
from research.api.serializers import RECORD_FIELDS, RecordSerializer
from research.models import Product

PLANS = "plans"
"""Where the context of the serializer holds them, by release."""


class SliceSerializer(serializers.Serializer[Any]):
    priority = serializers.CharField(help_text="Empty for what nobody decided for this release.")
    words = serializers.CharField()
    items = serializers.IntegerField()
    effort = serializers.FloatField()
    share = serializers.FloatField(allow_null=True, help_text="Percent of all that is planned.")


class PlanSerializer(serializers.Serializer[Any]):
    effort = serializers.FloatField(help_text="Person-days of what is planned. What won't be in it takes none.")
    share = serializers.FloatField(allow_null=True, help_text="Percent of the capacity.")
    musts_percent = serializers.FloatField(source="musts.percent", allow_null=True, help_text="Musts' share of effort.")
    without_effort = serializers.IntegerField(help_text="Items that nobody estimated.")
    slices = SliceSerializer(many=True)
    warnings = serializers.ListField(child=serializers.CharField())


class ReleaseSerializer(RecordSerializer):
    plan = serializers.SerializerMethodField()

    class Meta:
        model = Release
        fields = [*RECORD_FIELDS, "product", "name", "starts_on", "ships_on", "status", "capacity", "notes", "plan"]
        create_only = ["product"]
        extra_kwargs = {"product": {"required": False}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        starts = attrs.get("starts_on", getattr(self.instance, "starts_on", None))
        ships = attrs.get("ships_on", getattr(self.instance, "ships_on", None))
        if starts and ships and ships < starts:
            raise serializers.ValidationError({"ships_on": "A release starts before it ships."})
        return attrs

    def create(self, validated_data: dict[str, Any]) -> Release:
        return releases.add(Release(**validated_data), by=self.by)

    @extend_schema_field(PlanSerializer)
    def get_plan(self, release: Release) -> Any:
        return PlanSerializer(self.context[PLANS][release.pk]).data


class ReleaseFilters(RecordFilters):
    product = RelatedFilter(Product)
    status = ChoicesFilter(Release.Status)
    ships_after = filters.DateFilter(field_name="ships_on", lookup_expr="gte")
    ships_before = filters.DateFilter(field_name="ships_on", lookup_expr="lt")


class ReleaseViewSet(RecordViewSet):
    """What goes out together, with what it takes beside what there is for it."""

    version_tells_all = False
    queryset = Release.objects.all()
    serializer_class = ReleaseSerializer
    filterset_class = ReleaseFilters
    orderings = ("ships_on",)
    related = (Prefetch("items", queryset=BacklogItem.objects.defer("search")),)

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Weigh what is to be shown, all at once. One query."""
        if args and "data" not in kwargs:
            rows: Sequence[Release] = args[0] if kwargs.get("many") else [args[0]]
            kwargs["context"] = {**self.get_serializer_context(), PLANS: plans(rows)}
        return super().get_serializer(*args, **kwargs)


def plans(rows: Sequence[Release]) -> dict[int, Plan]:
    known = efforts.of_items([item for release in rows for item in release.items.all()])
    return {release.pk: efforts.plan_of(release, release.items.all(), known) for release in rows}
