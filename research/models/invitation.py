"""One-time links that let somebody in."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models

from research.declarations import Declaration
from research.models.study import Study


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def usable(self, *, at: datetime) -> Self:
        """Not used, not revoked and not run out at that moment."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True, expires_at__gt=at)


class Invitation(models.Model):
    """A link that makes one account, with a role and a place in some studies, and then is spent.

    The link's secret is shown once and kept as its SHA-256.
    """

    sha256 = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    name = models.CharField(max_length=150, blank=True, help_text="Whom it is for.")
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=50)
    studies = models.ManyToManyField(Study, blank=True, related_name="+")
    created_at = models.DateTimeField("created", auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )
    expires_at = models.DateTimeField("expires")
    accepted_at = models.DateTimeField("accepted", null=True, editable=False)
    revoked_at = models.DateTimeField("revoked", null=True, editable=False)
    accepted_by = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, editable=False, related_name="+"
    )

    objects = InvitationQuerySet.as_manager()
    declaration = Declaration(personal=("name", "email"), impersonal=("sha256", "role"))

    def __str__(self) -> str:
        return f"invitation {self.pk}"
