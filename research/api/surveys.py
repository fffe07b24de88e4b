"""/surveys/ and /surveys/<id>/results/"""

from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.document_serializers import serializer_for
from research.api.endpoints import Endpoint, RecordViewSet
from research.api.fields import RelatedField, RelatedFields
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter, TruthFilter
from research.api.serializers import RECORD_FIELDS, Nothing, RecordSerializer, StrictSerializer
from research.api.timestamps import Timestamp
from research.models import Metric, Opportunity, Product, Segment, Survey, SurveyLink, SurveyResponse
from research.operations import survey_comments, surveys
from research.surveying import nps_results


class StatementSerializer(serializers.Serializer[Any]):
    opportunity = serializers.IntegerField(source="opportunity_id")
    wording = serializers.CharField()


class SurveyLinkSerializer(serializers.Serializer[Any]):
    """Whoever has the address may answer while it works."""

    id = serializers.IntegerField()
    segment = serializers.IntegerField(source="segment_id", allow_null=True, help_text="Null is everybody.")
    address = serializers.SerializerMethodField()
    expires_at = Timestamp()
    closed_at = Timestamp(allow_null=True)

    def get_address(self, link: SurveyLink) -> str:
        path = reverse("answer", args=[link.secret])
        request: Request = self.context["request"]
        return request.build_absolute_uri(path)


class SurveySerializer(RecordSerializer):
    opportunities = RelatedFields(
        child_relation=RelatedField(queryset=Opportunity.objects.all()),
        required=False,
        write_only=True,
        help_text="That importance and satisfaction are asked of, in their order.",
    )
    statements = serializers.SerializerMethodField(help_text="The opportunities in the words that are asked.")
    links = serializers.SerializerMethodField(help_text="For those who may hand them on.")

    class Meta:
        model = Survey
        fields = [
            *RECORD_FIELDS,
            "product",
            "kind",
            "title",
            "question",
            "follow_up",
            "language",
            "wave_length",
            "metric",
            "opportunities",
            "statements",
            "links",
            "closed_at",
        ]
        read_only_fields = ["closed_at"]
        create_only = ["product", "kind"]
        extra_kwargs = {"product": {"required": False}, "kind": {"required": True}}

    def create(self, validated_data: dict[str, Any]) -> Survey:
        opportunities = validated_data.pop("opportunities", ())
        return surveys.define(Survey(**validated_data), opportunities=opportunities, by=self.by)

    def update(self, instance: Survey, validated_data: dict[str, Any]) -> Survey:
        return surveys.change(instance, by=self.by, **validated_data)

    @extend_schema_field(StatementSerializer(many=True))
    def get_statements(self, survey: Survey) -> Any:
        ordered = sorted(survey.statements.all(), key=lambda one: one.position)
        return StatementSerializer(ordered, many=True).data

    @extend_schema_field(SurveyLinkSerializer(many=True))
    def get_links(self, survey: Survey) -> Any:
        is_shown = self.by.has_perm("research.change_survey")
        ordered = sorted(survey.links.all(), key=lambda one: one.pk) if is_shown else []
        return SurveyLinkSerializer(ordered, many=True, context=self.context).data


class SurveyFilters(RecordFilters):
    product = RelatedFilter(Product)
    kind = ChoicesFilter(Survey.Kind)
    metric = RelatedFilter(Metric)
    opportunity = RelatedFilter(Opportunity, field_name="statements__opportunity")
    is_closed = TruthFilter(method="closed", help_text="Whether it takes no answers any more.")

    def closed(self, rows: Any, name: str, value: object) -> Any:
        return rows.filter(closed_at__isnull=value is not True)


class NewLink(StrictSerializer):
    segment = RelatedField(queryset=Segment.objects.all(), required=False, allow_null=True)
    expires_at = Timestamp(help_text="A year ahead at most.")


class ClosedLink(StrictSerializer):
    link = serializers.IntegerField(min_value=1, max_value=2**63 - 1)


class ChosenWave(StrictSerializer):
    wave = serializers.DateField(required=False, help_text="Its first day; left out, of all waves.")


