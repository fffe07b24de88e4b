"""What stands before every public page: who comes too often, and which links lead nowhere."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Concatenate

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from research.operations import throttling
from research.operations.public_links import LinkGone
from research.public.showing import kept_private, public_page

WINDOW = timedelta(minutes=10)
READS = 300
"""Of one link by one client in a window. Many people may sit behind one address."""
WRITES = 60

View = Callable[Concatenate[HttpRequest, str, ...], HttpResponse]


def by_link(*, scope: str, takes_answers: bool = False) -> Callable[[View], View]:
    """Open a view to whoever has its link. The view takes the secret and raises `LinkGone`, or says what is there.

    `scope` names what is counted, in 20 letters at most: every link and client by itself, reads apart from answers.
    One statement for each request. POST is open to pages that take answers.
    """

    def behind(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, secret: str, *args: object, **kwargs: object) -> HttpResponse:
            try:
                _count(request, scope=scope, secret=secret)
                response = view(request, secret, *args, **kwargs)
            except throttling.TooOften as error:
                response = public_page(
                    request, "public/too_often.html", title="One moment, please", status=429, why=str(error)
                )
                response["Retry-After"] = str(max(1, round(error.retry_after.total_seconds())))
            except LinkGone:
                response = public_page(request, "public/gone.html", title="Nothing is open here", status=410)
            return kept_private(response)

        return require_http_methods(["GET", "HEAD", *(["POST"] if takes_answers else [])])(opened)

    return behind


def _count(request: HttpRequest, *, scope: str, secret: str) -> None:
    """Raise `TooOften`."""
    is_answer = request.method == "POST"
    throttling.count(
        scope=f"{scope} answers" if is_answer else scope,
        caller=f"{secret} {request.META.get('REMOTE_ADDR', '')}",
        at=timezone.now(),
        limit=WRITES if is_answer else READS,
        window=WINDOW,
    )
