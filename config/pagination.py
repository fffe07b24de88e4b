"""Pages that begin after a row, not after a number of rows."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, NoReturn

from django.core.signing import BadSignature, Signer
from django.db.models import F, Field, Model, Q, QuerySet
from django.db.models.expressions import OrderBy
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from research.api.errors import BadInput, Flaw, pointer

USUAL, MOST = 50, 200
SIGNER = Signer(salt="throughline.api.cursor")


@dataclass(frozen=True, kw_only=True)
class Ordering:
    """By one field, then by id in the same direction, so that every row has a place of its own. Nulls come last."""

    model: type[Model]
    field: str
    is_descending: bool

    @property
    def column(self) -> "Field[Any, Any]":
        field = self.model._meta.get_field(self.field)
        assert isinstance(field, Field)  # noqa: S101  (nothing else is indexed)
        return field

    @property
    def is_nullable(self) -> bool:
        return self.column.null

    @property
    def terms(self) -> list[OrderBy]:
        nulls_last = True if self.is_nullable else None
        terms = [OrderBy(F(self.field), descending=self.is_descending, nulls_last=nulls_last)]
        return terms if self.field == "id" else [*terms, OrderBy(F("id"), descending=self.is_descending)]

    def after(self, value: Any, pk: int) -> Q:
        """The rows that come after the one with this value and id.

        The first condition repeats what follows from the others: with it Postgres starts in the index at the value.
        """
        beyond = "lt" if self.is_descending else "gt"
        if self.field == "id":
            return Q(**{f"id__{beyond}": pk})
        if value is None:
            return Q(**{f"{self.field}__isnull": True, f"id__{beyond}": pk})
        rest = Q(**{f"{self.field}__{beyond}e": value}) & (
            Q(**{f"{self.field}__{beyond}": value}) | Q(**{f"id__{beyond}": pk})
        )
        return rest | Q(**{f"{self.field}__isnull": True}) if self.is_nullable else rest

    def place(self, row: Model) -> tuple[str | None, int]:
        """Where the row stands, as text."""
        value = getattr(row, self.field)
        return None if value is None else self.column.value_to_string(row), row.pk


class KeysetPagination(BasePagination):
    """`?limit=` rows (50, at most 200) of `?ordering=` from `?cursor=` on. One query; nothing is counted.

    A cursor is signed, and good only for the ordering and the filters that it was made for.
    """

    def paginate_queryset(  # type: ignore[override]  # lists are always of rows here
        self, queryset: QuerySet[Any], request: Request, view: APIView | None = None
    ) -> list[Any]:
        self.request = request
        self.limit = _limit(request)
        self.ordering = _ordering(request, queryset.model, view.orderings)  # type: ignore[union-attr]
        if cursor := request.query_params.get("cursor"):
            queryset = queryset.filter(self.ordering.after(*self._read(cursor)))
        rows = list(queryset.order_by(*self.ordering.terms)[: self.limit + 1])
        self.next = self._write(rows[self.limit - 1]) if len(rows) > self.limit else None
        return rows[: self.limit]

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"results": data, "next": self.next})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        following = {"type": ["string", "null"], "format": "uri", "description": "The next page, if there is one."}
        return {
            "type": "object",
            "required": ["results", "next"],
            "properties": {"results": schema, "next": following},
        }

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        limit = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
        ordering = {"type": "string", "enum": _names(view.orderings), "default": view.orderings[0]}
        return [
            _parameter("limit", "How many at most.", limit),
            _parameter("cursor", "Where the page begins: take it from `next`.", {"type": "string"}),
            _parameter("ordering", "By what; a dash turns it round. Empty values come last.", ordering),
        ]

    def _write(self, row: Model) -> str:
        cursor = SIGNER.sign_object([self._bound_to(), *self.ordering.place(row)])
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)

    def _read(self, cursor: str) -> tuple[Any, int]:
        try:
            bound_to, value, pk = SIGNER.unsign_object(cursor)
        except (BadSignature, ValueError):
            _refuse("cursor", "This cursor is none of ours.")
        if bound_to != self._bound_to():
            _refuse("cursor", "This cursor belongs to another list: keep ordering and filters from page to page.")
        return self.ordering.column.to_python(value), pk

    def _bound_to(self) -> str:
        asked = sorted(
            (name, values) for name, values in self.request.query_params.lists() if name not in {"cursor", "limit"}
        )
        bound = json.dumps([self.request.path, self.ordering.field, self.ordering.is_descending, asked])
        return hashlib.sha256(bound.encode()).hexdigest()[:16]


def _limit(request: Request) -> int:
    given = request.query_params.get("limit", str(USUAL))
    if not (given.isascii() and given.isdigit() and len(given) < 10 and 1 <= int(given) <= MOST):
        _refuse("limit", f"Give a number from 1 to {MOST}.")
    return int(given)


def _ordering(request: Request, model: type[Model], orderings: list[str]) -> Ordering:
    name = request.query_params.get("ordering", orderings[0])
    if name not in _names(orderings):
        _refuse("ordering", f"Order by one of: {', '.join(_names(orderings))}.")
    return Ordering(model=model, field=name.removeprefix("-"), is_descending=name.startswith("-"))


def _names(orderings: list[str]) -> list[str]:
    """Both directions of each."""
    fields = dict.fromkeys(ordering.removeprefix("-") for ordering in [*orderings, "id"])
    return [name for field in fields for name in (field, f"-{field}")]


def _refuse(name: str, sentence: str) -> NoReturn:
    raise BadInput(Flaw(pointer=pointer(name), detail=sentence, where="query"))


def _parameter(name: str, description: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}
