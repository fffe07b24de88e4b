"""What every operation of the API shares, written into its description once: how it refuses, and its headers."""

from collections.abc import Iterator
from typing import Any

from config.problem_details import MEDIA_TYPE

PROBLEM = {
    "type": "object",
    "description": "What was wrong (RFC 9457).",
    "required": ["type", "title", "status", "detail", "errors"],
    "properties": {
        "type": {
            "type": "string",
            "description": "`urn:throughline:problem:…` of a refusal by name, or `about:blank`.",
        },
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "A sentence that is fit to show."},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail", "in"],
                "properties": {
                    "pointer": {"type": "string", "description": "A JSON pointer (RFC 6901) to what is wrong."},
                    "detail": {"type": "string"},
                    "in": {"type": "string", "enum": ["body", "query", "header"]},
                },
            },
        },
    },
}

REFUSALS = {
    "400": "Something in the request cannot be taken; `errors` points at it.",
    "401": "Nobody is logged in, or the token is unknown, expired or revoked.",
    "403": "The person or the token may not do this.",
    "404": "There is nothing here, or nothing that the person may see.",
    "409": "What is asked for cannot be done as things are; `type` names the refusal.",
    "412": "The record has changed since the version that `If-Match` names.",
    "413": "The request is too large.",
    "415": "The body is of a type that is not read here.",
    "422": "The idempotency key was used for another request.",
    "429": "That was asked for too often; `Retry-After` says when it may be again.",
}

HEADERS = {
    "IdempotencyKey": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "The same key with the same body acts once and is answered alike, for 24 hours.",
        "schema": {"type": "string", "maxLength": 255},
    },
    "IfMatch": {
        "name": "If-Match",
        "in": "header",
        "description": "The `ETag` that was read: if the record has changed since, nothing is written (412).",
        "schema": {"type": "string"},
    },
    "IfNoneMatch": {
        "name": "If-None-Match",
        "in": "header",
        "description": "The `ETag` that is known: if the record is still that, the answer is 304 without a body.",
        "schema": {"type": "string"},
    },
}

METHODS = ("get", "post", "patch", "delete")
OF_A_RECORD = "/{id}/"


def describe_refusals_and_headers(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add to drf-spectacular's description what no single view says (its hook for postprocessing)."""
    components = result["components"]
    components["schemas"]["Problem"] = PROBLEM
    components["responses"] = {f"Problem{status}": _response(description) for status, description in REFUSALS.items()}
    components["parameters"] = HEADERS
    for path, operations in result["paths"].items():
        for method in METHODS:
            if operation := operations.get(method):
                _describe(operation, method=method, is_of_a_record=OF_A_RECORD in path)
    return result


def _describe(operation: dict[str, Any], *, method: str, is_of_a_record: bool) -> None:
    parameters = [{"$ref": f"#/components/parameters/{name}"} for name in _headers(method, is_of_a_record)]
    if parameters:
        operation["parameters"] = [*operation.get("parameters", []), *parameters]
    for status in _statuses(operation, method, is_of_a_record):
        operation["responses"].setdefault(status, {"$ref": f"#/components/responses/Problem{status}"})
    operation["responses"] = dict(sorted(operation["responses"].items()))


def _headers(method: str, is_of_a_record: bool) -> Iterator[str]:
    if method == "post":
        yield "IdempotencyKey"
    if is_of_a_record:
        yield "IfNoneMatch" if method == "get" else "IfMatch"


def _statuses(operation: dict[str, Any], method: str, is_of_a_record: bool) -> Iterator[str]:
    yield from ("400", "401", "403", "404")
    if method != "get":
        yield "409"
        if is_of_a_record:
            yield "412"
    if "requestBody" in operation:
        yield from ("413", "415")
    if method == "post":
        yield "422"
    yield "429"


def _response(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}
