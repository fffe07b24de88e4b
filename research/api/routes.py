"""The resources of research, by the name in their address."""

from django.urls import URLPattern

from research.api.endpoints import ReadViewSet
from research.api.interviews import InterviewViewSet
from research.api.participants import ParticipantViewSet
from research.api.studies import StudyViewSet

VIEWSETS: tuple[tuple[str, type[ReadViewSet]], ...] = (
    ("studies", StudyViewSet),
    ("participants", ParticipantViewSet),
    ("interviews", InterviewViewSet),
)
PATHS: tuple[URLPattern, ...] = ()
"""Addresses that are no resource. They win over the resources' own."""
