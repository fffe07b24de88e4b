"""How often a person may ask for what costs more than a page: full text, and reading files."""

from datetime import timedelta

from django.utils import timezone
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle
from rest_framework.views import APIView

from research.operations import throttling

MINUTE = timedelta(minutes=1)
SEARCHES_A_MINUTE = 300
IMPORTS_A_MINUTE = 120


class _Counted(BaseThrottle):
    """Counts the requests of one scope by person, for all processes together: one statement for each."""

    scope = ""
    limit = 0

    def __init__(self) -> None:
        self.retry_after: timedelta | None = None

    def concerns(self, request: Request) -> bool:
        raise NotImplementedError

    def allow_request(self, request: Request, view: APIView) -> bool:
        if not self.concerns(request) or not request.user.is_authenticated:
            return True
        try:
            throttling.count(
                scope=self.scope, caller=str(request.user.pk), at=timezone.now(), limit=self.limit, window=MINUTE
            )
        except throttling.TooOften as error:
            self.retry_after = error.retry_after
            return False
        return True

    def wait(self) -> float | None:
        return self.retry_after.total_seconds() if self.retry_after else None


class SearchThrottle(_Counted):
    scope = "search"
    limit = SEARCHES_A_MINUTE

    def concerns(self, request: Request) -> bool:
        return bool(request.query_params.get("search") or request.query_params.get("q"))


class ImportThrottle(_Counted):
    scope = "import"
    limit = IMPORTS_A_MINUTE

    def concerns(self, request: Request) -> bool:
        is_file = (request.content_type or "").startswith("multipart/")
        return request.method not in SAFE_METHODS and is_file
