"""The resources of the backlog, by the name in their address."""

from django.urls import URLPattern, path

from backlog.api import kano_surveys, loops, opportunity_surveys, roadmap, saved_searches, scores, search, tracing
from backlog.api.acceptance_criteria import AcceptanceCriterionViewSet
from backlog.api.assumption_tests import AssumptionTestViewSet
from backlog.api.backlog_items import BacklogItemViewSet
from backlog.api.dependencies import DependencyViewSet
from backlog.api.evidence import EvidenceViewSet
from backlog.api.kano_answers import KanoAnswerViewSet
from backlog.api.kano_surveys import KanoQuestionViewSet, KanoSurveyViewSet
from backlog.api.links import LinkView
from backlog.api.loops import PersonToldViewSet
from backlog.api.placing import PlaceView
from backlog.api.releases import ReleaseViewSet
from backlog.api.scores import ScoreViewSet
from backlog.api.strategy import CheckInViewSet, KeyResultViewSet, ObjectiveViewSet, VisionViewSet
from research.api.endpoints import ReadViewSet

VIEWSETS: tuple[tuple[str, type[ReadViewSet]], ...] = (
    ("backlog-items", BacklogItemViewSet),
    ("acceptance-criteria", AcceptanceCriterionViewSet),
    ("dependencies", DependencyViewSet),
    ("evidence", EvidenceViewSet),
    ("scores", ScoreViewSet),
    ("assumption-tests", AssumptionTestViewSet),
    ("people-told", PersonToldViewSet),
    ("kano-surveys", KanoSurveyViewSet),
    ("kano-questions", KanoQuestionViewSet),
    ("kano-answers", KanoAnswerViewSet),
    ("visions", VisionViewSet),
    ("objectives", ObjectiveViewSet),
    ("key-results", KeyResultViewSet),
    ("check-ins", CheckInViewSet),
    ("releases", ReleaseViewSet),
)
PATHS: tuple[URLPattern, ...] = (
    *tracing.PATHS,
    *search.PATHS,
    *saved_searches.PATHS,
    *scores.PATHS,
    *kano_surveys.PATHS,
    *loops.PATHS,
    *opportunity_surveys.PATHS,
    *roadmap.PATHS,
    path("highlights/<int:pk>/link/", LinkView.as_view(), name="link-highlight"),
    path("opportunities/<int:pk>/place/", PlaceView.as_view(), name="place-opportunity"),
)
"""Addresses that are no resource. They win over the resources' own."""
