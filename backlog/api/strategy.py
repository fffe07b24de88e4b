"""/visions/, /objectives/, /key-results/ and /check-ins/"""

from typing import Any

from django.db.models import Prefetch
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backlog.models import CheckIn, KeyResult, Objective, ProductVision
from backlog.operations import objectives
from backlog.progress import State
from research.api.endpoints import RecordViewSet
from research.api.fields import RelatedField
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter, TruthFilter
from research.api.metrics import FigureField
from research.api.serializers import RECORD_FIELDS, Nothing, RecordSerializer
from research.models import Metric, Opportunity, Product
from research.operations.studies import only_product


class VisionSerializer(RecordSerializer):
    class Meta:
        model = ProductVision
        fields = [*RECORD_FIELDS, "product", "statement"]
        extra_kwargs = {"product": {"required": False}}

    def create(self, validated_data: dict[str, Any]) -> Any:
        return super().create({"product": validated_data.pop("product", None) or only_product(), **validated_data})


class VisionFilters(RecordFilters):
    product = RelatedFilter(Product)


class VisionViewSet(RecordViewSet):
    """Versions of a product's vision; the newest is in force. Whoever changes it writes the next one."""

    http_method_names = ["get", "head", "post"]
    queryset = ProductVision.objects.all()
    serializer_class = VisionSerializer
    filterset_class = VisionFilters
    orderings = ("-id",)


class ObjectiveSerializer(RecordSerializer):
    grade = serializers.SerializerMethodField(help_text="From 0 to 1, once it is closed.")

    class Meta:
        model = Objective
        fields = [*RECORD_FIELDS, "product", "title", "why", "starts_on", "due_on", "closed_on", "grade"]
        read_only_fields = ["closed_on"]
        create_only = ["product"]
        extra_kwargs = {"product": {"required": False}}

    def create(self, validated_data: dict[str, Any]) -> Objective:
        return objectives.add(Objective(**validated_data), by=self.by)

    def get_grade(self, objective: Objective) -> float | None:
        return objectives.grade(objective, today=timezone.localdate())


class ObjectiveFilters(RecordFilters):
    product = RelatedFilter(Product)
    is_open = TruthFilter(field_name="closed_on", lookup_expr="isnull")


class ObjectiveViewSet(RecordViewSet):
    """What is to be better at the end of a time."""

    version_tells_all = False
    queryset = Objective.objects.all()
    serializer_class = ObjectiveSerializer
    filterset_class = ObjectiveFilters
    related = ("key_results__check_ins", "key_results__objective")

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Close it today. Its key results are graded by what was checked in last."""
        self.given(Nothing)
        return self.answer(objectives.close(self.get_object(), by=self.by, on=timezone.localdate()))

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Open it again. Its grades go."""
        self.given(Nothing)
        return self.answer(objectives.reopen(self.get_object(), by=self.by))


class PaceSerializer(serializers.Serializer[Any]):
    way = serializers.FloatField(help_text="How far it has come, from 0 to 1.")
    time = serializers.FloatField(help_text="How much of the time is gone, from 0 to 1.")
    state = serializers.ChoiceField(choices=list(State), help_text="What these two suggest.")
    forecast = serializers.FloatField(allow_null=True, help_text="The value on the due day, if it goes on as it went.")


class StandingSerializer(serializers.Serializer[Any]):
    current = FigureField()
    pace = PaceSerializer(allow_null=True, help_text="While the objective is open.")
    grade = serializers.FloatField(allow_null=True, help_text="From 0 to 1, once it is closed.")
    colour = serializers.CharField(allow_null=True, help_text="`green`, `yellow` or `red`, once it is closed.")


class KeyResultSerializer(RecordSerializer):
    start = FigureField()
    target = FigureField()
    opportunities = RelatedField(
        many=True, required=False, queryset=Opportunity.objects.all(), help_text="Those that hang under it."
    )
    standing = serializers.SerializerMethodField()

    class Meta:
        model = KeyResult
        fields = [
            *RECORD_FIELDS,
            "objective",
            "metric",
            "start",
            "target",
            "is_committed",
            "weight",
            "opportunities",
            "standing",
        ]
        create_only = ["objective", "metric"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        start = attrs.get("start", getattr(self.instance, "start", None))
        if start == attrs.get("target", getattr(self.instance, "target", None)):
            raise serializers.ValidationError({"target": "The target is where it starts: there is no way to go."})
        return attrs

    def create(self, validated_data: dict[str, Any]) -> KeyResult:
        hanging = validated_data.pop("opportunities", [])
        made: KeyResult = super().create(validated_data)
        return objectives.hang(made, opportunities=hanging, by=self.by) if hanging else made

    def update(self, instance: KeyResult, validated_data: dict[str, Any]) -> KeyResult:
        hanging = validated_data.pop("opportunities", None)
        kept: KeyResult = super().update(instance, validated_data)
        return kept if hanging is None else objectives.hang(kept, opportunities=hanging, by=self.by)

    @extend_schema_field(StandingSerializer)
    def get_standing(self, key_result: KeyResult) -> Any:
        return StandingSerializer(objectives.standing(key_result, today=timezone.localdate())).data


class KeyResultFilters(RecordFilters):
    objective = RelatedFilter(Objective)
    metric = RelatedFilter(Metric)
    opportunity = RelatedFilter(Opportunity, field_name="opportunities")
    is_open = TruthFilter(field_name="objective__closed_on", lookup_expr="isnull")


class KeyResultViewSet(RecordViewSet):
    """Outcomes: from where to where a metric is to go. Opportunities hang under them."""

    version_tells_all = False
    queryset = KeyResult.objects.all()
    serializer_class = KeyResultSerializer
    filterset_class = KeyResultFilters
    related = ("objective", "check_ins", Prefetch("opportunities", queryset=Opportunity.objects.only("id")))


class CheckInSerializer(RecordSerializer):
    value = FigureField()

    class Meta:
        model = CheckIn
        fields = ["id", "key_result", "on", "value", "state", "note", "by", "at"]
        read_only_fields = ["by", "at"]

    def create(self, validated_data: dict[str, Any]) -> CheckIn:
        return objectives.check_in(CheckIn(**validated_data), by=self.by, today=timezone.localdate())


class CheckInFilters(filters.FilterSet):
    key_result = RelatedFilter(KeyResult)
    state = ChoicesFilter(CheckIn.State)


class CheckInViewSet(RecordViewSet):
    """Where key results stand, day by day. A check-in is never changed: the next one corrects it."""

    http_method_names = ["get", "head", "post"]
    queryset = CheckIn.objects.all()
    serializer_class = CheckInSerializer
    filterset_class = CheckInFilters
