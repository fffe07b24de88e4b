"""What every record that a person edits has in common."""

import uuid
from typing import Any, Self, TypeAlias, TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.db.models.functions import Now

Viewer: TypeAlias = AbstractUser | AnonymousUser
"""Whoever asks."""

RecordT = TypeVar("RecordT", bound="Record")


class RecordQuerySet(models.QuerySet[RecordT]):
    def update(self, **values: Any) -> int:
        """Update the rows and, like `save()`, count their versions up. One query."""
        values.setdefault("version", models.F("version") + 1)
        values.setdefault("updated_at", Now())
        return super().update(**values)

    def touch(self) -> int:
        """Count the versions up because something that the rows' representation shows has changed."""
        return self.update()

    def locked(self) -> Self:
        """Lock the rows themselves, and not what they are joined with, until the transaction ends."""
        return self.select_for_update(of=("self",), no_key=True)


class Record(models.Model):
    """Authorship and optimistic concurrency.

    `version` is the ETag: every write through the ORM that changes the row counts it up, so whoever
    edits must hold the row (`locked()`) while comparing. `created_by` null means the system, or
    somebody who has left.
    """

    uuid = models.UUIDField("public id", default=uuid.uuid4, unique=True, editable=False)
    created_at = models.DateTimeField("created", auto_now_add=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="created by",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    updated_at = models.DateTimeField("updated", auto_now=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            self.version += 1
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "version", "updated_at"}
        super().save(*args, **kwargs)
