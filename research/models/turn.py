"""Who speaks, from where to where in a transcript."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from research.declarations import Declaration
from research.models.note import Note
from research.models.participant import Participant
from research.models.record import Viewer


class TurnQuerySet(models.QuerySet["Turn"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(note__in=Note.objects.visible_to(user))

    def overlapping(self, *, start: int, end: int) -> Self:
        return self.filter(start__lt=end, end__gt=start)


class Turn(models.Model):
    """One cue: `start` and `end` are code points into the note's text, half-open; times are milliseconds.

    The label is what the file said. It stands for a participant, or an interviewer, or nobody known yet.
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

    objects = TurnQuerySet.as_manager()
    declaration = Declaration(personal=("speaker",))

    class Meta:
        indexes = [models.Index(fields=["note", "start", "id"], name="turn_in_its_note")]
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="a_turn_ends_after_it_starts"),
            models.CheckConstraint(
                condition=Q(participant__isnull=True) | Q(interviewer__isnull=True),
                name="a_turn_is_a_participant_s_or_an_interviewer_s",
            ),
        ]

    def __str__(self) -> str:
        return f"turn {self.pk} of note {self.note_id}"
