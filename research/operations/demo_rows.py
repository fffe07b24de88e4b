"""Remembering what the demo data brought, and taking exactly that away again."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias

from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.db import connection, models, transaction
from django.db.models import Max

from research.models import ApiToken, DemoRow, IdempotencyKey, Product
from research.operations.refusals import Refused

BELONGINGS = (ApiToken, IdempotencyKey, LogEntry)
"""What goes with a demo user: nobody's work."""
ForeignKey: TypeAlias = "models.ForeignKey[Any, Any]"
NAMED_AT_MOST = 10


class OwnWorkRestsOnIt(Refused):
    """Rows that did not come with the demo data need rows that did."""


def are_there() -> bool:
    return DemoRow.objects.exists()


@contextmanager
def remembered() -> Iterator[None]:
    """Remember every row of ours that is added meanwhile, in one transaction. Other writers wait for its end."""
    with transaction.atomic():
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in _tables())
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
        before = {model: _highest_id(model) for model in _tables()}
        yield
        for model, highest in before.items():
            added = model._default_manager.filter(pk__gt=highest).values_list("pk", flat=True)
            DemoRow.objects.bulk_create(DemoRow(model=model._meta.label_lower, row_id=pk) for pk in added)


@transaction.atomic
def clear() -> int:
    """Take all demo rows away, with their history; returns how many. Raises `OwnWorkRestsOnIt`, naming what does."""
    rows = {model: _remembered_ids(model) for model in _tables()}
    if resting := list(_own_work(rows)):
        named, more = ", ".join(resting[:NAMED_AT_MOST]), len(resting) - NAMED_AT_MOST
        also = f" and {more} more" if more > 0 else ""
        raise OwnWorkRestsOnIt(f"This rests on demo data: {named}{also}. Nothing was removed.")
    for model, ids in rows.items():
        for relation in _relations_to(model):
            _let_go(relation, ids, spare=rows.get(relation.model, set()))
    # Foreign keys are checked when the transaction ends, so that the order does not matter.
    for model, ids in rows.items():
        model._base_manager.filter(pk__in=ids)._raw_delete(connection.alias)
        _forget(model, ids)
    DemoRow.objects.all().delete()
    if not Product.objects.exists():
        Product.objects.create(name="Our product")
    return sum(len(ids) for ids in rows.values())


def _tables() -> list[type[models.Model]]:
    """Our tables, those between many-to-many included; histories and the memory itself apart."""
    return [
        model
        for label in ("research", "backlog")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if model._meta.managed and model is not DemoRow and not hasattr(model, "pgh_tracked_model")
    ]


def _highest_id(model: type[models.Model]) -> int:
    return model._default_manager.aggregate(highest=Max("pk"))["highest"] or 0


def _remembered_ids(model: type[models.Model]) -> set[int]:
    rows = DemoRow.objects.filter(model=model._meta.label_lower)
    return set(rows.values_list("row_id", flat=True))


def _relations_to(model: type[models.Model]) -> list[ForeignKey]:
    """Every foreign key to the model, from anywhere."""
    return [
        relation.field
        for relation in model._meta.get_fields(include_hidden=True)
        if isinstance(relation, models.ManyToOneRel) and isinstance(relation.field, models.ForeignKey)
    ]


def _own_work(rows: Mapping[type[models.Model], set[int]]) -> Iterator[str]:
    for model, ids in rows.items():
        for key in _relations_to(model):
            if key.model in rows and not _lets_go(key):
                yield from _own_rows(key, ids, rows)


def _own_rows(key: ForeignKey, ids: set[int], rows: Mapping[type[models.Model], set[int]]) -> Iterator[str]:
    own = key.model._default_manager.filter(**{f"{key.attname}__in": ids}).exclude(pk__in=rows[key.model])
    for row in own.order_by("pk"):
        if not key.model._meta.auto_created:
            yield f"{key.model._meta.verbose_name} {row.pk}"
        elif other := _other_end(row, key, rows):
            yield other


def _other_end(link: models.Model, key: ForeignKey, rows: Mapping[type[models.Model], set[int]]) -> str | None:
    """Name the own row at the other end of a many-to-many link; None where that one is demo data, too."""
    for field in link._meta.concrete_fields:
        if isinstance(field, models.ForeignKey) and field != key:
            model, pk = field.related_model, getattr(link, field.attname)
            if model in rows and pk not in rows[model]:
                return f"{model._meta.verbose_name} {pk}"
    return None


def _lets_go(key: ForeignKey) -> bool:
    return key.model in BELONGINGS or key.remote_field.on_delete in {models.SET_NULL, models.DO_NOTHING}


def _let_go(key: ForeignKey, ids: set[int], *, spare: set[int]) -> None:
    """Clear what may be empty in rows that stay (not in `spare`), and delete belongings and links."""
    rows = key.model._base_manager.filter(**{f"{key.attname}__in": ids})
    if key.remote_field.on_delete is models.SET_NULL:
        models.QuerySet(key.model).filter(pk__in=rows.exclude(pk__in=spare).values("pk")).update(**{key.attname: None})
    elif key.model in BELONGINGS or key.model._meta.auto_created:
        rows._raw_delete(connection.alias)


def _forget(model: type[models.Model], ids: set[int]) -> None:
    """Delete the rows' history; only when they are gone, since going is history, too."""
    for key in _relations_to(model):
        if key.name == "pgh_obj":
            key.model._base_manager.filter(pgh_obj__in=ids)._raw_delete(connection.alias)
