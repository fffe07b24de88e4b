"""Which database the service uses: the server that DATABASE_URL names, or an embedded one.

Also a Django backend (`ENGINE = "config.database"`): Postgres, with the oldest version that the project supports.
"""

from pathlib import Path
from typing import Any

from config.database import url as database_url


def settings(*, url: str, directory: Path) -> dict[str, Any]:
    """Return the entry of `DATABASES`. Starts nothing and looks at no file: an empty `url` means embedded.

    Raises ImproperlyConfigured, with a sentence that shows no password.
    """
    server = database_url.read(url) if url else _embedded(directory)
    return {**server, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}


def _embedded(directory: Path) -> dict[str, Any]:
    """Return what names the server of a directory; the backend puts the real socket in place of HOST."""
    return {
        "ENGINE": "config.database.embedded",
        "NAME": "throughline",
        "USER": "throughline",
        "HOST": str(directory),
        "OPTIONS": {},
    }
