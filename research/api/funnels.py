"""/funnels/, /funnel-metrics/ and /segment-rules/"""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import RecordViewSet
from research.api.fields import RelatedField
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter
from research.api.serializers import RECORD_FIELDS, RecordSerializer, StrictSerializer
from research.behaviour import citing, keeping, questions
from research.models import EventSource, Funnel, FunnelMetric, Insight, Metric, Opportunity, Segment, SegmentRule


class ConditionSerializer(serializers.Serializer[Any]):
    property = serializers.CharField()
    of = serializers.ChoiceField(choices=["event", "user"], default="event")
    operator = serializers.ChoiceField(choices=questions.OPERATORS)
    value = serializers.CharField(required=False)


class FunnelStepSerializer(serializers.Serializer[Any]):
    event = serializers.CharField()
    conditions = ConditionSerializer(many=True, required=False)


@extend_schema_field(FunnelStepSerializer(many=True))
class StepsField(serializers.JSONField):
    pass


class FunnelSerializer(RecordSerializer):
    steps = StepsField(help_text="2 to 12, in their order.")

    class Meta:
        model = Funnel
        fields = [
            *RECORD_FIELDS,
            "source",
            "name",
            "preset",
            "steps",
            "order",
            "counting",
            "window_seconds",
            "days",
            "breakdown",
            "by_segment",
        ]
        create_only = ["source"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Check what the funnel asks as a whole, with what stays as it was."""
        as_it_will_be = {
            name: attrs.get(name, getattr(self.instance or Funnel(), name)) for name in ("steps", "preset", "order")
        }
        questions.checked(as_it_will_be["steps"], preset=as_it_will_be["preset"], order=as_it_will_be["order"])
        return attrs


class LossSerializer(StrictSerializer):
    from_step = serializers.IntegerField()
    to_step = serializers.IntegerField()
    opportunity = RelatedField(queryset=Opportunity.objects.all())
    insight = RelatedField(queryset=Insight.objects.all(), required=False, allow_null=True)
    title = serializers.CharField(required=False, max_length=200, help_text="Of the insight, where it is a new one.")


class AttachedLossSerializer(serializers.Serializer[Any]):
    measurement = serializers.IntegerField()
    insight = serializers.IntegerField()
    insight_evidence = serializers.IntegerField()
    opportunity_evidence = serializers.IntegerField(
        allow_null=True, help_text="Null where the insight was behind the opportunity already."
    )


class FunnelFilters(RecordFilters):
    source = RelatedFilter(EventSource)
    preset = ChoicesFilter(Funnel.Preset)
    counting = ChoicesFilter(Funnel.Counting)


class FunnelViewSet(RecordViewSet):
    """Ordered steps through events. What they come to is under `results/`."""

    queryset = Funnel.objects.all()
    serializer_class = FunnelSerializer
    filterset_class = FunnelFilters
    orderings = ("-id",)
    action_permissions = {
        "attach": [
            "research.add_measurement",
            "research.add_insightevidence",
            "research.add_opportunityevidence",
        ]
    }

    @extend_schema(request=LossSerializer, responses={201: AttachedLossSerializer})
    @action(detail=True, methods=["post"])
    def attach(self, request: Request, pk: str) -> Response:
        """Rest an opportunity on what is lost between two steps: a measurement, cited by an insight, opens it."""
        given = self.given(LossSerializer).validated_data
        made = citing.attach(
            self.get_object(),
            from_step=given["from_step"],
            to_step=given["to_step"],
            to=given["opportunity"],
            insight=given.get("insight"),
            title=given.get("title", ""),
            by=self.by,
            at=timezone.now(),
        )
        told = {
            "measurement": made.cited.measurement_id,
            "insight": made.insight.pk,
            "insight_evidence": made.cited.pk,
            "opportunity_evidence": made.opened.pk if made.opened else None,
        }
        return Response(told, status=201)


class FunnelMetricSerializer(RecordSerializer):
    name = serializers.CharField(max_length=100, write_only=True, help_text="Of the metric.")

    class Meta:
        model = FunnelMetric
        fields = [
            *RECORD_FIELDS,
            "funnel",
            "name",
            "metric",
            "from_step",
            "to_step",
            "every",
            "measured_until",
            "tried_at",
            "error",
        ]
        read_only_fields = ["metric", "measured_until", "tried_at", "error"]

    def create(self, validated_data: dict[str, Any]) -> FunnelMetric:
        given = {"from_step": 1, "every": FunnelMetric.Every.WEEK, **validated_data}
        return keeping.keep(given.pop("funnel"), by=self.by, **given)


class FunnelMetricFilters(RecordFilters):
    funnel = RelatedFilter(Funnel)
    metric = RelatedFilter(Metric)
    every = ChoicesFilter(FunnelMetric.Every)


class FunnelMetricViewSet(RecordViewSet):
    """Funnels kept as metrics: a worker measures each day or week once, when its entries have had their window.

    Deleting one ends that; the metric stays, with its values.
    """

    queryset = FunnelMetric.objects.all()
    serializer_class = FunnelMetricSerializer
    filterset_class = FunnelMetricFilters
    http_method_names = ["get", "head", "post", "delete"]


@extend_schema_field(ConditionSerializer(many=True))
class ConditionsField(serializers.JSONField):
    pass


class SegmentRuleSerializer(RecordSerializer):
    conditions = ConditionsField(help_text="All of them hold for the events of those who belong to the segment.")

    class Meta:
        model = SegmentRule
        fields = [*RECORD_FIELDS, "source", "segment", "conditions"]
        create_only = ["source", "segment"]

    def validate_conditions(self, given: Any) -> Any:
        questions.conditions(given, of="The rule")
        return given


class SegmentRuleFilters(RecordFilters):
    source = RelatedFilter(EventSource)
    segment = RelatedFilter(Segment)


class SegmentRuleViewSet(RecordViewSet):
    """Who in the events of a source belongs to a segment: what funnels by segment go by."""

    queryset = SegmentRule.objects.all()
    serializer_class = SegmentRuleSerializer
    filterset_class = SegmentRuleFilters
