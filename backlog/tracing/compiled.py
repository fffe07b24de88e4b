"""A fast path: the statement of a trace, composed once per process and asked again with other values.

Composing it from its querysets takes longer than the database takes to answer it. The SQL is the same for everybody who
has the same permissions; only the viewer's id, the moment and the item are other values in the same places.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, cast

from django.db import connection
from django.db.models import QuerySet

from research.models import Viewer

PERMISSIONS = (
    "research.view_unpublished_insight",
    "backlog.view_assumptiontest",
    "backlog.view_internal_backlogitem",
)
"""Those that decide about rows. A stand-in that is asked for another one raises, so that none is forgotten."""
_VIEWER, _SUBJECT = 2**62 + 1, 2**62 + 2
_AT = datetime(9999, 12, 31, tzinfo=UTC)

Build = Callable[[Viewer, datetime, int], QuerySet[Any, Any]]


@dataclass(frozen=True, kw_only=True)
class Statement:
    """SQL with its parameters, among which stand-ins say where the values of a call go."""

    sql: str
    parameters: tuple[Any, ...]

    def first(self, *, viewer: Viewer, at: datetime, subject: int) -> Any:
        """Return the one value of the first row, None where there is no row. One query."""
        values: Mapping[Any, Any] = {_VIEWER: viewer.pk, _SUBJECT: subject, _AT: at}
        given = [values.get(one, one) if isinstance(one, int | datetime) else one for one in self.parameters]
        with connection.cursor() as cursor:
            cursor.execute(self.sql, given)
            row = cursor.fetchone()
        return row[0] if row else None


def statement(build: Build, *, viewer: Viewer) -> Statement:
    """Return the statement of a queryset for people of this viewer's permissions. Nobody logged in has none."""
    return _composed(build, frozenset(name for name in PERMISSIONS if viewer.has_perm(name)))


@lru_cache(maxsize=32)
def _composed(build: Build, permitted: frozenset[str]) -> Statement:
    rows = build(cast("Viewer", _StandIn(permitted=permitted)), _AT, _SUBJECT)
    sql, parameters = rows.query.sql_with_params()
    return Statement(sql=sql, parameters=tuple(parameters))


@dataclass(frozen=True, kw_only=True)
class _StandIn:
    """Somebody of these permissions, whose id stands for the id of whoever asks."""

    permitted: frozenset[str]
    pk: int = _VIEWER

    def has_perm(self, name: str) -> bool:
        if name not in PERMISSIONS:
            raise LookupError(f"Rows depend on {name}, which PERMISSIONS does not name.")
        return name in self.permitted
