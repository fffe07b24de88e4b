"""Keys that programs use in a person's name."""

import hashlib
import secrets
from datetime import datetime

from django.utils import timezone

from research.models import ApiToken, User

PREFIX_LENGTH = 8


def issue(*, user: User, name: str, scope: str, expires_at: datetime | None = None) -> tuple[ApiToken, str]:
    """Make a key and return it with its secret, which is nowhere kept and cannot be shown again."""
    secret = f"tl_{secrets.token_urlsafe(32)}"
    token = ApiToken.objects.create(
        user=user,
        name=name,
        scope=scope,
        prefix=secret[:PREFIX_LENGTH],
        sha256=digest(secret),
        expires_at=expires_at,
    )
    return token, secret


def revoke(token: ApiToken) -> ApiToken:
    """End the key now. Revoking it again keeps the first moment."""
    ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=timezone.now())
    token.refresh_from_db()
    return token


def digest(secret: str) -> str:
    """Return what is kept of a secret. It is random and long, so that one round of SHA-256 is enough."""
    return hashlib.sha256(secret.encode()).hexdigest()
