"""/survey-responses/"""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import RecordViewSet
from research.api.fields import LARGEST_ID, RelatedField
from research.api.filters import MomentFilter, RecordFilters, RelatedFilter, TruthFilter
from research.api.parsers import StrictJSONParser, StrictMultiPartParser
from research.api.serializers import RECORD_FIELDS, RecordSerializer, StrictSerializer
from research.api.sheets import Sheet, content_of, refuse
from research.api.timestamps import Timestamp
from research.importers import survey_responses as sheets
from research.importers.sheets import UnreadableSheet
from research.models import Account, Participant, Segment, Survey, SurveyResponse
from research.operations import survey_answers
from research.operations.survey_answers import LONGEST_COMMENT, Answer, Rating


class RatingSerializer(StrictSerializer):
    opportunity = serializers.IntegerField(source="statement.opportunity_id", min_value=1, max_value=LARGEST_ID)
    importance = serializers.IntegerField(min_value=1, max_value=5)
    satisfaction = serializers.IntegerField(min_value=1, max_value=5)


class SurveyResponseSerializer(RecordSerializer):
    survey = RelatedField(queryset=Survey.objects.select_related("product"))
    wave = serializers.DateField(required=False, help_text="Any day of it; by itself, that of the answer.")
    answered_at = Timestamp(required=False, help_text="Now, if left out.")
    score = serializers.IntegerField(required=False, allow_null=True, min_value=0, max_value=10, help_text="Of NPS.")
    comment = serializers.CharField(required=False, allow_blank=True, max_length=LONGEST_COMMENT)
    ratings = RatingSerializer(many=True, required=False, help_text="Of importance and satisfaction.")
    withheld = serializers.SerializerMethodField(help_text="Why the comment is left out; empty where it is not.")

    class Meta:
        model = SurveyResponse
        fields = [
            *RECORD_FIELDS,
            "survey",
            "wave",
            "answered_at",
            "segment",
            "account",
            "participant",
            "score",
            "comment",
            "withheld",
            "ratings",
            "source_key",
            "feedback",
            "taken_up_at",
        ]
        read_only_fields = ["feedback", "taken_up_at"]
        create_only = ["survey", "wave", "answered_at", "score", "comment", "ratings", "source_key"]

    def create(self, validated_data: dict[str, Any]) -> SurveyResponse:
        ratings = [_rating(one) for one in validated_data.pop("ratings", ())]
        answer = Answer(response=SurveyResponse(**validated_data), ratings=ratings)
        return survey_answers.take(answer, by=self.by, at=timezone.now())

    def to_representation(self, instance: SurveyResponse) -> Any:
        """The words as the queryset has them: none where they are withheld."""
        instance.comment = instance.words  # type: ignore[attr-defined]  # annotated by `with_words`
        return super().to_representation(instance)

    @extend_schema_field(str)
    def get_withheld(self, response: SurveyResponse) -> Any:
        return response.withheld  # type: ignore[attr-defined]  # annotated by `with_words`


class SurveyResponseFilters(RecordFilters):
    survey = RelatedFilter(Survey)
    wave = filters.DateFilter(help_text="Its first day.")
    segment = RelatedFilter(Segment)
    account = RelatedFilter(Account)
    participant = RelatedFilter(Participant)
    score_min = filters.NumberFilter(field_name="score", lookup_expr="gte", min_value=0, max_value=10)
    score_max = filters.NumberFilter(field_name="score", lookup_expr="lte", min_value=0, max_value=10)
    answered_after = MomentFilter(field_name="answered_at", lookup_expr="gte")
    answered_before = MomentFilter(field_name="answered_at", lookup_expr="lt")
    is_taken_up = TruthFilter(method="taken_up", help_text="Whether its comment became feedback.")
    has_comment = TruthFilter(method="with_comment")

    def taken_up(self, rows: QuerySet[SurveyResponse], name: str, value: object) -> QuerySet[SurveyResponse]:
        return rows.filter(taken_up_at__isnull=value is not True)

    def with_comment(self, rows: QuerySet[SurveyResponse], name: str, value: object) -> QuerySet[SurveyResponse]:
        return rows.exclude(comment="") if value is True else rows.filter(comment="")


class SurveySheet(Sheet):
    """A CSV as text or as a file."""

    survey = RelatedField(queryset=Survey.objects.all())


class BroughtAnswers(serializers.Serializer[Any]):
    created = serializers.IntegerField()
    unchanged = serializers.IntegerField(help_text="Answers whose key was there.")


class SurveyResponseViewSet(RecordViewSet):
    """What people answered. A score, a comment and ratings stay as they were given; who it was may be told later."""

    queryset = SurveyResponse.objects.all()
    serializer_class = SurveyResponseSerializer
    filterset_class = SurveyResponseFilters
    related = ("ratings__statement",)
    version_tells_all = False
    action_permissions = {"import_csv": ["research.add_surveyresponse"]}

    def represented(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return super().represented(rows.with_words(at=timezone.now()))  # type: ignore[attr-defined]

    @extend_schema(request=SurveySheet, responses=BroughtAnswers)
    @action(detail=False, methods=["post"], url_path="import", parser_classes=[StrictJSONParser, StrictMultiPartParser])
    def import_csv(self, request: Request) -> Response:
        """Bring answers as CSV: all of them or none.

        NPS: `score`, and if wanted `comment`; a line is an answer. Importance and satisfaction: `key`, `opportunity`
        (its number, or the words that were asked), `importance`, `satisfaction`; lines with the same key are one
        answer. Both: `answered_at` or `wave` (2026-Q1), `segment`, `account`, `participant` (code), `key`.
        """
        given = self.given(SurveySheet).validated_data
        try:
            brought = sheets.bring(content_of(given), survey=given["survey"], by=self.by, at=timezone.now())
        except UnreadableSheet as error:
            refuse(error)
        return Response({"created": brought.created, "unchanged": brought.unchanged})


def _rating(given: dict[str, Any]) -> Rating:
    return Rating(
        opportunity=given["statement"]["opportunity_id"],
        importance=given["importance"],
        satisfaction=given["satisfaction"],
    )
