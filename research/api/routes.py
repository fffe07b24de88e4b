"""The resources of research, by the name in their address."""

from django.urls import URLPattern, path

from research.api import alike
from research.api.accounts import AccountViewSet
from research.api.compare import CompareView
from research.api.consents import ConsentViewSet
from research.api.endpoints import ReadViewSet
from research.api.event_sources import (
    EventImportViewSet,
    EventNamesView,
    EventPropertiesView,
    EventSourceViewSet,
    EventValuesView,
)
from research.api.evidence_classes import EvidenceClassViewSet
from research.api.funnel_results import FunnelResultsView
from research.api.funnels import FunnelMetricViewSet, FunnelViewSet, SegmentRuleViewSet
from research.api.highlights import HighlightViewSet
from research.api.insight_evidence import InsightEvidenceViewSet
from research.api.insights import InsightViewSet
from research.api.interviews import InterviewViewSet
from research.api.live_logs import LiveLogView, ProposalsView
from research.api.metrics import MeasurementViewSet, MetricViewSet
from research.api.notes import NoteViewSet, TurnViewSet
from research.api.opportunities import OpportunityViewSet
from research.api.opportunity_evidence import OpportunityEvidenceViewSet
from research.api.participants import ParticipantViewSet
from research.api.products import ProductViewSet
from research.api.segments import SegmentViewSet
from research.api.studies import StudyViewSet
from research.api.survey_responses import SurveyResponseViewSet
from research.api.surveys import SurveyResultsView, SurveyViewSet
from research.api.tags import TagViewSet
from research.api.users import MeView, UserViewSet

VIEWSETS: tuple[tuple[str, type[ReadViewSet]], ...] = (
    ("studies", StudyViewSet),
    ("participants", ParticipantViewSet),
    ("accounts", AccountViewSet),
    ("segments", SegmentViewSet),
    ("consents", ConsentViewSet),
    ("interviews", InterviewViewSet),
    ("notes", NoteViewSet),
    ("turns", TurnViewSet),
    ("highlights", HighlightViewSet),
    ("tags", TagViewSet),
    ("insights", InsightViewSet),
    ("insight-evidence", InsightEvidenceViewSet),
    ("evidence-classes", EvidenceClassViewSet),
    ("opportunities", OpportunityViewSet),
    ("opportunity-evidence", OpportunityEvidenceViewSet),
    ("event-sources", EventSourceViewSet),
    ("event-imports", EventImportViewSet),
    ("metrics", MetricViewSet),
    ("measurements", MeasurementViewSet),
    ("funnels", FunnelViewSet),
    ("funnel-metrics", FunnelMetricViewSet),
    ("segment-rules", SegmentRuleViewSet),
    ("surveys", SurveyViewSet),
    ("survey-responses", SurveyResponseViewSet),
    ("products", ProductViewSet),
    ("users", UserViewSet),
)
PATHS: tuple[URLPattern, ...] = (
    *alike.PATHS,
    path("me/", MeView.as_view(), name="me"),
    path("interviews/<int:pk>/live-log/", LiveLogView.as_view(), name="live-log"),
    path("notes/<int:pk>/proposals/", ProposalsView.as_view(), name="decide-proposals"),
    path("event-sources/<int:pk>/names/", EventNamesView.as_view(), name="event-names"),
    path("event-sources/<int:pk>/properties/", EventPropertiesView.as_view(), name="event-properties"),
    path("event-sources/<int:pk>/values/", EventValuesView.as_view(), name="event-values"),
    path("funnels/<int:pk>/results/", FunnelResultsView.as_view(), name="funnel-results"),
    path("surveys/<int:pk>/results/", SurveyResultsView.as_view(), name="survey-results"),
    path("compare/", CompareView.as_view(), name="api-compare"),
)
"""Addresses that are no resource. They win over the resources' own."""
