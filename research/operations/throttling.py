"""How often somebody may ask for something, counted by all processes together."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from research.models import ThrottleCounter
from research.operations.refusals import Refused


class TooOften(Refused):
    """It was asked for too often lately."""

    def __init__(self, *, retry_after: timedelta) -> None:
        minutes = max(1, round(retry_after / timedelta(minutes=1)))
        super().__init__(f"That was too often. Try again in {minutes} minute{'s' if minutes > 1 else ''}.")
        self.retry_after = retry_after


def count(*, scope: str, caller: str, at: datetime, limit: int, window: timedelta) -> None:
    """Count one request of the caller (an address, a name; kept as a digest). Raises `TooOften` beyond the limit.

    Windows begin at whole multiples of their length. One atomic statement, so that requests at once are all counted.
    """
    began = datetime.fromtimestamp(at.timestamp() // window.total_seconds() * window.total_seconds(), tz=at.tzinfo)
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {ThrottleCounter._meta.db_table} (scope, caller, "window", count) VALUES (%s, %s, %s, 1)
            ON CONFLICT (scope, caller, "window") DO UPDATE SET count = {ThrottleCounter._meta.db_table}.count + 1
            RETURNING count
            """,  # noqa: S608  (the name of our own table)
            [scope, _digest(caller), began],
        )
        counted: int = cursor.fetchone()[0]
    if counted > limit:
        raise TooOften(retry_after=began + window - at)


def _digest(caller: str) -> str:
    """Return what is kept of an address or a name: nothing that leads back to it without the secret key."""
    return salted_hmac("research.throttling", caller, algorithm="sha256").hexdigest()
