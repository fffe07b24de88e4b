"""RFC 9457: every error of the API, whoever raised it, as `application/problem+json`."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import Any

from django.apps import apps
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.db import DataError, IntegrityError, InterfaceError, OperationalError
from django.db.models import BaseConstraint, Model, ProtectedError, RestrictedError
from django.http import Http404, UnreadablePostError
from rest_framework import exceptions
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.errors import BadInput, Flaw, pointer
from research.operations.highlights import MarksRefused
from research.operations.refusals import NotYours, Refused, Unacceptable

MEDIA_TYPE = "application/problem+json"
CHECK, UNIQUE, EXCLUSION, FOREIGN_KEY, NOT_NULL = "23514", "23505", "23P01", "23503", "23502"
LIMITS = "54"
"""Class of errors: more than Postgres can keep in one place, such as in an index entry."""
NO_CYCLE = "_no_cycle"


@dataclass(frozen=True, kw_only=True)
class Problem:
    status: int
    detail: str
    name: str = ""
    flaws: tuple[Flaw, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self) -> dict[str, Any]:
        return {
            "type": f"urn:throughline:problem:{self.name}" if self.name else "about:blank",
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "detail": self.detail,
            "errors": [{"pointer": one.pointer, "detail": one.detail, "in": one.where} for one in self.flaws],
        }


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """Turn an exception of a view into an answer; None, which is a 500, for what nobody expected."""
    problem = describe(error)
    if problem is None:
        return None
    request = context.get("request")
    if isinstance(request, Request):
        request.accepted_renderer = JSONRenderer()
        request.accepted_media_type = "application/json"
    return Response(problem.body(), status=problem.status, headers=dict(problem.headers), content_type=MEDIA_TYPE)


def describe(error: Exception) -> Problem | None:
    """Say what went wrong in the words of HTTP."""
    translate: Callable[[Any], Problem] | None
    translate = next((one for kind, one in TRANSLATIONS if isinstance(error, kind)), None)
    return translate(error) if translate else None


def _of_api(error: exceptions.APIException) -> Problem:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(wait)
    if isinstance(error, BadInput):
        return Problem(status=400, detail=_summary(error.flaws), flaws=error.flaws)
    if isinstance(error, exceptions.ValidationError):
        flaws = tuple(_flaws(error.detail))
        return Problem(status=400, detail=_summary(flaws), flaws=flaws)
    if isinstance(error, exceptions.ParseError):
        return Problem(status=400, detail=str(error.detail), flaws=(Flaw(pointer="", detail=str(error.detail)),))
    return Problem(status=error.status_code, detail=str(error.detail), headers=headers)


def _flaws(detail: Any, path: tuple[str | int, ...] = ()) -> Iterator[Flaw]:
    """Flatten what a serializer says: objects by field, lists by index where they hold more than sentences."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            yield from _flaws(inner, path if name == "non_field_errors" else (*path, name))
    elif isinstance(detail, list):
        for index, inner in enumerate(detail):
            yield from _flaws(inner, path if isinstance(inner, str) else (*path, index))
    else:
        yield Flaw(pointer=pointer(*path), detail=str(detail))


def _summary(flaws: Sequence[Flaw]) -> str:
    if len(flaws) == 1:
        return f"{flaws[0].pointer}: {flaws[0].detail}" if flaws[0].pointer else flaws[0].detail
    return f"{len(flaws)} things are wrong with the request; `errors` names them."


def _of_refusal(error: Refused) -> Problem:
    name = re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()
    if isinstance(error, NotYours):
        return Problem(status=403, detail=str(error), name=name)
    if isinstance(error, MarksRefused):
        marks = tuple(Flaw(pointer=pointer(index), detail=one) for index, one in sorted(error.errors.items()))
        return Problem(status=400, detail=str(error), name=name, flaws=marks)
    if isinstance(error, Unacceptable):
        flaw = Flaw(pointer=pointer(error.field) if error.field else "", detail=str(error))
        return Problem(status=400, detail=str(error), name=name, flaws=(flaw,))
    return Problem(status=409, detail=str(error), name=name)


def _of_django(error: ValidationError) -> Problem:
    by_field = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
    flaws = tuple(
        Flaw(pointer="" if name == NON_FIELD_ERRORS else pointer(name), detail=sentence)
        for name, sentences in by_field.items()
        for sentence in sentences
    )
    return Problem(status=400, detail=_summary(flaws), flaws=flaws)


