"""What a row of an export comes to."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo
from typing import Any

LONGEST_NAME = 500


class NotUnderstood(ValueError):
    """A row that is no event as the tool writes it. The message says why, and nothing of what the row says."""


@dataclass(frozen=True, kw_only=True)
class Manner:
    """How a source writes, and what of it is kept. Events after `latest` are a broken clock's.

    `dropped` counts, while rows are read, which properties were left out because they tell who somebody is.
    """

    latest: datetime
    earliest: datetime
    is_milliseconds: bool = False
    zone: tzinfo = UTC
    allowed: frozenset[str] = frozenset()
    dropped: Counter[str] = field(default_factory=Counter, compare=False)


@dataclass(frozen=True, slots=True)
class ParsedEvent:
    """`key` is what the tool tells a repetition by, besides what the other fields say."""

    name: str
    at: datetime
    person: str
    key: str
    properties: Mapping[str, Any]
    user_properties: Mapping[str, Any]
    rest: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that was not understood, by its file and its line from 1 on."""

    file: str
    line: int
    sentence: str


def name_of(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise NotUnderstood("The event has no name.")
    if len(value) > LONGEST_NAME:
        raise NotUnderstood(f"The event's name has more than {LONGEST_NAME} characters.")
    return value


def identity(value: Any, *, what: str) -> str:
    """Return an id, a word or a number, as text."""
    if isinstance(value, bool) or not isinstance(value, str | int) or value == "":
        raise NotUnderstood(f"The event has no {what}.")
    return str(value)


def checked(at: datetime, manner: Manner) -> datetime:
    if not manner.earliest <= at <= manner.latest:
        raise NotUnderstood("The event's time cannot be: it lies in the future, or before there were such tools.")
    return at


def mapping(value: Any, *, what: str) -> Mapping[str, Any]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise NotUnderstood(f"{what} is no object.")
    return value
