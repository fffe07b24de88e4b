"""What no request may hold, refused at the door; and the database's complaints where no API view translates them."""

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.db import DataError, InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import server_error

from config import problem_details
from config.problem_details import Problem

NUL = "\x00"
API = "/api/"


class BadRequestMiddleware:
    """NUL in an address, its parameters or a header is 400, and so is what Postgres cannot keep; no database is 503."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            is_unfit = _holds_nul(request)
        except SuspiciousOperation as error:  # more parameters than DATA_UPLOAD_MAX_NUMBER_FIELDS
            return _answer(request, Problem(status=400, detail=str(error)))
        if is_unfit:
            return _answer(request, Problem(status=400, detail="A request cannot hold the character NUL."))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, DataError | OperationalError | InterfaceError):
            problem = problem_details.describe(error)
            return _answer(request, problem) if problem else None
        return None


def _holds_nul(request: HttpRequest) -> bool:
    if NUL in request.path_info:
        return True
    headers = (value for name, value in request.META.items() if name.startswith(("HTTP_", "CONTENT_")))
    if any(NUL in str(value) for value in headers):
        return True
    return any(NUL in name or NUL in "".join(values) for name, values in request.GET.lists())


def _answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    headers = dict(problem.headers)
    if request.path_info.startswith(API):
        return JsonResponse(
            problem.body(), status=problem.status, content_type=problem_details.MEDIA_TYPE, headers=headers
        )
    return HttpResponse(
        problem.detail, status=problem.status, content_type="text/plain; charset=utf-8", headers=headers
    )


def broken(request: HttpRequest) -> HttpResponse:
    """Apologise for what nobody expected (Django's handler500), in the words of the API where that was asked."""
    if request.path_info.startswith(API):
        return _answer(request, Problem(status=500, detail="Something broke on our side. It was noted."))
    return server_error(request)
