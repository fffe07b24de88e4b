"""/surveys/<id>/opportunity-scores/"""

from collections.abc import Sequence
from typing import Any

from django.http import Http404
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from backlog.operations import survey_scores
from backlog.tracing import landscape
from research.api.document_serializers import serializer_for
from research.api.endpoints import Endpoint
from research.api.serializers import Nothing
from research.models import Survey


class StoredScores(serializers.Serializer[Any]):
    scores = serializers.ListField(child=serializers.IntegerField(), help_text="Those that are new.")


class OpportunityScoresView(Endpoint):
    http_method_names = ["get", "head", "post"]

    def required_permissions(self) -> Sequence[str]:
        stores = () if self.request.method in SAFE_METHODS else ("backlog.add_score",)
        return ("research.view_survey", "research.view_surveyresponse", "backlog.view_score", *stores)

    @extend_schema(operation_id="surveys_opportunity_scores", responses=serializer_for(landscape.LandscapesDocument))
    def get(self, request: Request, pk: int) -> Response:
        """Importance, satisfaction and Ulwick's score of each opportunity, of everybody and by segment."""
        return Response(landscape.document(landscape.of(self._survey(pk))))

    @extend_schema(operation_id="surveys_store_opportunity_scores", request=Nothing, responses=StoredScores)
    def post(self, request: Request, pk: int) -> Response:
        """Keep them as scores of the opportunities, with their history. One that would not change stays."""
        survey = self._survey(pk)
        self.given(Nothing)
        stored = survey_scores.store(survey, by=self.by, at=timezone.now())
        return Response({"scores": [one.pk for one in stored]})

    def _survey(self, pk: int) -> Survey:
        survey = Survey.objects.visible_to(self.by).filter(pk=pk, kind=Survey.Kind.OPPORTUNITY).first()
        if survey is None:
            raise Http404
        return survey


PATHS: tuple[URLPattern, ...] = (
    path("surveys/<int:pk>/opportunity-scores/", OpportunityScoresView.as_view(), name="survey-opportunity-scores"),
)
