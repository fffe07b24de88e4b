"""Rows → tables, by COPY: what nobody said gets the model's default, and ids follow on those that are there."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from django.db import connection, models


class Writer:
    """Writes rows at one moment, with public ids from one source of chance."""

    def __init__(self, *, random: Random, at: datetime) -> None:
        self.random = random
        self.at = at
        self._next: dict[type[models.Model], int] = {}

    def sign(self, **how: Any) -> None:
        """Let the history say how these rows came about, until the transaction ends.

        Without these settings the triggers catch an error for every row; each time, Postgres looks through all the
        checks that wait for the commit, so that many rows would take the square of their time.
        """
        settings = {
            "pghistory.context_id": str(self._public_id()),
            "pghistory.context_metadata": json.dumps(how),
            "pgtrigger.ignore": "{}",
        }
        with connection.cursor() as cursor:
            for name, value in settings.items():
                cursor.execute("SELECT set_config(%s, %s, true)", [name, value])

    def write(self, model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> range:
        """Copy the rows, whose values stand in the order of the names; returns their ids.

        Ids are given by us, so that what hangs on a row can be written without asking for it.
        """
        first = self._first_id(model)
        rest = [field for field in _written(model) if field.attname not in names]
        fixed = [self._fixed(field) for field in rest]
        public = next((at for at, field in enumerate(rest) if field.name == "uuid"), None)
        columns: list[str] = ["id", *(_column(model, name) for name in names), *(str(field.column) for field in rest)]
        ids = count(first)
        with connection.cursor() as cursor:
            with cursor.copy(
                f"COPY {_quoted(model._meta.db_table)} ({', '.join(map(_quoted, columns))}) FROM STDIN"
            ) as copy:
                for row in rows:
                    if public is not None:
                        fixed[public] = self._public_id()
                    copy.write_row((next(ids), *row, *fixed))
            table = model._meta.db_table
            last = next(ids) - 1
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, max(last, 1)])
        self._next[model] = last + 1
        return range(first, last + 1)

    def _public_id(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def _first_id(self, model: type[models.Model]) -> int:
        if model not in self._next:
            highest = model._base_manager.aggregate(highest=models.Max("pk"))["highest"]
            self._next[model] = (highest or 0) + 1
        return self._next[model]

    def _fixed(self, field: "models.Field[Any, Any]") -> Any:
        if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
            return self.at
        default = field.get_default()
        return field.get_db_prep_save(default, connection) if default is not None else None


def _written(model: type[models.Model]) -> "list[models.Field[Any, Any]]":
    """Every column that a row is written with: all but the id, what the database works out, and what triggers keep."""
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and not field.generated and field.name != "search"
    ]


def _column(model: type[models.Model], name: str) -> str:
    return next(str(field.column) for field in model._meta.concrete_fields if field.attname == name)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
