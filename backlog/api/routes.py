"""The resources of the backlog, by the name in their address."""

from django.urls import URLPattern, path

from backlog.api import search, tracing
from backlog.api.backlog_items import BacklogItemViewSet
from backlog.api.evidence import EvidenceViewSet
from backlog.api.links import LinkView
from research.api.endpoints import ReadViewSet

VIEWSETS: tuple[tuple[str, type[ReadViewSet]], ...] = (
    ("backlog-items", BacklogItemViewSet),
    ("evidence", EvidenceViewSet),
)
PATHS: tuple[URLPattern, ...] = (
    *tracing.PATHS,
    *search.PATHS,
    path("highlights/<int:pk>/link/", LinkView.as_view(), name="link-highlight"),
)
"""Addresses that are no resource. They win over the resources' own."""
