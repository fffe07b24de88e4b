"""The workplace's pages of research. Importing a module registers what it has."""

from research.admin import (
    api_token,
    coding_status,
    evidence_class,
    insight,
    invitations,
    opportunity,
    product,
    user,
)

__all__ = [
    "api_token",
    "coding_status",
    "evidence_class",
    "insight",
    "invitations",
    "opportunity",
    "product",
    "user",
]
