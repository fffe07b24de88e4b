"""The reader of DATABASE_URL. The grammar is libpq's own, read by libpq itself."""

from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg import conninfo

SCHEMES = ("postgres://", "postgresql://")
EXAMPLE = "postgres://user:password@host:5432/database"


def read(url: str) -> dict[str, Any]:
    """Return the names of Django's `DATABASES`; what has no name there (`sslmode`, ...) goes into OPTIONS.

    Raises ImproperlyConfigured, with a sentence that shows no password.
    """
    if not url.startswith(SCHEMES):
        raise ImproperlyConfigured(f"DATABASE_URL must look like {EXAMPLE}: only Postgres is supported.")
    parts = _parse(url)
    if not parts.get("dbname"):
        raise ImproperlyConfigured(f"DATABASE_URL names no database; it must look like {EXAMPLE}.")
    return {
        "ENGINE": "config.database",
        "NAME": parts.pop("dbname"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "OPTIONS": parts,
    }


def _parse(url: str) -> dict[str, str]:
    try:
        return {name: str(value) for name, value in conninfo.conninfo_to_dict(url).items()}
    except (psycopg.ProgrammingError, UnicodeError) as error:
        # Other messages of libpq may quote a piece of the password.
        unknown = str(error).strip() if "URI query parameter" in str(error) else ""
        reason = unknown or f"write it as {EXAMPLE}, special characters as %XX"
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {reason}.") from None
