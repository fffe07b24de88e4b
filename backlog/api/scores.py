"""/scores/, their ranking and their changes."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import URLPattern, path
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backlog.api.document_serializers import serializer_for
from backlog.models import BacklogItem, Score
from backlog.operations import scores
from backlog.operations.scores import InputsUnfit
from backlog.tracing import scores as reading
from backlog.tracing import support
from research.api.endpoints import Endpoint, RecordViewSet
from research.api.errors import refuse_parameter
from research.api.fields import RelatedField
from research.api.filters import ChoicesFilter, MomentFilter, RelatedFilter, TruthFilter
from research.api.serializers import RecordSerializer, StrictSerializer
from research.api.timestamps import Timestamp
from research.models import Opportunity, Product, Segment, User

WEEK = timedelta(days=7)
OVERCLAIMS = "overclaims"


@extend_schema_field(OpenApiTypes.OBJECT)
class InputsField(serializers.Field[Any, Any, Any, Any]):
    """An object of numbers and words; which, the framework says."""

    def to_internal_value(self, data: Any) -> Mapping[str, object]:
        if not isinstance(data, Mapping):
            raise serializers.ValidationError("Give an object with the framework's inputs.")
        return {str(name): value for name, value in data.items()}

    def to_representation(self, value: Any) -> Any:
        return value


@extend_schema_field({"type": ["number", "string"]})
class ValueField(serializers.Field[Any, Any, Any, Any]):
    """A number or, by MoSCoW and Kano, a class."""

    def to_representation(self, value: Any) -> Any:
        return value


class ScoreSerializer(RecordSerializer):
    inputs = InputsField(help_text="RICE: reach, reach_period, impact, confidence (in percent), effort.")
    value = ValueField(source="result.value", read_only=True)
    explanation = serializers.CharField(source="result.explanation", read_only=True)
    details = serializers.DictField(source="result.details", read_only=True)
    notes = serializers.ListField(source="result.notes", child=serializers.CharField(), read_only=True)
    score = serializers.FloatField(read_only=True, help_text="What it is ordered by.")
    changes = serializers.SerializerMethodField()
    overclaim = serializers.SerializerMethodField()

    class Meta:
        model = Score
        fields = [
            "id",
            "item",
            "opportunity",
            "segment",
            "framework",
            "inputs",
            "value",
            "score",
            "explanation",
            "details",
            "notes",
            "comparable_with",
            "reason",
            "changes",
            "overclaim",
            "replaces",
            "is_current",
            "by",
            "at",
        ]
        read_only_fields = ["comparable_with", "replaces", "is_current", "by", "at"]

    @extend_schema_field(serializer_for(reading.ChangeDocument)(many=True))
    def get_changes(self, score: Score) -> list[reading.ChangeDocument]:
        """The inputs that differ from the score before."""
        return reading.changes_of(score)

    def get_overclaim(self, score: Score) -> str:
        """What is to be said where a RICE confidence claims more than the evidence supports; empty where nothing is."""
        overclaims: dict[int, str] = self.context[OVERCLAIMS]
        return overclaims.get(score.pk, "")

    def create(self, validated_data: dict[str, Any]) -> Score:
        try:
            return scores.give(**validated_data, by=self.by, at=timezone.now())
        except InputsUnfit as error:
            raise serializers.ValidationError(
                {"inputs": {name: [flaw] for name, flaw in error.flaws.items()}}
            ) from error


class ScoreFilters(filters.FilterSet):
    item = RelatedFilter(BacklogItem)
    opportunity = RelatedFilter(Opportunity)
    segment = RelatedFilter(Segment)
    framework = ChoicesFilter(Score.Framework)
    comparable_with = filters.CharFilter()
    by = RelatedFilter(User)
    at_after = MomentFilter(field_name="at", lookup_expr="gte")
    at_before = MomentFilter(field_name="at", lookup_expr="lt")
    score_min = filters.NumberFilter(field_name="score", lookup_expr="gte", min_value=-1e13, max_value=1e13)
    score_max = filters.NumberFilter(field_name="score", lookup_expr="lte", min_value=-1e13, max_value=1e13)
    history = TruthFilter(method="with_history", help_text="With scores that were replaced since.")

    def with_history(self, rows: QuerySet[Score], name: str, value: object) -> QuerySet[Score]:
        return rows

    @property
    def qs(self) -> QuerySet[Score]:
        """The current ones, unless history is asked for."""
        rows: QuerySet[Score] = super().qs
        return rows if self.form.cleaned_data.get("history") else rows.filter(is_current=True)


class ScoreViewSet(RecordViewSet):
    """What items score by RICE, ICE, WSJF, MoSCoW or Kano, and opportunities by Ulwick's or Olsen's score.

    A score is never changed: posting another replaces it, and `?history=true` shows both. Ordered by score, a list
    holds one framework and only what is comparable; where there is more, say `comparable_with`.
    """

    http_method_names = ["get", "head", "post"]
    queryset = Score.objects.select_related("replaces")
    serializer_class = ScoreSerializer
    filterset_class = ScoreFilters
    orderings = ("-at", "score")

    def get_serializer(self, *args: Any, **kwargs: Any) -> Any:
        """Hold the confidence of all rows of the page against their evidence at once."""
        if args and "data" not in kwargs:
            rows: Collection[Score] = args[0] if kwargs.get("many") else [args[0]]
            overclaims = support.overclaims(rows, at=timezone.now())
            kwargs["context"] = {**self.get_serializer_context(), OVERCLAIMS: overclaims}
        return super().get_serializer(*args, **kwargs)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        if self.request.query_params.get("ordering", "").removeprefix("-") == "score":
            _check_comparable(rows)
        return rows


def _check_comparable(rows: QuerySet[Any]) -> None:
    """Raise `BadInput` where scores would be ranked that say nothing about each other. One query."""
    groups = list(rows.order_by().values_list("framework", "comparable_with").distinct()[:20])
    if len({framework for framework, _ in groups}) > 1:
        refuse_parameter("framework", "Scores by different frameworks are not ranked together: say which.")
    if len(groups) > 1:
        named = ", ".join(sorted(comparable_with for _, comparable_with in groups))
        refuse_parameter("comparable_with", f"These are not ranked together: say which. One of: {named}.")


class RankingAsked(StrictSerializer):
    framework = serializers.ChoiceField(Score.Framework.choices)
    product = RelatedField(queryset=Product.objects.all(), required=False)


class ChangesAsked(StrictSerializer):
    since = Timestamp(required=False, help_text="A week ago, if left out.")
    framework = serializers.ChoiceField(Score.Framework.choices, required=False)


class SupportView(Endpoint):
    http_method_names = ["get", "head"]
    permissions = ("backlog.view_score",)

    @extend_schema(operation_id="backlog_items_support", responses=serializer_for(support.SupportDocument))
    def get(self, request: Request, pk: int) -> Response:
        """What an item's problem and its solution stand on, the confidence that supports, and reach that could be.

        Strength is of everything, whoever asks; segments are counted by the passages you may see.
        """
        try:
            return Response(support.of_item(pk, viewer=self.by, at=timezone.now()))
        except BacklogItem.DoesNotExist as error:
            raise Http404 from error


class RankingView(Endpoint):
    http_method_names = ["get", "head"]
    permissions = ("backlog.view_score",)
    query_parameters = tuple(RankingAsked().fields)

    @extend_schema(
        operation_id="scores_ranking",
        responses=serializer_for(reading.RankingsDocument),
        parameters=[RankingAsked],
    )
    def get(self, request: Request) -> Response:
        """The current scores by a framework, each group that is comparable ranked by itself; ties say with whom."""
        asked = self.asked(RankingAsked)
        return Response(reading.rankings(asked["framework"], viewer=self.by, product=asked.get("product")))


class ChangesView(Endpoint):
    http_method_names = ["get", "head"]
    permissions = ("backlog.view_score",)
    query_parameters = tuple(ChangesAsked().fields)

    @extend_schema(
        operation_id="scores_changes",
        responses=serializer_for(reading.ChangesDocument),
        parameters=[ChangesAsked],
    )
    def get(self, request: Request) -> Response:
        """What was scored anew since last week or another moment: who changed which input when, and why."""
        asked = self.asked(ChangesAsked)
        since: datetime = asked.get("since") or timezone.now() - WEEK
        return Response(reading.changes(since=since, viewer=self.by, framework=asked.get("framework")))


PATHS: tuple[URLPattern, ...] = (
    path("scores/ranking/", RankingView.as_view(), name="scores-ranking"),
    path("scores/changes/", ChangesView.as_view(), name="scores-changes"),
    path("backlog-items/<int:pk>/support/", SupportView.as_view(), name="backlog-item-support"),
)
