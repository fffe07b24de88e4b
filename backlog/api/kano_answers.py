"""/kano-answers/"""

from typing import Any
from uuid import uuid4

from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backlog.importers import kano_answers as sheets
from backlog.models import BacklogItem, KanoAnswer, KanoQuestion, KanoSurvey
from backlog.models.kano_survey import MOST
from backlog.operations import kano_answers
from backlog.operations.kano_answers import Submission
from backlog.scoring.kano import Answer
from research.api.endpoints import RecordViewSet
from research.api.fields import LARGEST_ID, RelatedField
from research.api.filters import MomentFilter, RelatedFilter
from research.api.parsers import StrictJSONParser, StrictMultiPartParser
from research.api.serializers import RecordSerializer, StrictSerializer
from research.api.sheets import Sheet, content_of, refuse
from research.api.timestamps import Timestamp
from research.importers.sheets import UnreadableSheet
from research.models import Segment


class KanoAnswerSerializer(RecordSerializer):
    functional = serializers.IntegerField(read_only=True, help_text="The position, if it is there.")
    dysfunctional = serializers.IntegerField(read_only=True, help_text="The position, if it is not there.")

    class Meta:
        model = KanoAnswer
        fields = ["id", "question", "respondent", "segment", "functional", "dysfunctional", "answered_at"]
        read_only_fields = fields


class PositionsSerializer(StrictSerializer):
    question = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    functional = serializers.IntegerField(min_value=1, max_value=5)
    dysfunctional = serializers.IntegerField(min_value=1, max_value=5)


class SubmissionSerializer(StrictSerializer):
    """What one person answered: every question of the survey, or nothing."""

    survey = RelatedField(queryset=KanoSurvey.objects.all())
    respondent = serializers.UUIDField(required=False, help_text="A random number; sent again, nothing new is taken.")
    segment = RelatedField(queryset=Segment.objects.all(), required=False, allow_null=True)
    answered_at = Timestamp(required=False, help_text="Now, if left out.")
    answers = PositionsSerializer(  # type: ignore[call-arg]  # the two lengths are of the list
        many=True, min_length=1, max_length=MOST
    )

    def validate_answers(self, given: list[dict[str, int]]) -> dict[int, Answer]:
        if len({one["question"] for one in given}) < len(given):
            raise serializers.ValidationError("A question is answered once.")
        return {
            one["question"]: Answer(functional=one["functional"], dysfunctional=one["dysfunctional"]) for one in given
        }


class TakenSerializer(serializers.Serializer[Any]):
    respondent = serializers.UUIDField()
    answers = KanoAnswerSerializer(many=True)


class KanoSheet(Sheet):
    """A CSV as text or as a file. Only looked at: told what it would bring, and nothing saved."""

    survey = RelatedField(queryset=KanoSurvey.objects.all())
    only_look = serializers.BooleanField(required=False, default=False)


class BroughtRespondents(serializers.Serializer[Any]):
    created = serializers.IntegerField(help_text="Respondents that are new.")
    unchanged = serializers.IntegerField(help_text="Respondents that were there.")


class KanoAnswerFilters(filters.FilterSet):
    survey = RelatedFilter(KanoSurvey, field_name="question__survey")
    question = RelatedFilter(KanoQuestion)
    item = RelatedFilter(BacklogItem, field_name="question__item")
    segment = RelatedFilter(Segment)
    respondent = filters.UUIDFilter()
    answered_after = MomentFilter(field_name="answered_at", lookup_expr="gte")
    answered_before = MomentFilter(field_name="answered_at", lookup_expr="lt")


class KanoAnswerViewSet(RecordViewSet):
    """What people answered, by position.

    1 I like it, 2 I expect it, 3 I don't mind, 4 I can live with it, 5 I dislike it. A respondent
    answers every question of a survey at once; answers are never changed.
    """

    http_method_names = ["get", "head", "post"]
    queryset = KanoAnswer.objects.all()
    serializer_class = KanoAnswerSerializer
    filterset_class = KanoAnswerFilters
    action_permissions = {"import_csv": ["backlog.add_kanoanswer"]}

    @extend_schema(request=SubmissionSerializer, responses={201: TakenSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take what one person answered."""
        given = self.given(SubmissionSerializer).validated_data
        survey, respondent = given.pop("survey"), given.pop("respondent", None) or uuid4()
        kano_answers.take(survey, [Submission(respondent=respondent, **given)], at=timezone.now())
        rows = self.queryset.filter(question__survey=survey, respondent=respondent).order_by("question__position")
        return Response(TakenSerializer({"respondent": respondent, "answers": rows}).data, status=201)

    @extend_schema(request=KanoSheet, responses=BroughtRespondents)
    @action(detail=False, methods=["post"], url_path="import", parser_classes=[StrictJSONParser, StrictMultiPartParser])
    def import_csv(self, request: Request) -> Response:
        """Bring answers as CSV: all of them or none.

        `respondent` (any key; lines with the same are one person), `item` (its number in the backlog, such as #12),
        `functional`, `dysfunctional` (1 to 5); if wanted `segment` and `answered_at`.
        """
        given = self.given(KanoSheet).validated_data
        content, survey, at = content_of(given), given["survey"], timezone.now()
        try:
            if given["only_look"]:
                brought = sheets.looked_at(content, survey=survey, by=self.by, at=at)
            else:
                brought = sheets.bring(content, survey=survey, by=self.by, at=at)
        except UnreadableSheet as error:
            refuse(error)
        return Response({"created": brought.created, "unchanged": brought.unchanged})
