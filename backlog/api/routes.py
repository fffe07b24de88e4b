"""The resources of the backlog, by the name in their address."""

from django.urls import URLPattern, path

from backlog.api import scores, search, tracing
from backlog.api.backlog_items import BacklogItemViewSet
from backlog.api.evidence import EvidenceViewSet
from backlog.api.links import LinkView
from backlog.api.scores import ScoreViewSet
from backlog.api.strategy import CheckInViewSet, KeyResultViewSet, ObjectiveViewSet, VisionViewSet
from research.api.endpoints import ReadViewSet

VIEWSETS: tuple[tuple[str, type[ReadViewSet]], ...] = (
    ("backlog-items", BacklogItemViewSet),
    ("evidence", EvidenceViewSet),
    ("scores", ScoreViewSet),
    ("visions", VisionViewSet),
    ("objectives", ObjectiveViewSet),
    ("key-results", KeyResultViewSet),
    ("check-ins", CheckInViewSet),
)
PATHS: tuple[URLPattern, ...] = (
    *tracing.PATHS,
    *search.PATHS,
    *scores.PATHS,
    path("highlights/<int:pk>/link/", LinkView.as_view(), name="link-highlight"),
)
"""Addresses that are no resource. They win over the resources' own."""
