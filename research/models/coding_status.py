"""How far somebody is with coding an interview."""

from typing import Self

from django.conf import settings
from django.db import models

from research.declarations import Declaration
from research.models.interview import Interview
from research.models.record import Viewer


class CodingStatusQuerySet(models.QuerySet["CodingStatus"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(interview__in=Interview.objects.visible_to(user))


class CodingStatus(models.Model):
    """Not started (as without a row) → in progress → done, one row per interview and person."""

    class Status(models.TextChoices):
        NOT_STARTED = "not_started", "not started"
        IN_PROGRESS = "in_progress", "in progress"
        DONE = "done", "done"

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="coding_statuses")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="coding_statuses")
    status = models.CharField(max_length=12, choices=Status, default=Status.IN_PROGRESS)
    updated_at = models.DateTimeField("updated", auto_now=True)

    objects = CodingStatusQuerySet.as_manager()
    declaration = Declaration(impersonal=("status",))

    class Meta:
        verbose_name_plural = "coding statuses"
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "user"], name="a_person_has_one_coding_status_for_an_interview"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}: interview {self.interview_id}, user {self.user_id}"