class TakenUp(serializers.Serializer[Any]):
    interviews = serializers.ListField(child=serializers.IntegerField(), help_text="The feedback that was made.")


class Measured(serializers.Serializer[Any]):
    measurements = serializers.ListField(child=serializers.IntegerField(), help_text="Those new or corrected.")


class SurveyViewSet(RecordViewSet):
    """What people are asked, in waves: NPS, or importance and satisfaction. Their answers are survey responses."""

    queryset = Survey.objects.all()
    serializer_class = SurveySerializer
    filterset_class = SurveyFilters
    related = ("statements", "links")
    action_permissions = {
        "take_up_comments": ["research.change_surveyresponse"],
        "measure": ["research.change_survey", "research.add_measurement", "research.change_measurement"],
    }

    @extend_schema(request=Nothing, responses=SurveySerializer)
    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: str) -> Response:
        """Take no more answers."""
        survey = self.get_object()
        self.given(Nothing)
        return self.answer(surveys.close(survey, at=timezone.now(), by=self.by))

    @extend_schema(request=Nothing, responses=SurveySerializer)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Take answers again."""
        survey = self.get_object()
        self.given(Nothing)
        return self.answer(surveys.reopen(survey, by=self.by))

    @extend_schema(request=NewLink, responses={201: SurveySerializer})
    @action(detail=True, methods=["post"], url_path="open-link")
    def open_link(self, request: Request, pk: str) -> Response:
        """Make an address where it is answered without logging in, for one segment or for everybody."""
        survey = self.get_object()
        given = self.given(NewLink).validated_data
        surveys.open_link(survey, **given, at=timezone.now(), by=self.by)
        return self.answer(survey, status=201)

    @extend_schema(request=ClosedLink, responses=SurveySerializer)
    @action(detail=True, methods=["post"], url_path="close-link")
    def close_link(self, request: Request, pk: str) -> Response:
        """Let one of its addresses lead nowhere."""
        survey = self.get_object()
        number = self.given(ClosedLink).validated_data["link"]
        link = survey.links.filter(pk=number).first()
        if link is None:
            raise serializers.ValidationError({"link": [f"The survey has no link {number}."]})
        surveys.close_link(link, at=timezone.now(), by=self.by)
        return self.answer(survey)

    @extend_schema(request=ChosenWave, responses=TakenUp)
    @action(detail=True, methods=["post"], url_path="take-up-comments")
    def take_up_comments(self, request: Request, pk: str) -> Response:
        """Make feedback of the comments, each once: they wait in the inbox and can be highlighted. 500 at a time."""
        survey = self.get_object()
        wave = self.given(ChosenWave).validated_data.get("wave")

        def address_of(response: SurveyResponse) -> str:
            path = reverse("admin:research_surveyresponse_change", args=[response.pk])
            return request.build_absolute_uri(path)

        made = survey_comments.take_up(survey, wave=wave, address_of=address_of, at=timezone.now(), by=self.by)
        return Response({"interviews": [one.pk for one in made]})

    @extend_schema(request=Nothing, responses=Measured)
    @action(detail=True, methods=["post"])
    def measure(self, request: Request, pk: str) -> Response:
        """Write each wave of an NPS survey into its metric, with n, of everybody and by segment."""
        survey = self.get_object()
        self.given(Nothing)
        return Response({"measurements": [one.pk for one in surveys.measure(survey, by=self.by)]})


class SurveyResultsView(Endpoint):
    http_method_names = ["get", "head"]
    permissions = ("research.view_survey", "research.view_surveyresponse")

    @extend_schema(operation_id="surveys_results", responses=serializer_for(nps_results.NpsDocument))
    def get(self, request: Request, pk: int) -> Response:
        """NPS by wave and segment: with n, its adjusted Wald interval, and the change from the wave before.

        Of importance and satisfaction, see `opportunity-scores/`.
        """
        survey = Survey.objects.visible_to(self.by).filter(pk=pk, kind=Survey.Kind.NPS).first()
        if survey is None:
            raise Http404
        return Response(nps_results.document(nps_results.of(survey)))
