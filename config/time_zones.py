"""Times are shown and taken in the zone of whoever looks, which their browser tells in a cookie."""

from collections.abc import Callable
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

COOKIE = "time_zone"


class TimeZoneMiddleware:
    """Goes by the cookie on the workplace's pages; the API speaks in offsets and does not care."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        zone = named(unquote(request.COOKIES.get(COOKIE, "")))
        if zone is None:
            return self.get_response(request)
        with timezone.override(zone):
            return self.get_response(request)


def named(name: str) -> ZoneInfo | None:
    """Return the zone of this name, or None: a cookie may hold anything."""
    if not name or len(name) > LONGEST_NAME:
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


LONGEST_NAME = 64
