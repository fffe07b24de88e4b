"""The records of deciding. One noun a file, its queryset directly above it."""

from backlog.models.backlog_item import BacklogItem, BacklogItemQuerySet
from backlog.models.evidence import Evidence, EvidenceQuerySet
from backlog.models.external_reference import ExternalReference
from backlog.models.score import Score, ScoreQuerySet

__all__ = [
    "BacklogItem",
    "BacklogItemQuerySet",
    "Evidence",
    "EvidenceQuerySet",
    "ExternalReference",
    "Score",
    "ScoreQuerySet",
]
