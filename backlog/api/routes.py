"""The resources of the backlog, by the name in their address."""

from django.urls import URLPattern

from backlog.api import tracing
from research.api.endpoints import ReadViewSet

VIEWSETS: tuple[tuple[str, type[ReadViewSet]], ...] = ()
PATHS: tuple[URLPattern, ...] = tracing.PATHS
"""Addresses that are no resource. They win over the resources' own."""