def _of_dependants(error: ProtectedError | RestrictedError) -> Problem:
    """Kinds only: which rows they are, the asker may not be allowed to know."""
    rows = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
    kinds = sorted({str(row._meta.verbose_name_plural) for row in rows})
    return Problem(status=409, detail=f"It cannot be deleted while something rests on it: {', '.join(kinds)}.")


def _of_integrity(error: IntegrityError) -> Problem:
    """Speak with the sentence of the constraint, or of our trigger, that was violated."""
    diagnosis = getattr(error.__cause__, "diag", None)
    code, name = getattr(diagnosis, "sqlstate", None), getattr(diagnosis, "constraint_name", None) or ""
    constraint = _constraints().get(name)
    if constraint is None and code == CHECK:
        return _of_trigger(name, str(getattr(diagnosis, "message_primary", "")))
    if constraint is not None:
        return _of_constraint(constraint, status=400 if code == CHECK else 409)
    column = getattr(diagnosis, "column_name", None) or _column(getattr(diagnosis, "message_detail", None) or "")
    sentence = {
        UNIQUE: "This value is taken already.",
        FOREIGN_KEY: "What this refers to, or what refers to it, has changed meanwhile.",
        NOT_NULL: "This may not be empty.",
    }.get(code or "", "The database refuses this.")
    flaws = (Flaw(pointer=pointer(column), detail=sentence),) if column and code in {UNIQUE, NOT_NULL} else ()
    return Problem(status=400 if code == NOT_NULL else 409, detail=sentence, flaws=flaws)


def _of_trigger(name: str, sentence: str) -> Problem:
    if name.endswith(NO_CYCLE) or name == "a_tag_hangs_under_its_own_study":
        return Problem(status=400, detail=sentence, flaws=(Flaw(pointer="/parent", detail=sentence),))
    return Problem(status=409, detail=sentence, name=name.replace("_", "-"))


def _of_constraint(constraint: BaseConstraint, *, status: int) -> Problem:
    sentence = str(constraint.violation_error_message)
    if sentence == str(BaseConstraint.default_violation_error_message):
        sentence = f"This must hold: {constraint.name.replace('_', ' ')}."
    elif "%(name)s" in sentence:
        sentence %= {"name": constraint.name.replace("_", " ")}
    fields = getattr(constraint, "fields", ()) or _named_in(constraint)
    at = pointer(fields[-1]) if fields else ""
    return Problem(status=status, detail=sentence, flaws=(Flaw(pointer=at, detail=sentence),))


def _named_in(constraint: BaseConstraint) -> Sequence[str]:
    """Fields that the constraint's expressions name."""
    found: list[str] = []
    for expression in getattr(constraint, "expressions", ()):
        sources = expression.get_source_expressions() if hasattr(expression, "get_source_expressions") else []
        found += [one.name for one in (expression, *sources) if isinstance(getattr(one, "name", None), str)]
    return found


@cache
def _constraints() -> Mapping[str, BaseConstraint]:
    models: list[type[Model]] = list(apps.get_models())
    return {constraint.name: constraint for model in models for constraint in model._meta.constraints}


def _column(detail: str) -> str | None:
    found = re.match(r"Key \((\w+)\)=", detail)
    return found.group(1).removesuffix("_id") if found else None


def _of_database(error: OperationalError | InterfaceError) -> Problem:
    code = str(getattr(error.__cause__, "sqlstate", None) or "")
    if code.startswith(LIMITS):
        return Problem(status=400, detail="A value is larger than the database can keep.")
    return Problem(
        status=503,
        detail="The database cannot answer right now. Try again shortly.",
        headers={"Retry-After": "1"},
    )


TRANSLATIONS: tuple[tuple[Any, Any], ...] = (
    (exceptions.APIException, _of_api),
    (Http404, lambda _: Problem(status=404, detail="There is nothing here, or nothing that you may see.")),
    (PermissionDenied, lambda error: Problem(status=403, detail=str(error) or "You may not do this.")),
    (Refused, _of_refusal),
    (ValidationError, _of_django),
    ((ProtectedError, RestrictedError), _of_dependants),
    (IntegrityError, _of_integrity),
    (DataError, lambda _: Problem(status=400, detail="The database cannot keep a value of this request.")),
    ((OperationalError, InterfaceError), _of_database),
    (RequestDataTooBig, lambda _: Problem(status=413, detail="The request is too large.")),
    (SuspiciousOperation, lambda error: Problem(status=400, detail=str(error) or "The request is malformed.")),
    (UnreadablePostError, lambda _: Problem(status=400, detail="The request broke off.")),
)
"""The first that fits is taken."""
