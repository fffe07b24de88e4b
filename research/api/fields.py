"""Fields that serializers of every resource use."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Model, QuerySet
from rest_framework import serializers
from rest_framework.relations import MANY_RELATION_KWARGS, ManyRelatedField, PKOnlyObject

from research.models import Viewer

LARGEST_ID = 2**63 - 1
MOST_IDS = 1_000


def seen_by(viewer: Viewer, model: type[Model]) -> QuerySet[Any]:
    """Return the rows of the model that the person may see; people are seen by everyone who may log in."""
    rows = model._default_manager.all()
    return rows.visible_to(viewer) if hasattr(rows, "visible_to") else rows


def as_id(value: Any) -> int | None:
    """Return the id that a body names: a whole number, or its digits as a form sends them. None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20:
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= LARGEST_ID:
        return value
    return None


class RelatedField(serializers.PrimaryKeyRelatedField[Any]):
    """The id of another record that the person may see. An invisible id and a missing one answer alike."""

    default_error_messages = {
        "does_not_exist": "There is no {model} {pk_value}.",
        "incorrect_type": "Give the id of a record, a whole number.",
    }

    def get_queryset(self) -> QuerySet[Any] | None:
        rows = super().get_queryset()
        return None if rows is None else seen_by(self.context["request"].user, rows.model)

    def to_internal_value(self, data: Any) -> Any:
        return self.found([data])[0]

    def found(self, data: Sequence[Any]) -> list[Any]:
        """Return the records of these ids, in order. One query for any number."""
        wanted = [as_id(one) for one in data]
        rows = self.get_queryset()
        assert rows is not None  # noqa: S101  (only fields that are written to come here)
        by_id = rows.in_bulk({pk for pk in wanted if pk is not None})
        flaws = {
            index: [self._flaw(one, wanted[index], rows)]
            for index, one in enumerate(data)
            if wanted[index] not in by_id
        }
        if flaws:
            detail: Any = flaws if isinstance(self.parent, RelatedFields) else flaws[0]
            raise serializers.ValidationError(detail)
        return [by_id[pk] for pk in wanted if pk is not None]

    def _flaw(self, given: Any, pk: int | None, rows: QuerySet[Any]) -> str:
        if pk is None and not (isinstance(given, int) and not isinstance(given, bool)):
            return str(self.error_messages["incorrect_type"])
        name = rows.model._meta.verbose_name
        return str(self.error_messages["does_not_exist"]).format(model=name, pk_value=str(given)[:40])

    @classmethod
    def many_init(cls, *args: Any, **kwargs: Any) -> ManyRelatedField:
        child = {name: value for name, value in kwargs.items() if name not in {"allow_empty", "required", "help_text"}}
        own = {name: value for name, value in kwargs.items() if name in MANY_RELATION_KWARGS}
        return RelatedFields(child_relation=cls(**child), **own)


class RelatedFields(ManyRelatedField):
    """A list of ids, each once."""

    def to_internal_value(self, data: Any) -> list[Any]:
        if not isinstance(data, list):
            self.fail("not_a_list", input_type=type(data).__name__)
        if len(data) > MOST_IDS:
            raise serializers.ValidationError(f"Give at most {MOST_IDS:,} ids at once.")
        assert isinstance(self.child_relation, RelatedField)  # noqa: S101  (`many_init` made it)
        return list(dict.fromkeys(self.child_relation.found(data)))

    def to_representation(self, value: Iterable[Model | PKOnlyObject]) -> list[Any]:
        return sorted(one.pk for one in value)
