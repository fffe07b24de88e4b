"""/kano-surveys/, what they came to, and /kano-questions/"""

from typing import Any

from django.http import Http404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backlog.models import BacklogItem, KanoQuestion, KanoSurvey
from backlog.models.kano_survey import MOST
from backlog.operations import kano_scores, kano_surveys
from backlog.operations.kano_surveys import LONGEST_WORDING, Wording
from backlog.tracing import kano
from research.api.document_serializers import serializer_for
from research.api.endpoints import Endpoint, RecordViewSet
from research.api.fields import RelatedField, RelatedFields
from research.api.filters import RecordFilters, RelatedFilter, TruthFilter
from research.api.serializers import RECORD_FIELDS, Nothing, RecordSerializer, StrictSerializer
from research.api.timestamps import Timestamp
from research.models import Product, Segment, User


class WordingSerializer(StrictSerializer):
    item = RelatedField(queryset=BacklogItem.objects.select_related("product"))
    functional = serializers.CharField(required=False, max_length=LONGEST_WORDING, help_text="If left out, suggested.")
    dysfunctional = serializers.CharField(required=False, max_length=LONGEST_WORDING)


class AskedSerializer(serializers.ModelSerializer[KanoQuestion]):
    class Meta:
        model = KanoQuestion
        fields = ["id", "item", "functional", "dysfunctional"]


class KanoSurveySerializer(RecordSerializer):
    questions = WordingSerializer(  # type: ignore[call-arg]  # the two lengths are of the list
        many=True, write_only=True, min_length=1, max_length=MOST * 2
    )
    asks = serializers.SerializerMethodField(help_text="The questions as they are.")
    segments = RelatedFields(child_relation=RelatedField(queryset=Segment.objects.all()), required=False)
    address = serializers.SerializerMethodField(
        help_text="Where it is answered; with `?segment=` and its number by a segment. Empty for others."
    )

    class Meta:
        model = KanoSurvey
        fields = [
            *RECORD_FIELDS,
            "product",
            "title",
            "introduction",
            "segments",
            "questions",
            "asks",
            "address",
            "expires_at",
            "closed_at",
        ]
        read_only_fields = ["product", "closed_at"]
        create_only = ["questions"]

    def create(self, validated_data: dict[str, Any]) -> KanoSurvey:
        wordings = [Wording(**one) for one in validated_data.pop("questions")]
        segments = validated_data.pop("segments", ())
        survey = KanoSurvey(**validated_data)
        return kano_surveys.define(survey, wordings=wordings, segments=segments, at=timezone.now(), by=self.by)

    def update(self, instance: KanoSurvey, validated_data: dict[str, Any]) -> KanoSurvey:
        return kano_surveys.change(instance, at=timezone.now(), by=self.by, **validated_data)

    @extend_schema_field(AskedSerializer(many=True))
    def get_asks(self, survey: KanoSurvey) -> Any:
        return AskedSerializer(sorted(survey.questions.all(), key=lambda one: one.position), many=True).data

    def get_address(self, survey: KanoSurvey) -> str:
        if not self.by.has_perm("backlog.change_kanosurvey"):
            return ""
        request: Request = self.context["request"]
        return request.build_absolute_uri(reverse("kano_form", args=[survey.secret]))


class KanoSurveyFilters(RecordFilters):
    product = RelatedFilter(Product)
    item = RelatedFilter(BacklogItem, field_name="questions__item")
    segment = RelatedFilter(Segment, field_name="segments")
    is_closed = TruthFilter(method="closed", help_text="Whether it was closed by hand.")

    def closed(self, rows: Any, name: str, value: object) -> Any:
        return rows.filter(closed_at__isnull=value is not True)


class Reopening(StrictSerializer):
    expires_at = Timestamp(required=False, help_text="If left out, as it was: it must not be over.")


class KeptScores(serializers.Serializer[Any]):
    scores = serializers.ListField(child=serializers.IntegerField(), help_text="Those that are new.")


class KanoSurveyViewSet(RecordViewSet):
    """What people are asked about three to fifteen items: how they would feel with each, and without it.

    One address, answered without logging in until it runs out or is closed.
    """

    queryset = KanoSurvey.objects.all()
    serializer_class = KanoSurveySerializer
    filterset_class = KanoSurveyFilters
    related = ("questions", "segments")
    version_tells_all = False

    @extend_schema(request=Nothing, responses=KanoSurveySerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Take no more answers."""
        survey = self.get_object()
        self.given(Nothing)
        return self.answer(kano_surveys.close(survey, at=timezone.now(), by=self.by))

    @extend_schema(request=Reopening, responses=KanoSurveySerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Take answers again, by the same address."""
        survey = self.get_object()
        until = self.given(Reopening).validated_data.get("expires_at")
        return self.answer(kano_surveys.reopen(survey, expires_at=until, at=timezone.now(), by=self.by))


class KanoQuestionSerializer(RecordSerializer):
    class Meta:
        model = KanoQuestion
        fields = ["id", "survey", "item", "functional", "dysfunctional", "position"]
        read_only_fields = ["survey", "item", "position"]

    def update(self, instance: KanoQuestion, validated_data: dict[str, Any]) -> KanoQuestion:
        words = {name: validated_data.get(name, getattr(instance, name)) for name in ("functional", "dysfunctional")}
        return kano_surveys.reword(instance, **words, by=self.by)


class KanoQuestionFilters(filters.FilterSet):
    survey = RelatedFilter(KanoSurvey)
    item = RelatedFilter(BacklogItem)


class KanoQuestionViewSet(RecordViewSet):
    """An item as a survey asks about it, both ways. Until somebody has answered, the words may change."""

    http_method_names = ["get", "head", "patch"]
    queryset = KanoQuestion.objects.all()
    serializer_class = KanoQuestionSerializer
    filterset_class = KanoQuestionFilters


class KanoResultsView(Endpoint):
    http_method_names = ["get", "head"]
    permissions = ("backlog.view_kanosurvey", "backlog.view_kanoanswer")

    @extend_schema(operation_id="kano_surveys_results", responses=serializer_for(kano.KanoResultsDocument))
    def get(self, request: Request, pk: int) -> Response:
        """What it came to, item by item: of everybody (`segment` null), then by segment.

        All six counts, the category (by the tie rule, where two are as large), better and worse (null where nobody
        fell in A, O, M or I), strengths as shares, Fong's test, and DuMouchel's means with their spread.
        """
        survey = _survey(self.by, pk)
        return Response(kano.document(survey, kano.of(survey)))


class KeepScoresView(Endpoint):
    http_method_names = ["post"]
    permissions = ("backlog.view_kanosurvey", "backlog.add_score")

    @extend_schema(operation_id="kano_surveys_store_scores", request=Nothing, responses=KeptScores)
    def post(self, request: Request, pk: int) -> Response:
        """Keep what everybody answered as the Kano score of each item; earlier ones stay in the history."""
        survey = _survey(self.by, pk)
        self.given(Nothing)
        stored = kano_scores.store(survey, at=timezone.now(), by=self.by)
        return Response({"scores": [one.pk for one in stored]})


def _survey(viewer: User, pk: int) -> KanoSurvey:
    survey = KanoSurvey.objects.visible_to(viewer).filter(pk=pk).first()
    if survey is None:
        raise Http404
    return survey


PATHS: tuple[URLPattern, ...] = (
    path("kano-surveys/<int:pk>/results/", KanoResultsView.as_view(), name="kano-survey-results"),
    path("kano-surveys/<int:pk>/store-scores/", KeepScoresView.as_view(), name="kano-survey-store-scores"),
)
