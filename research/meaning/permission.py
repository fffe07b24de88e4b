"""Whose words may be processed automatically."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from research.models import Consent, Interview


@dataclass(frozen=True, kw_only=True)
class Permission:
    """What the people of one interview agreed to, by participant. Feedback came by itself: nobody was asked."""

    agreed: Mapping[int, bool]
    is_feedback: bool

    @property
    def is_whole(self) -> bool:
        """Whether everything that was said there may be processed. Where nobody is named, only feedback may."""
        return all(self.agreed.values()) if self.agreed else self.is_feedback

    def covers(self, participants: Collection[int]) -> bool:
        """Say whether words of these people may be; of nobody in particular, if everybody agreed."""
        return all(self.agreed.get(pk, False) for pk in participants) if participants else self.is_whole


def of_interviews(ids: Collection[int], *, at: datetime) -> dict[int, Permission]:
    """Return what each interview's people agreed to at that moment. Two queries.

    Without a row that decides, a session's words may not be processed, and feedback may.
    """
    deciding = Consent.objects.deciding(
        Consent.Scope.PROCESS_AUTOMATICALLY,
        participant=OuterRef("participant"),
        interview=OuterRef("interview"),
        study=OuterRef("interview__study"),
    )
    without_a_row = Case(
        When(interview__kind__in=Interview.FEEDBACK_KINDS, then=Value("")), default=Value("no consent recorded")
    )
    took_part = Interview.participants.through.objects.filter(interview__in=ids)
    refusal = Coalesce(Subquery(deciding.refusal(at=at)), without_a_row)
    agreed: dict[int, dict[int, bool]] = {pk: {} for pk in ids}
    for interview, participant, refused in took_part.values_list("interview_id", "participant_id", refusal):
        agreed[interview][participant] = not refused
    kinds = dict(Interview.objects.filter(pk__in=ids).values_list("pk", "kind"))
    return {
        pk: Permission(agreed=agreed[pk], is_feedback=kind in Interview.FEEDBACK_KINDS) for pk, kind in kinds.items()
    }
