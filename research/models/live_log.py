"""What is written down while an interview goes on."""

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from research.declarations import Declaration
from research.models.guide_question import GuideQuestion
from research.models.highlight import Highlight
from research.models.interview import Interview
from research.models.note import Note
from research.models.record import Viewer
from research.models.turn import Turn


class LiveLogQuerySet(models.QuerySet["LiveLog"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(interview__in=Interview.objects.visible_to(user))

    def forgotten(self, *, before: datetime) -> Self:
        """Those with something that is not written up yet, and nothing new since that moment."""
        lines = LiveLine.objects.filter(log=OuterRef("pk"))
        return self.filter(Exists(lines.waiting())).exclude(Exists(lines.filter(updated_at__gte=before)))


class LiveLog(models.Model):
    """The log of one interview, kept by everybody who takes notes in it.

    Started → ended, and begun again if need be. The clock of its lines runs from `started_at`. What it says becomes
    a note when somebody ends it, and by itself when nobody does (`operations.live_logs.write_up`).
    """

    interview = models.OneToOneField(Interview, on_delete=models.CASCADE, related_name="live_log")
    started_at = models.DateTimeField("started")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField("ended", null=True, blank=True)
    note = models.OneToOneField(Note, on_delete=models.SET_NULL, null=True, blank=True, related_name="live_log")
    asked = models.ManyToManyField(GuideQuestion, blank=True, related_name="+")
    offset_ms = models.IntegerField(
        "clock offset (ms)", default=0, help_text="Added to a line's time, it is the time in the recording."
    )

    objects = LiveLogQuerySet.as_manager()
    declaration = Declaration()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
                name="a_live_log_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"live log of interview {self.interview_id}"

    def milliseconds(self, at: datetime) -> int:
        """Return how long after the start that was; what was written before it counts as its beginning."""
        return max(0, (at - self.started_at) // timedelta(milliseconds=1))


class LiveLineQuerySet(models.QuerySet["LiveLine"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(log__in=LiveLog.objects.visible_to(user))

    def in_order(self) -> Self:
        return self.order_by("at", "pk")

    def standing(self) -> Self:
        """Those that were not taken back."""
        return self.exclude(text="")

    def waiting(self) -> Self:
        """Those whose note does not yet say what they say."""
        return self.exclude(written_revision=F("revision"))


class LiveLine(models.Model):
    """One line of a live log.

    `uuid` and `revision` come from whoever writes: a request that is repeated, or overtaken by a later one, changes
    nothing. `at` is when the line was begun. An empty text means taken back: the row stays, so that a late request
    cannot bring the words again. `written_revision` is the one that the note has, 0 for none. `fate` says what became
    of its mark when the transcript came.
    """

    class Fate(models.TextChoices):
        OPEN = "open", "open"
        ACCEPTED = "accepted", "marked in the transcript"
        DROPPED = "dropped", "left in the notes"

    uuid = models.UUIDField(unique=True)
    log = models.ForeignKey(LiveLog, on_delete=models.CASCADE, db_index=False, related_name="lines")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    text = models.CharField(max_length=2_000, blank=True)
    question = models.ForeignKey(GuideQuestion, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    written_revision = models.PositiveIntegerField(default=0)
    turn = models.OneToOneField(Turn, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    highlight = models.ForeignKey(Highlight, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    fate = models.CharField(max_length=8, choices=Fate, default=Fate.OPEN)
    updated_at = models.DateTimeField(auto_now=True)

    objects = LiveLineQuerySet.as_manager()
    declaration = Declaration(personal=("text",), impersonal=("fate",))

    class Meta:
        indexes = [models.Index(fields=["log", "at", "id"], name="line_of_a_live_log_in_order")]
        constraints = [
            models.CheckConstraint(
                condition=Q(written_revision__lte=F("revision")), name="a_line_is_written_up_as_far_as_it_goes"
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.pk} of live log {self.log_id}"
