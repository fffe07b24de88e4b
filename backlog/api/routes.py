"""The resources of the backlog, by the name in their address."""

from django.urls import URLPattern

from backlog.api import search, tracing
from backlog.api.backlog_items import BacklogItemViewSet
from backlog.api.evidence import EvidenceViewSet
from research.api.endpoints import ReadViewSet

VIEWSETS: tuple[tuple[str, type[ReadViewSet]], ...] = (
    ("backlog-items", BacklogItemViewSet),
    ("evidence", EvidenceViewSet),
)
PATHS: tuple[URLPattern, ...] = (*tracing.PATHS, *search.PATHS)
"""Addresses that are no resource. They win over the resources' own."""
