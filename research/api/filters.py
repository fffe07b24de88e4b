"""Query parameters: declared, checked, and blind to what the asker may not see."""

from collections.abc import Collection, Sequence
from typing import Any

from django import forms
from django.contrib.postgres.search import SearchQuery
from django.db.models import Model, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework.filters import BaseFilterBackend
from rest_framework.request import Request
from rest_framework.views import APIView

from research.api.errors import BadInput, Flaw, pointer, refuse_parameters
from research.api.fields import LARGEST_ID, seen_by
from research.api.timestamps import TimestampField
from research.models import User
from research.models.searching import CONFIGURATION

SEARCH = "search"
LONGEST_SEARCH = 400


class IdField(forms.IntegerField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"min_value": 1, "max_value": LARGEST_ID, **kwargs})


class RelatedFilter(filters.NumberFilter):
    """By the id of a related record. One that the asker may not see has no rows, as one that is missing.

    No list of choices is queried; relations to many are asked as a semi-join, so that no row comes twice.
    """

    field_class = IdField

    def __init__(self, model: type[Model], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.related = model

    def filter(self, qs: QuerySet[Any], value: int | None) -> QuerySet[Any]:
        if value is None:
            return qs
        seen = {f"{self.field_name}__in": seen_by(self.parent.request.user, self.related).filter(pk=value)}
        if _leads_to_many(qs.model, self.field_name):
            return qs.filter(pk__in=qs.model._default_manager.filter(**seen).values("pk"))
        return qs.filter(**seen)


class ChoicesFilter(filters.MultipleChoiceFilter):
    """By one of these values, or by several: the parameter may be repeated."""

    def __init__(self, choices: Any, **kwargs: Any) -> None:
        super().__init__(choices=getattr(choices, "choices", choices), distinct=False, **kwargs)


@extend_schema_field(OpenApiTypes.BOOL)
class TruthFilter(filters.TypedChoiceFilter):
    """`true` or `false`, and nothing else."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=[("true", "true"), ("false", "false")], coerce=lambda value: value == "true", **kwargs)


class MomentFilter(filters.IsoDateTimeFilter):
    field_class = TimestampField


class RecordFilters(filters.FilterSet):
    """What every record can be asked for."""

    created_by = RelatedFilter(User)
    created_after = MomentFilter(field_name="created_at", lookup_expr="gte")
    created_before = MomentFilter(field_name="created_at", lookup_expr="lt")
    updated_after = MomentFilter(field_name="updated_at", lookup_expr="gte")
    updated_before = MomentFilter(field_name="updated_at", lookup_expr="lt")


class StrictFilterBackend(filters.DjangoFilterBackend):
    """The view's `filterset_class`; a value that does not fit is 400."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            refuse_parameters(filterset.errors)
        rows: QuerySet[Any] = filterset.qs
        return rows


class FullTextFilter(BaseFilterBackend):
    """`?search=` in the `search` column, as people write to search engines: words, "phrases", or, -without."""

    def filter_queryset(self, request: Request, queryset: QuerySet[Any], view: APIView) -> QuerySet[Any]:
        words = request.query_params.get(SEARCH, "")
        if len(words) > LONGEST_SEARCH:
            sentence = f"Search for at most {LONGEST_SEARCH} characters."
            raise BadInput(Flaw(pointer=pointer(SEARCH), detail=sentence, where="query"))
        if not words.strip():
            return queryset
        return queryset.filter(search=SearchQuery(words, config=CONFIGURATION, search_type="websearch"))

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        if not is_searched(view.queryset.model):
            return []
        description = 'Full text: words, "phrases", or, -without.'
        schema = {"type": "string", "maxLength": LONGEST_SEARCH}
        return [{"name": SEARCH, "in": "query", "required": False, "description": description, "schema": schema}]


def is_searched(model: type[Model]) -> bool:
    return any(field.name == SEARCH for field in model._meta.get_fields())


def check_parameters(request: Request, *, known: Collection[str], repeatable: Collection[str] = ()) -> None:
    """Raise `BadInput` for query parameters that mean nothing here, or are given twice."""
    flaws = [
        Flaw(pointer=pointer(name), detail=sentence, where="query")
        for name, values in request.query_params.lists()
        if (sentence := _flaw_of(name, values, known=known, repeatable=repeatable))
    ]
    if flaws:
        raise BadInput(*flaws)


def _flaw_of(name: str, values: Sequence[Any], *, known: Collection[str], repeatable: Collection[str]) -> str | None:
    if name not in known:
        return "There is no such parameter here."
    if len(values) > 1 and name not in repeatable:
        return "Give this parameter once."
    return None


def _leads_to_many(model: type[Model], path: str) -> bool:
    for name in path.split("__"):
        field = model._meta.get_field(name)
        if field.many_to_many or field.one_to_many:
            return True
        if field.related_model:
            model = field.related_model
    return False
