"""Keys that programs use in a person's name."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from research.declarations import Declaration
from research.models.record import Viewer


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, *, at: datetime) -> Self:
        """Tokens that open a door at that moment: of an active person, not revoked, not expired."""
        return self.filter(
            Q(expires_at__isnull=True) | Q(expires_at__gt=at),
            revoked_at__isnull=True,
            user__is_active=True,
        )

    def visible_to(self, user: Viewer) -> Self:
        """Everyone's to whoever manages tokens, else one's own."""
        return self if user.has_perm("research.view_apitoken") else self.filter(user=user)


class ApiToken(models.Model):
    """A key is shown once and kept as its SHA-256 only; a look-up writes nothing."""

    class Scope(models.TextChoices):
        READ = "read", "read only"
        WRITE = "write", "read and write"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100, help_text="What uses it, so that you know it when you revoke it.")
    scope = models.CharField(max_length=5, choices=Scope, default=Scope.READ)
    prefix = models.CharField(max_length=8, editable=False, help_text="Its first characters, to recognise it by.")
    sha256 = models.CharField("SHA-256", max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField("created", auto_now_add=True)
    expires_at = models.DateTimeField("expires", null=True, blank=True)
    revoked_at = models.DateTimeField("revoked", null=True, blank=True, editable=False)

    objects = ApiTokenQuerySet.as_manager()
    declaration = Declaration(impersonal=("name", "scope", "prefix", "sha256"))

    class Meta:
        verbose_name = "API token"
        constraints = [
            models.CheckConstraint(condition=Q(scope__in=["read", "write"]), name="an_api_token_reads_or_writes"),
        ]

    def __str__(self) -> str:
        return f"API token {self.prefix}…"
