"""Files on their way in."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from research.declarations import Declaration
from research.models.event_source import EventSource
from research.models.record import Viewer


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    def visible_to(self, user: Viewer) -> Self:
        return self

    def locked(self) -> Self:
        return self.select_for_update(of=("self",), no_key=True)


class ImportRun(models.Model):
    """One import of an export of events: waiting → running → done or failed.

    `content` is what was sent, until a worker has read it. Bringing the same file in again adds nothing: its events
    are known. `events_read` were understood; of them `events_added` are new. `problems` tells of the first rows that
    were not understood where they stand and what is wrong, never what they say; `rows_refused` counts all.
    `dropped_properties` says by name how often a property was left out because it tells who somebody is.

    Without a file it is a pull: the days from `pulled_from` to `pulled_to`, asked of the tool itself, of which those to
    `pulled_until` are here, whole.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "waiting"
        RUNNING = "running", "running"
        DONE = "done", "done"
        FAILED = "failed", "failed"

    source = models.ForeignKey(EventSource, on_delete=models.CASCADE, related_name="imports")
    name = models.CharField("file", max_length=255)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    content = models.BinaryField(null=True, editable=False)
    bytes_total = models.BigIntegerField("size", default=0)
    bytes_read = models.BigIntegerField(default=0)
    events_read = models.BigIntegerField(default=0)
    events_added = models.BigIntegerField("new events", default=0)
    rows_refused = models.BigIntegerField("rows not understood", default=0)
    problems = models.JSONField(default=list, blank=True)
    pulled_from = models.DateField("from", null=True, blank=True)
    pulled_to = models.DateField("to", null=True, blank=True)
    pulled_until = models.DateField("here until", null=True, blank=True, editable=False)
    dropped_properties = models.JSONField("personal properties left out", default=dict, blank=True)
    error = models.CharField("why it failed", max_length=500, blank=True)
    created_at = models.DateTimeField("asked for", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    started_at = models.DateTimeField("started", null=True, blank=True)
    ended_at = models.DateTimeField("ended", null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()
    declaration = Declaration(
        personal=("content",), impersonal=("name", "state", "problems", "error", "dropped_properties")
    )

    class Meta:
        verbose_name = "event import"
        indexes = [models.Index(fields=["source", "-id"], name="newest_import_of_a_source")]
        constraints = [
            models.CheckConstraint(
                condition=Q(events_added__lte=F("events_read")), name="an_import_adds_no_more_than_it_reads"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(content__isnull=True),
                name="an_import_that_ended_keeps_no_file",
            ),
            models.CheckConstraint(
                condition=Q(pulled_from__isnull=True, pulled_to__isnull=True) | Q(pulled_from__lte=F("pulled_to")),
                name="a_pull_has_a_first_and_a_last_day",
                violation_error_message="The first day comes before the last.",
            ),
        ]

    def __str__(self) -> str:
        return f"event import {self.pk}"

    @property
    def duplicates(self) -> int:
        """Events that were here already, or stood in the file twice."""
        return self.events_read - self.events_added

    @property
    def is_pull(self) -> bool:
        return self.pulled_from is not None

    @property
    def percentage(self) -> int:
        """How much of the file is read, or of the days is here, from 0 to 100."""
        if self.state == self.State.DONE:
            return 100
        if self.pulled_from and self.pulled_to:
            days = (self.pulled_to - self.pulled_from).days + 1
            return 100 * ((self.pulled_until - self.pulled_from).days + 1) // days if self.pulled_until else 0
        return min(99, 100 * self.bytes_read // self.bytes_total) if self.bytes_total else 0
