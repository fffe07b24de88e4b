"""Answers that are kept, so that a request sent twice acts once."""

from django.conf import settings
from django.db import models

from research.declarations import Declaration


class IdempotencyKey(models.Model):
    """The answer to a POST, under the key that its sender chose. Kept for 24 hours; may hold personal data.

    `status_code` null: the first request is still under way.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=255)
    request_sha256 = models.CharField(max_length=64)
    status_code = models.PositiveSmallIntegerField(null=True, blank=True)
    headers = models.JSONField(default=dict, blank=True)
    body = models.BinaryField(default=b"", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    declaration = Declaration(personal=("body", "headers"), impersonal=("key", "request_sha256"))

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="idempotency_key_by_age")]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="a_person_uses_an_idempotency_key_once"),
        ]

    def __str__(self) -> str:
        return f"idempotency key {self.pk}"
