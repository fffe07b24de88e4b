"""Sessions with participants, and feedback that came by itself."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from research.declarations import Declaration
from research.models.participant import Participant
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.searching import search_document
from research.models.study import Study
from research.models.triggers import private_words_stay_in_their_study


class InterviewQuerySet(RecordQuerySet["Interview"]):
    def visible_to(self, user: Viewer) -> Self:
        """Those of visible studies, and feedback that belongs to none."""
        return self.filter(Q(study__isnull=True) | Q(study__in=Study.objects.visible_to(user)))

    def feedback(self) -> Self:
        return self.filter(kind__in=Interview.FEEDBACK_KINDS)

    def unread(self) -> Self:
        """Those that nobody is done with.

        Done is somebody's coding status: one is enough, for a ticket need not be read twice, and whoever counts
        interviews whose coding is done counts feedback by the same row. Set it back, and it waits again.
        """
        return self.exclude(coding_statuses__status="done")

    def sessions(self) -> Self:
        """Real conversations; feedback never counts as an interview."""
        return self.exclude(kind__in=Interview.FEEDBACK_KINDS)

    def held(self) -> Self:
        return self.filter(status=Interview.Status.HELD)


class Interview(Record):
    """One session with participants, or one piece of feedback (`FEEDBACK_KINDS`).

    Planned → held, no-show or cancelled. A session belongs to a study; feedback may belong to none, and
    has the address of its source.
    """

    class Kind(models.TextChoices):
        DISCOVERY = "discovery", "discovery interview"
        USABILITY_TEST = "usability_test", "usability test"
        FIELD_VISIT = "field_visit", "field visit"
        SALES_CALL = "sales_call", "sales call"
        SUPPORT_CALL = "support_call", "support call"
        OTHER = "other", "other session"
        SUPPORT_TICKET = "support_ticket", "support ticket"
        APP_REVIEW = "app_review", "app review"
        SURVEY_ANSWER = "survey_answer", "survey answer"
        SALES_NOTE = "sales_note", "sales note"

    FEEDBACK_KINDS = (Kind.SUPPORT_TICKET, Kind.APP_REVIEW, Kind.SURVEY_ANSWER, Kind.SALES_NOTE)

    class Status(models.TextChoices):
        PLANNED = "planned", "planned"
        HELD = "held", "held"
        NO_SHOW = "no_show", "no-show"
        CANCELLED = "cancelled", "cancelled"

    study = models.ForeignKey(Study, on_delete=models.PROTECT, null=True, blank=True, related_name="interviews")
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.DISCOVERY)
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=Status, default=Status.HELD)
    held_at = models.DateTimeField("held", null=True, blank=True, help_text="Or planned for, or received.")
    duration = models.DurationField(null=True, blank=True)
    interviewers = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="interviews_conducted")
    participants = models.ManyToManyField(Participant, blank=True, related_name="interviews")
    summary = models.TextField(blank=True)
    recording_url = models.URLField(
        "recording", max_length=1000, blank=True, help_text="{seconds} in it stands for a time in the recording."
    )
    memorable_quote = models.ForeignKey(
        "Highlight",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        help_text="The words by which the team remembers it.",
    )
    source_url = models.URLField("source", max_length=1000, blank=True, help_text="Where the feedback came from.")
    search = search_document("title", "summary")

    objects = InterviewQuerySet.as_manager()
    declaration = Declaration(
        personal=("title", "summary", "recording_url", "source_url"),
        impersonal=("kind", "status"),
        searchable=("title", "summary"),
    )

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="interview_search"),
            models.Index(fields=["study", "-held_at", "id"], name="interview_latest_of_a_study"),
            models.Index(fields=["-held_at", "id"], name="interview_latest"),
            models.Index(F("held_at").desc(nulls_last=True), F("id").desc(), name="interview_last_held_first"),
            models.Index(fields=["held_at", "id"], name="interview_first_held_first"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(study__isnull=False)
                | Q(kind__in=["support_ticket", "app_review", "survey_answer", "sales_note"]),
                name="a_session_belongs_to_a_study",
                violation_error_message="An interview belongs to a study; only feedback may stand alone.",
            ),
        ]
        triggers = [
            private_words_stay_in_their_study("research_interview", on=pgtrigger.UpdateOf("study_id")),
            pgtrigger.Trigger(
                name="a_memorable_quote_was_said_there",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("memorable_quote_id"),
                condition=pgtrigger.Q(new__memorable_quote__isnull=False),
                func="""
                    IF NOT EXISTS (
                        SELECT FROM research_highlight h JOIN research_note n ON n.id = h.note_id
                        WHERE h.id = NEW.memorable_quote_id AND n.interview_id = NEW.id
                    ) THEN
                        RAISE EXCEPTION USING
                            ERRCODE = 'check_violation',
                            CONSTRAINT = 'a_memorable_quote_was_said_there',
                            MESSAGE = 'The memorable quote of an interview was said there.';
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"interview {self.pk}"

    @property
    def is_feedback(self) -> bool:
        return self.kind in self.FEEDBACK_KINDS
