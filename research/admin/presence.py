"""Who was there, and what they agreed to: people with the consents that decide for an interview, or in general."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, CharField, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from research.models import Account, Consent, Interview, Participant, ParticipantQuerySet, Segment

NOT_RECORDED = "no consent recorded"


@dataclass(frozen=True, kw_only=True)
class Permission:
    """One thing that somebody agreed to, or why it is not allowed."""

    scope: str
    refusal: str

    @property
    def is_given(self) -> bool:
        return not self.refusal


@dataclass(frozen=True, kw_only=True)
class Present:
    participant: Participant
    account: Account | None
    segments: Sequence[Segment]
    permissions: Sequence[Permission]


def of(
    people: ParticipantQuerySet, *, scopes: Sequence[Consent.Scope], at: datetime, interview: Interview | None = None
) -> list[Present]:
    """Return the people by their codes, each with what they agreed to at that moment. Two queries.

    Without an interview, it is enough that one of their consents is in force, whatever study it was given for.
    """
    rows = people.select_related("account").prefetch_related("segments").order_by("code")
    decided = rows.annotate(**{scope.value: _refusal(scope, at=at, interview=interview) for scope in scopes})
    return [_present(row, scopes) for row in decided.defer("search")]


def _present(row: Any, scopes: Sequence[Consent.Scope]) -> Present:
    return Present(
        participant=row,
        account=row.account,
        segments=list(row.segments.all()),
        permissions=[Permission(scope=scope.label, refusal=getattr(row, scope.value)) for scope in scopes],
    )


def _refusal(scope: Consent.Scope, *, at: datetime, interview: Interview | None) -> Coalesce:
    """Why it is not allowed: in the interview, by the consent that decides there; else anywhere."""
    if interview:
        deciding = Consent.objects.deciding(
            scope,
            participant=OuterRef("pk"),
            interview=Value(interview.pk),
            study=Value(interview.study_id, BigIntegerField()),
        ).refusal(at=at)
    else:
        given = Consent.objects.filter(scope=scope, participant=OuterRef("pk")).refusal(at=at)
        deciding = given.order_by("refusal", "-given_at")[:1]
    return Coalesce(Subquery(deciding), Value(NOT_RECORDED), output_field=CharField())
