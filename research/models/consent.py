"""What participants permitted, for what, and until when."""

from datetime import datetime
from typing import Any, Self, TypeAlias

import pghistory
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Case, F, Func, OuterRef, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Least

from research.declarations import Declaration
from research.models.interview import Interview
from research.models.participant import Participant
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.study import Study

Place: TypeAlias = F | OuterRef | Value
"""An interview or a study: of the row, of the row outside, or a known one."""


class ConsentQuerySet(RecordQuerySet["Consent"]):
    def visible_to(self, user: Viewer) -> Self:
        """Those of visible participants; and, where they name a study, of visible studies only."""
        return self.filter(
            Q(study__isnull=True) | Q(study__in=Study.objects.visible_to(user)),
            Q(interview__isnull=True) | Q(interview__in=Interview.objects.visible_to(user)),
            participant__in=Participant.objects.visible_to(user),
        )

    def in_force(self, *, at: datetime) -> Self:
        """Given, and neither run out nor withdrawn at that moment."""
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=at),
            Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gt=at),
            given_at__lte=at,
        )

    def deciding(self, scope: str, *, participant: F | OuterRef, interview: Place, study: Place) -> Self:
        """The one row that decides for outer references: the most specific, then the latest given.

        A row for the interview beats one for its study, which beats one for everything; whether the row
        that decides is in force is another question, so that a withdrawal beats a wider grant.
        """
        return self.filter(
            Q(study__isnull=True) | Q(study=study),
            Q(interview__isnull=True) | Q(interview=interview),
            scope=scope,
            participant=participant,
        ).order_by(F("interview").asc(nulls_last=True), F("study").asc(nulls_last=True), "-given_at")[:1]

    def refusal(self, *, at: datetime) -> models.QuerySet[Any, Any]:
        """Values: why each row permits nothing at that moment, empty while it does."""
        reason = Case(
            When(withdrawn_at__lte=at, then=Value("consent withdrawn")),
            When(expires_at__lte=at, then=Value("consent expired")),
            When(given_at__gt=at, then=Value("consent not given yet")),
            default=Value(""),
            output_field=models.CharField(),
        )
        return self.values(refusal=reason)


@pghistory.track(model_name="ConsentHistory")
class Consent(Record):
    """One permission of one participant: a scope, for a study (or all), for an interview (or the whole study).

    Two rows for the same thing never overlap in time (an exclusion constraint): to renew, let the old
    one expire or withdraw it. Whether something is allowed, `ConsentQuerySet.deciding` says.
    """

    class Scope(models.TextChoices):
        TAKE_PART = "take_part", "take part"
        RECORD = "record", "record"
        QUOTE_INTERNALLY = "quote_internally", "quote internally"
        QUOTE_PUBLICLY = "quote_publicly", "quote publicly"
        PROCESS_AUTOMATICALLY = "process_automatically", "process automatically"
        CONTACT_AGAIN = "contact_again", "contact again"

    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="consents")
    scope = models.CharField(max_length=30, choices=Scope)
    study = models.ForeignKey(
        Study, on_delete=models.CASCADE, null=True, blank=True, related_name="consents", help_text="Empty means all."
    )
    interview = models.ForeignKey(
        Interview,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="consents",
        help_text="Empty means the whole study.",
    )
    document_version = models.CharField(max_length=100, blank=True, help_text="Which wording they agreed to.")
    given_at = models.DateTimeField("given")
    expires_at = models.DateTimeField("expires", null=True, blank=True)
    withdrawn_at = models.DateTimeField("withdrawn", null=True, blank=True)

    objects = ConsentQuerySet.as_manager()
    declaration = Declaration(impersonal=("scope", "document_version"))

    class Meta:
        indexes = [models.Index(fields=["participant", "scope"], name="consent_of_a_participant")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gte=F("given_at")),
                name="a_consent_expires_after_it_was_given",
                violation_error_message="A consent cannot expire before it was given.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
                name="a_consent_is_withdrawn_after_it_was_given",
                violation_error_message="A consent cannot be withdrawn before it was given.",
            ),
            ExclusionConstraint(
                name="consents_for_the_same_thing_do_not_overlap",
                expressions=[
                    ("participant", RangeOperators.EQUAL),
                    ("scope", RangeOperators.EQUAL),
                    (Coalesce("study", Value(0, models.BigIntegerField())), RangeOperators.EQUAL),
                    (Coalesce("interview", Value(0, models.BigIntegerField())), RangeOperators.EQUAL),
                    (
                        Func(
                            "given_at",
                            Cast(Least("expires_at", "withdrawn_at"), models.DateTimeField()),
                            function="TSTZRANGE",
                            output_field=DateTimeRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message="There is a consent for the same thing in that time already.",
            ),
        ]

    def __str__(self) -> str:
        return f"consent {self.pk} of participant {self.participant_id}"
