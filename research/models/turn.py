"""Who speaks, from where to where in a transcript."""

from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from research.declarations import Declaration
from research.models.note import Note
from research.models.participant import Participant
from research.models.record import Viewer


class TurnQuerySet(models.QuerySet["Turn"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(note__in=Note.objects.visible_to(user))

    def overlapping(self, *, start: int, end: int) -> Self:
        return self.filter(start__lt=end, end__gt=start)


class TurnManager(models.Manager.from_queryset(TurnQuerySet)):  # type: ignore[misc]  # made by a call
    def get_queryset(self) -> TurnQuerySet:
        """Without the search document, which only the database reads."""
        rows: TurnQuerySet = super().get_queryset()
        return rows.defer("search")


class Turn(models.Model):
    """One cue: `start` and `end` are code points into the note's text, half-open; times are milliseconds.

    The label is what the file said. It stands for a participant, or an interviewer, or nobody known yet.
    What was said is found turn by turn, by the stems of the note's language; triggers keep `search`.
    """

    note = models.ForeignKey(Note, on_delete=models.CASCADE, db_index=False, related_name="turns")
    speaker = models.CharField(max_length=200, blank=True)
    participant = models.ForeignKey(Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="turns")
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    start_ms = models.PositiveIntegerField("from (ms)", null=True, blank=True)
    end_ms = models.PositiveIntegerField("to (ms)", null=True, blank=True)

    search = SearchVectorField(null=True, editable=False)

    objects = TurnManager()
    declaration = Declaration(personal=("speaker",))

    class Meta:
        indexes = [
            models.Index(fields=["note", "start", "id"], name="turn_in_its_note"),
            GinIndex(fields=["search"], name="turn_search"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="a_turn_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(participant__isnull=True) | Q(interviewer__isnull=True),
                name="a_turn_is_a_participant_s_or_an_interviewer_s",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="a_turn_is_found_by_its_words",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("note_id", "start", "end"),
                func="""
                    SELECT throughline_document(language, substring(text FROM NEW.start + 1 FOR NEW."end" - NEW.start))
                    INTO NEW.search FROM research_note WHERE id = NEW.note_id;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"turn {self.pk} of note {self.note_id}"


def begins_ms(prefix: str = "") -> Coalesce:
    """When a highlight's first cue begins: the cue that holds its start or, where it starts between two, the next.

    Both walk the index for one row, where the least time of all that overlap would read half a transcript.
    """
    start, end = OuterRef(f"{prefix}start"), OuterRef(f"{prefix}end")
    turns = Turn.objects.filter(note=OuterRef(f"{prefix}note"))
    holding = turns.filter(start__lte=start, end__gt=start).order_by("-start")
    following = turns.filter(start__gt=start, start__lt=end).order_by("start")
    return Coalesce(Subquery(holding.values("start_ms")[:1]), Subquery(following.values("start_ms")[:1]))
