"""Permissions of participants: giving and taking back."""

from collections.abc import Collection
from datetime import UTC, datetime

from django.db import transaction

from research.models import Consent, Interview, Participant, Study, User
from research.operations.refusals import Refused, Unacceptable

NEVER = datetime.max.replace(tzinfo=UTC)


class GivenAlready(Refused):
    """There is one for the same thing at that moment."""


class WithdrawnAlready(Refused):
    """It was taken back before."""


@transaction.atomic
def give(
    *,
    participant: Participant,
    scopes: Collection[str],
    given_at: datetime,
    by: User | None,
    study: Study | None = None,
    interview: Interview | None = None,
    expires_at: datetime | None = None,
    document_version: str = "",
) -> list[Consent]:
    """Record one consent per scope. A scope that is covered at that moment for the same thing is left as it is.

    Raises `Unacceptable` for a scope that there is not, and for an interview of another study than the one named.
    """
    if study and interview and interview.study_id != study.pk:
        raise Unacceptable("The interview belongs to another study.", field="interview")
    covered = Consent.objects.filter(participant=participant, study=study, interview=interview)
    held = set(covered.in_force(at=given_at).values_list("scope", flat=True))
    unknown = set(scopes) - set(Consent.Scope.values)
    if unknown:
        raise Unacceptable(f"There is no consent to {', '.join(sorted(unknown))}.", field="consent")
    consents = [
        Consent(
            participant=participant,
            scope=scope,
            study=study,
            interview=interview,
            given_at=given_at,
            expires_at=expires_at,
            document_version=document_version,
            created_by=by,
        )
        for scope in Consent.Scope.values
        if scope in set(scopes) - held
    ]
    return Consent.objects.bulk_create(consents)


@transaction.atomic
def withdraw(consent: Consent, *, at: datetime, by: User) -> Consent:
    """Take the consent back from that moment on. Raises `WithdrawnAlready`, and `Unacceptable` before it was given."""
    consent = Consent.objects.locked().get(pk=consent.pk)
    if consent.withdrawn_at:
        raise WithdrawnAlready("This consent was withdrawn already.")
    if at < consent.given_at:
        raise Unacceptable("A consent cannot be withdrawn before it was given.", field="withdrawn_at")
    consent.withdrawn_at = at
    consent.save(update_fields=["withdrawn_at"])
    return consent


def colliding(one: Participant, other: Participant) -> list[tuple[Consent, Consent]]:
    """Return pairs of theirs for the same thing at the same time, which one person cannot have. Two queries."""
    theirs = list(other.consents.all())
    return [
        (mine, their)
        for mine in one.consents.all()
        for their in theirs
        if (mine.scope, mine.study_id, mine.interview_id) == (their.scope, their.study_id, their.interview_id)
        and mine.given_at < ends_at(their)
        and their.given_at < ends_at(mine)
    ]


def ends_at(consent: Consent) -> datetime:
    """Return when it runs out or was withdrawn, whichever comes first; the end of time where neither."""
    ends = [moment for moment in (consent.expires_at, consent.withdrawn_at) if moment]
    return min(ends, default=NEVER)
