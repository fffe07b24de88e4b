"""/metrics/ and /measurements/"""

from decimal import Decimal
from typing import Any

from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import RecordViewSet
from research.api.fields import RelatedField
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter, TruthFilter
from research.api.parsers import StrictJSONParser, StrictMultiPartParser
from research.api.serializers import RECORD_FIELDS, RecordSerializer, StrictSerializer
from research.api.sheets import Sheet, content_of, refuse
from research.importers import measurements as sheets
from research.importers.sheets import UnreadableSheet
from research.models import Insight, Measurement, Metric, Opportunity, Product, Segment, Stance
from research.models.metric import DIGITS, PLACES
from research.operations import measured, measurements
from research.statistics.formulas import FORMULAS


@extend_schema_field({"type": "number", "format": "double"})
class FigureField(serializers.DecimalField):
    """A number in JSON, exact to six decimals."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_digits": DIGITS, "decimal_places": PLACES, **kwargs})

    def to_representation(self, value: Decimal) -> float:  # type: ignore[override]  # JSON has one kind of number
        return float(value)


class MetricSerializer(RecordSerializer):
    target = FigureField(required=False, allow_null=True)
    words = serializers.SerializerMethodField(help_text="The formula in words, with its inputs' names.")
    inputs = serializers.SerializerMethodField(help_text="What a measurement of it is computed from.")

    class Meta:
        model = Metric
        fields = [
            *RECORD_FIELDS,
            "product",
            "name",
            "definition",
            "unit",
            "direction",
            "period",
            "formula",
            "words",
            "inputs",
            "source",
            "target",
        ]
        create_only = ["product", "formula"]
        extra_kwargs = {"product": {"required": False}}

    def create(self, validated_data: dict[str, Any]) -> Any:
        return measurements.define(Metric(**validated_data), by=self.by)

    def get_words(self, metric: Metric) -> str:
        return FORMULAS[metric.formula].words if metric.formula in FORMULAS else ""

    def get_inputs(self, metric: Metric) -> list[str]:
        return [one.name for one in FORMULAS[metric.formula].inputs] if metric.formula in FORMULAS else []


class MetricFilters(RecordFilters):
    product = RelatedFilter(Product)
    name = filters.CharFilter(lookup_expr="iexact")
    formula = ChoicesFilter(Metric.FORMULAS)
    period = ChoicesFilter(Metric.Period)


class MetricViewSet(RecordViewSet):
    """What is counted, and by which formula. Its values are measurements."""

    queryset = Metric.objects.all()
    serializer_class = MetricSerializer
    filterset_class = MetricFilters


class MeasurementSerializer(RecordSerializer):
    value = FigureField(required=False, allow_null=True, help_text="Of a reported metric; else it is computed.")
    low = FigureField(required=False, allow_null=True)
    high = FigureField(required=False, allow_null=True)
    formula = serializers.CharField(source="metric.formula", read_only=True)
    unit = serializers.CharField(source="metric.unit", read_only=True)
    why = serializers.SerializerMethodField(help_text="Why there is no value, where the formula is undefined.")

    class Meta:
        model = Measurement
        fields = [
            *RECORD_FIELDS,
            "metric",
            "segment",
            "period_start",
            "period_end",
            "value",
            "low",
            "high",
            "n",
            "inputs",
            "formula",
            "unit",
            "why",
            "source_url",
            "read_on",
            "comment",
        ]
        create_only = ["metric", "segment"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        metric = self.instance.metric if isinstance(self.instance, Measurement) else attrs["metric"]
        measurements.refuse_typed(metric, attrs)
        return attrs

    def create(self, validated_data: dict[str, Any]) -> Measurement:
        return measurements.take(Measurement(**validated_data), by=self.by)

    def update(self, instance: Measurement, validated_data: dict[str, Any]) -> Measurement:
        return measurements.correct(instance, by=self.by, **validated_data)

    def get_why(self, measurement: Measurement) -> str:
        return measurements.explanation(measurement)


class MeasurementFilters(RecordFilters):
    metric = RelatedFilter(Metric)
    segment = RelatedFilter(Segment)
    of_everybody = TruthFilter(field_name="segment", lookup_expr="isnull")
    since = filters.DateFilter(field_name="period_end", lookup_expr="gte")
    until = filters.DateFilter(field_name="period_end", lookup_expr="lte")


class Brought(serializers.Serializer[Any]):
    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()


class Attaching(StrictSerializer):
    insight = RelatedField(
        queryset=Insight.objects.all(), required=False, help_text="One that is there; else a new one is begun."
    )
    stance = serializers.ChoiceField(choices=Stance.choices, required=False, help_text="To an insight that is there.")
    title = serializers.CharField(required=False, max_length=measured.LONGEST_TITLE, help_text="Of a new insight.")
    statement = serializers.CharField(
        required=False, max_length=5_000, help_text="Of a new insight; what was measured, if left out."
    )
    opportunity = RelatedField(
        queryset=Opportunity.objects.all(), required=False, help_text="One that the insight supports from then on."
    )

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        stray = {"title", "statement"} if "insight" in attrs else {"stance"}
        for name in sorted(stray & attrs.keys()):
            kind = "a new insight" if name != "stance" else "an insight that is there"
            raise serializers.ValidationError({name: f"This is said of {kind} only."})
        return attrs


class Attached(serializers.Serializer[Any]):
    insight = serializers.IntegerField()
    insight_evidence = serializers.IntegerField()
    opportunity_evidence = serializers.IntegerField(allow_null=True, help_text="Null where there is nothing new.")


class MeasurementViewSet(RecordViewSet):
    """The dated values of metrics: how many, not why."""

    queryset = Measurement.objects.all()
    serializer_class = MeasurementSerializer
    filterset_class = MeasurementFilters
    related = ("metric",)
    action_permissions = {
        "attach": ["research.view_measurement", "research.add_insightevidence", "research.add_insight"],
        "import_csv": ["research.add_measurement", "research.change_measurement"],
    }

    @extend_schema(request=Sheet, responses=Brought)
    @action(detail=False, methods=["post"], url_path="import", parser_classes=[StrictJSONParser, StrictMultiPartParser])
    def import_csv(self, request: Request) -> Response:
        """Bring a series as CSV: all of it or nothing.

        Columns: `metric` (its name), `period` (2026-01, 2026-Q1, 2026, 2026-01-31) or `from` and `to`, then `value` or
        the inputs of the metric's formula; and if wanted `n`, `low`, `high`, `segment`, `source_url`, `comment`.
        A value of the same metric, segment and period is corrected.
        """
        try:
            brought = sheets.bring(content_of(self.given(Sheet).validated_data), by=self.by)
        except UnreadableSheet as error:
            refuse(error)
        return Response({"created": brought.created, "changed": brought.changed, "unchanged": brought.unchanged})

    @extend_schema(request=Attaching, responses={201: Attached})
    @action(detail=True, methods=["post"])
    def attach(self, request: Request, pk: str) -> Response:
        """Make it evidence: for an insight, there or new, and with it for an opportunity. How many, not why.

        What the insight and the opportunity have already stays as it is.
        """
        given = self.given(Attaching).validated_data
        if "opportunity" in given and not self.by.has_perm("research.add_opportunityevidence"):
            raise PermissionDenied("Your role does not allow this.")
        made = measured.attach(self.get_object(), to=given.pop("opportunity", None), by=self.by, **given)
        answer = {"insight": made.insight.pk, "insight_evidence": made.cited.pk}
        return Response({**answer, "opportunity_evidence": made.opened.pk if made.opened else None}, status=201)
