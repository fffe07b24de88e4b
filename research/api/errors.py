"""What the API answers when a request itself is wrong. `config.problem_details` writes them down."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NoReturn

from rest_framework.exceptions import APIException


@dataclass(frozen=True, kw_only=True)
class Flaw:
    """One thing that is wrong, and a JSON pointer to it: into the body, or `/name` of a query parameter or header."""

    pointer: str
    detail: str
    where: Literal["body", "query", "header"] = "body"


class BadInput(APIException):
    """The request cannot be taken as it is (400)."""

    status_code = 400
    default_code = "invalid"

    def __init__(self, *flaws: Flaw) -> None:
        super().__init__("The request holds something that cannot be taken.")
        self.flaws = flaws


class TooLarge(APIException):
    """More than one request may carry (413)."""

    status_code = 413
    default_code = "too_large"
    default_detail = "The request is too large."


class LostUpdate(APIException):
    """Somebody else has changed the record since the version that `If-Match` names (412)."""

    status_code = 412
    default_code = "lost_update"
    default_detail = "The record has changed since you read it. Read it again, then repeat your change."


class StillUnderWay(APIException):
    """The first request with this idempotency key has not been answered yet (409)."""

    status_code = 409
    default_code = "still_under_way"
    default_detail = "A request with this idempotency key is still under way."


class AnotherRequest(APIException):
    """The idempotency key belongs to a request that asked for something else (422)."""

    status_code = 422
    default_code = "another_request"
    default_detail = "This idempotency key was used for another request."


def refuse_parameter(name: str, sentence: str) -> NoReturn:
    """Refuse one query parameter with a sentence."""
    refuse_parameters({name: [sentence]})


def refuse_parameters(errors: Mapping[Any, Iterable[Any]]) -> NoReturn:
    """Refuse query parameters as a form or a serializer names what is wrong with them."""
    raise BadInput(
        *(
            Flaw(pointer=pointer(name), detail=str(sentence), where="query")
            for name, sentences in errors.items()
            for sentence in sentences
        )
    )


def pointer(*parts: str | int) -> str:
    """Return the JSON pointer (RFC 6901) to what these keys and indexes lead to."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)
