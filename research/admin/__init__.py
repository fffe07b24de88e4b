"""The workplace's pages of research. Importing a module registers what it has."""

from research.admin import (
    api_token,
    coding_status,
    event_source,
    evidence_class,
    highlight,
    insight,
    insight_evidence,
    interview,
    invitations,
    note,
    opportunity,
    participant,
    product,
    study,
    tag,
    user,
)

__all__ = [
    "api_token",
    "coding_status",
    "event_source",
    "evidence_class",
    "highlight",
    "insight",
    "insight_evidence",
    "interview",
    "invitations",
    "note",
    "opportunity",
    "participant",
    "product",
    "study",
    "tag",
    "user",
]
