"""`Idempotency-Key`: a POST that is sent twice acts once and is answered twice alike."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.errors import AnotherRequest, BadInput, Flaw, StillUnderWay
from research.models import IdempotencyKey, User

HEADER = "Idempotency-Key"
LIFETIME = timedelta(hours=24)
LONGEST = IdempotencyKey._meta.get_field("key").max_length or 255
KEPT_HEADERS = ("ETag", "Location")


def answer_once(request: Request, answer: Callable[[], Response]) -> Response:
    """Return what `answer` returns, or what it returned before for this person's key.

    Runs in the transaction of the write, so that the answer is kept if and only if the write is; what was refused
    is asked anew. Raises `StillUnderWay` while another transaction works on the key, and `AnotherRequest`.
    """
    key = _key(request)
    user = request.user
    if not key or not isinstance(user, User):
        return answer()
    _queue(f"{user.pk}:{key}")
    digest = fingerprint(request)
    kept = IdempotencyKey.objects.filter(user=user, key=key).first()
    if kept and kept.created_at > timezone.now() - LIFETIME:
        return _again(kept, digest)
    response = answer()
    IdempotencyKey.objects.update_or_create(
        user=user,
        key=key,
        defaults={
            "request_sha256": digest,
            "status_code": response.status_code,
            "headers": {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
            "body": JSONRenderer().render(response.data),
            "created_at": timezone.now(),
        },
    )
    return response


def fingerprint(request: Request) -> str:
    """Return a digest of what the request asks for: where, and what with, however it is spelt."""
    asked = [request.method, request.path, request.META.get("QUERY_STRING", ""), _content(request.data)]
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


def _content(data: Any) -> Any:
    if isinstance(data, QueryDict):
        return [[name, [_part(value) for value in values]] for name, values in sorted(data.lists())]
    return data


def _part(value: Any) -> Any:
    if not isinstance(value, UploadedFile):
        return value
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]


def _key(request: Request) -> str:
    key = request.headers.get(HEADER, "").strip()
    if len(key) > LONGEST:
        raise BadInput(Flaw(pointer=f"/{HEADER}", detail=f"A key has at most {LONGEST} characters.", where="header"))
    return key


def _queue(name: str) -> None:
    """Take the key for this transaction. Raises `StillUnderWay` where another one has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"research.idempotency:{name}"])
        if not cursor.fetchone()[0]:
            raise StillUnderWay


def _again(kept: IdempotencyKey, digest: str) -> Response:
    if kept.request_sha256 != digest:
        raise AnotherRequest
    body = bytes(kept.body)
    response = Response(json.loads(body) if body else None, status=kept.status_code)
    for name, value in kept.headers.items():
        response.headers[name] = value
    response.headers["Idempotency-Replayed"] = "true"
    return response
