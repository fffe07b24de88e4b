"""Texts that belong to an interview."""

from typing import Self

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Left, Length

from research.declarations import Declaration
from research.models.interview import Interview
from research.models.record import Record, RecordQuerySet, Viewer
from research.models.searching import search_document


class NoteQuerySet(RecordQuerySet["Note"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(interview__in=Interview.objects.visible_to(user))

    def without_turns(self) -> Self:
        """Those that nobody is made out to speak in."""
        return self.filter(turns__isnull=True)

    def excerpted(self, characters: int) -> Self:
        """With `excerpt`, the text's beginning, and `length`, in place of the text."""
        return self.defer("text").annotate(excerpt=Left("text", characters), length=Length("text"))


class Note(Record):
    """A text: somebody's notes, or the transcript of what was said.

    `text` is normalised once, at the door (`anchoring.normalise`), and from then on changes through
    `operations.notes.correct` only, which carries the highlights along. A transcript's text is the spoken
    words alone; who spoke and when stands in its turns. The original bytes are kept beside it.
    """

    class Kind(models.TextChoices):
        NOTES = "notes", "notes"
        TRANSCRIPT = "transcript", "transcript"

    interview = models.ForeignKey(Interview, on_delete=models.PROTECT, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.NOTES)
    language = models.CharField(max_length=10, blank=True, default="en", help_text="Such as en or pt.")
    text = models.TextField()
    original = models.BinaryField(null=True, editable=False)
    original_name = models.CharField("file", max_length=255, blank=True, editable=False)
    sha256 = models.CharField("SHA-256 of the original", max_length=64, blank=True, editable=False)
    search = search_document("text", limit=200_000)

    objects = NoteQuerySet.as_manager()
    declaration = Declaration(
        personal=("text", "original", "original_name"),
        impersonal=("kind", "language", "sha256"),
        searchable=("text",),
    )

    class Meta:
        indexes = [
            GinIndex(fields=["search"], name="note_search"),
            models.Index(fields=["interview", "id"], name="note_of_an_interview"),
            models.Index(fields=["sha256"], name="note_by_its_original", condition=~Q(sha256="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="a_note_has_a_text",
                violation_error_message="A note needs a text.",
            ),
            models.UniqueConstraint(
                fields=["interview", "sha256"],
                condition=~Q(sha256=""),
                name="an_interview_has_a_file_once",
                violation_error_message="This file is in this interview already.",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_correction_carries_its_highlights_along",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("text"),
                timing=pgtrigger.Deferred,
                func="""
                    IF EXISTS (
                        SELECT FROM research_highlight h JOIN research_note n ON n.id = h.note_id
                        WHERE n.id = NEW.id AND h.state IN ('anchored', 'moved')
                          AND substring(n.text FROM h.start + 1 FOR h."end" - h.start) IS DISTINCT FROM h.quote
                    ) THEN
                        RAISE EXCEPTION USING
                            ERRCODE = 'check_violation',
                            CONSTRAINT = 'a_correction_carries_its_highlights_along',
                            MESSAGE = 'A corrected note must take its highlights along.';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="a_correction_is_found_in_its_turns",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("text", "language"),
                condition=pgtrigger.AnyChange("text", "language"),
                func="""
                    UPDATE research_turn SET start = start WHERE note_id = NEW.id;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.pk} of interview {self.interview_id}"
