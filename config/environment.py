"""Typed readers of environment variables. What cannot be understood stops the start with one sentence.

Every `NAME` may also be given as `NAME_FILE`, the path of a file that holds the value, as container secrets are.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.crypto import get_random_string

YES = {"1", "true", "yes", "on"}
NO = {"0", "false", "no", "off"}


def text(name: str, default: str = "") -> str:
    """Return the variable, or what the file named by `NAME_FILE` holds, without surrounding space."""
    path = os.environ.get(f"{name}_FILE", "")
    if path and name in os.environ:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    return _read(name, path) if path else os.environ.get(name, default).strip()


def flag(name: str, *, default: bool) -> bool:
    value = text(name).lower()
    if value and value not in YES | NO:
        raise ImproperlyConfigured(f"{name} is {value!r}; say yes or no.")
    return value in YES if value else default


def number(name: str, default: int) -> int:
    value = text(name)
    if value and not value.isdecimal():
        raise ImproperlyConfigured(f"{name} is {value!r}; it must be a whole number.")
    return int(value) if value else default


def words(name: str, default: str = "") -> list[str]:
    """Return what commas separate."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def address(name: str, default: str) -> str:
    """Return an http(s) address without a slash at its end."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(f"{name} is {value!r}; it must start with http:// or https://.")
    return value


def secret(name: str, *, kept_in: Path) -> str:
    """Return the variable, or a random secret that is made once and kept in that file, for its owner only."""
    if given := text(name):
        return given
    if not kept_in.exists():
        _keep(get_random_string(60), kept_in)
    return _read(name, str(kept_in))


def _keep(value: str, path: Path) -> None:
    """Write the file whole or not at all; where another process was first, its value stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as file:  # made for its owner only
        file.write(value)
        file.flush()
        with suppress(FileExistsError):
            os.link(file.name, path)


def _read(name: str, path: str) -> str:
    try:
        return Path(path).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name} cannot be read from {path}: {error}.") from error
