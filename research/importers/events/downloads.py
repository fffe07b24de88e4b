"""One answer of a tool's export API → a file: whole, or not at all. Tried again where that may help."""

import http.client
import time
import urllib.error
import urllib.request
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any

ATTEMPTS = 5
FIRST_PAUSE = 2.0
TIMEOUT = 600.0
LONGEST_PAUSE = 60.0
AN_HOUR = timedelta(hours=1)
_CHUNK = 1 << 20
_PASSING = frozenset((429, 500, 502, 503, 504))


class NotPulled(Exception):
    """The tool does not give its events. The message says why and is fit to show."""


class ComeBackLater(NotPulled):
    """The tool has answered often enough for now."""

    def __init__(self, message: str, *, after: timedelta) -> None:
        super().__init__(message)
        self.after = after


class AnsweredOtherwise(Exception):
    """The tool answers with a status that the caller knows what to do about."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


@dataclass(frozen=True, kw_only=True)
class Access:
    """Where an export API is, and by what it lets us in. `host` is an address without a slash at its end."""

    tool: str
    host: str
    user: str
    password: str
    project: str = ""

    @property
    def header(self) -> str:
        return f"Basic {b64encode(f'{self.user}:{self.password}'.encode()).decode()}"


@dataclass(frozen=True, kw_only=True)
class Patience:
    """How long to wait between two attempts: twice as long each time, or as long as the tool asks for."""

    attempts: int = ATTEMPTS
    first_pause: float = FIRST_PAUSE
    sleep: Callable[[float], None] = time.sleep


def download(
    address: str, *, access: Access, into: IO[bytes], patience: Patience, known: frozenset[int] = frozenset()
) -> None:
    """Write what the address answers to `into`, from its beginning.

    A connection that fails, and an answer that says that this passes, are tried again; each attempt begins anew, so
    that nothing is ever there but one answer, whole. Raises `AnsweredOtherwise` for the statuses that are `known`,
    `ComeBackLater`, and `NotPulled` for everything else.
    """
    for attempt in range(1, patience.attempts + 1):
        into.seek(0)
        into.truncate()
        try:
            _read(address, access=access, into=into)
        except urllib.error.HTTPError as error:
            with error:
                pause = _after(error, access=access, known=known)
            why = f"{access.tool} answers {error.code}"
        except (OSError, http.client.HTTPException) as error:  # a URLError is an OSError
            why, pause = f"{access.tool} could not be reached, or broke off ({_reason(error)})", None
        else:
            return
        if attempt < patience.attempts:
            patience.sleep(pause if pause is not None else patience.first_pause * 2 ** (attempt - 1))
    raise NotPulled(f"{why}, {patience.attempts} times in a row.")


def _read(address: str, *, access: Access, into: IO[bytes]) -> None:
    """Raises `IncompleteRead` where the answer ends before it is whole."""
    headers = {"Authorization": access.header, "Accept-Encoding": "gzip", "User-Agent": "Throughline"}
    request = urllib.request.Request(address, headers=headers)  # noqa: S310  (settings take http addresses only)
    with _opener.open(request, timeout=TIMEOUT) as answer:
        missing = answer.length
        while part := answer.read(_CHUNK):
            into.write(part)
            missing = None if missing is None else missing - len(part)
    if missing:
        raise http.client.IncompleteRead(b"", missing)


def _after(error: urllib.error.HTTPError, *, access: Access, known: frozenset[int]) -> float | None:
    """Return how long to wait by the answer, None if it does not say. Raises where waiting does not help."""
    if error.code in known:
        raise AnsweredOtherwise(error.code)
    if error.code in (401, 403):
        raise NotPulled(f"{access.tool} does not let us in ({error.code}): check the credentials in the environment.")
    if error.code not in _PASSING:
        raise NotPulled(f"{access.tool} refuses ({error.code}).")
    asked = error.headers.get("Retry-After", "")
    seconds = float(asked) if asked.isascii() and asked.isdecimal() else None
    if error.code == 429 and (seconds is None or seconds > LONGEST_PAUSE):
        after = AN_HOUR if seconds is None else min(timedelta(seconds=seconds), timedelta(days=1))
        raise ComeBackLater(f"{access.tool} has answered often enough for now.", after=after)
    return None if seconds is None else min(seconds, LONGEST_PAUSE)


def _reason(error: Exception) -> str:
    return type(getattr(error, "reason", None) or error).__name__


class _NoDetours(urllib.request.HTTPRedirectHandler):
    """Credentials go where they were meant to go, and nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


_opener = urllib.request.build_opener(_NoDetours)
