"""Coding an interview without seeing what the others mark."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from research.declarations import Declaration
from research.models.interview import Interview
from research.models.record import Viewer


class BlindCodingQuerySet(models.QuerySet["BlindCoding"]):
    def visible_to(self, user: Viewer) -> Self:
        return self.filter(interview__in=Interview.objects.visible_to(user))

    def closed(self) -> Self:
        """Still blind."""
        return self.filter(opened_at__isnull=True)


class BlindCoding(models.Model):
    """One person codes one interview blind: they see their own highlights there and nobody else's.

    Closed until everybody who codes it blind is done, or until somebody opens it earlier; then `opened_at` is
    written on all rows of the interview, and stays. Rows are kept: agreement is worth more where it was blind.
    """

    interview = models.ForeignKey(Interview, on_delete=models.CASCADE, related_name="blind_codings")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="blind_codings")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField("asked", auto_now_add=True)
    opened_at = models.DateTimeField("opened", null=True, blank=True)

    objects = BlindCodingQuerySet.as_manager()
    declaration = Declaration()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["interview", "coder"],
                condition=Q(opened_at__isnull=True),
                name="a_person_codes_an_interview_blind_once_at_a_time",
            ),
        ]
        indexes = [
            models.Index(fields=["coder"], name="blind_coding_still_closed", condition=Q(opened_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"blind coding {self.pk} of interview {self.interview_id}"
