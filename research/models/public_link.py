"""What is opened by an address that nobody can guess."""

import secrets
from datetime import datetime
from typing import Self, TypeVar

from django.db import models

LinkT = TypeVar("LinkT", bound="PublicLink")


def new_secret() -> str:
    """Return 192 random bits in letters that stand in an address."""
    return secrets.token_urlsafe(24)


class PublicLinkQuerySet(models.QuerySet[LinkT]):
    def open(self, *, at: datetime) -> Self:
        """Neither closed by hand nor run out at that moment."""
        return self.filter(closed_at__isnull=True, expires_at__gt=at)


class PublicLink(models.Model):
    """An address that opens one page without logging in, until it runs out or somebody closes it.

    The secret is kept as it is, unlike an invitation's: a person copies it again tomorrow, and it opens nothing that
    whoever reads the table could not read there (docs/decisions). Serializers and lists leave it out for those who
    may not hand it on.
    """

    secret = models.CharField(max_length=64, unique=True, default=new_secret, editable=False)
    expires_at = models.DateTimeField("open until")
    closed_at = models.DateTimeField("closed", null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def is_open(self, *, at: datetime) -> bool:
        return self.closed_at is None and self.expires_at > at
