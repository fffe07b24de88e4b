"""Links that open one page to whoever has them: how they are made, found and ended."""

from datetime import datetime, timedelta
from typing import TypeVar

from research.models import PublicLink, PublicLinkQuerySet
from research.operations.refusals import Refused, Unacceptable

LinkT = TypeVar("LinkT", bound=PublicLink)

LONGEST_LIFE = timedelta(days=366)
GONE = "This link leads nowhere any more."


class LinkGone(Refused):
    """The link was closed or has run out, or there never was one. Whoever follows it is not told which."""

    def __init__(self, message: str = GONE) -> None:
        super().__init__(message)


def open_by(rows: PublicLinkQuerySet[LinkT], *, secret: str, at: datetime) -> LinkT:
    """Return what the link opens at that moment. One query. Raises `LinkGone`."""
    found = rows.open(at=at).filter(secret=secret).first() if _is_secret(secret) else None
    if found is None:
        raise LinkGone
    return found


def check_life(expires_at: datetime, *, at: datetime, longest: timedelta = LONGEST_LIFE) -> datetime:
    """Return until when the link may work. Raises `Unacceptable` for what is over already, or too far off."""
    if not at < expires_at <= at + longest:
        raise Unacceptable(f"A link works for a while, for {longest.days} days at most.", field="expires_at")
    return expires_at


def _is_secret(text: str) -> bool:
    return text.isascii() and "\x00" not in text
