"""A record's version as the entity tag of its representation."""

from rest_framework.request import Request

from research.api.errors import LostUpdate
from research.models import Record


def of(record: Record) -> str:
    return f'"{record.version}"'


def is_known(request: Request, record: Record) -> bool:
    """Tell whether the client has this version already (`If-None-Match`)."""
    return _names(request.headers.get("If-None-Match", ""), record)


def check(request: Request, record: Record) -> None:
    """Raise `LostUpdate` unless the locked record is what `If-Match` names, if it is sent."""
    condition = request.headers.get("If-Match", "")
    if condition and not _names(condition, record):
        raise LostUpdate


def _names(condition: str, record: Record) -> bool:
    tags = [tag.strip().removeprefix("W/") for tag in condition.split(",")]
    return "*" in tags or of(record) in tags
