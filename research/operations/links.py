"""What leads to a record, from whichever table and app: found through the registry, so that no list can be stale."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Self

from django.db import models
from django.db.models import QuerySet

from research.models import Record


@dataclass(frozen=True, kw_only=True)
class Link:
    """One foreign key that leads to such a record.

    `others` are the other ends, where the row may be there once for each two: mostly one, and for evidence, which is
    words or a figure, the end of either kind.
    """

    model: type[models.Model]
    field: str
    others: tuple[str, ...] = ()

    @property
    def other(self) -> str:
        """The first of the other ends, or nothing."""
        return self.others[0] if self.others else ""

    def by_end(self) -> list[Self]:
        """The link once for each of its other ends."""
        return [replace(self, others=(one,)) for one in self.others] or [self]

    @property
    def key(self) -> str:
        return f"{self.model._meta.label}.{self.field}"

    @property
    def is_bare(self) -> bool:
        """Tell whether a row is nothing but its two ends."""
        return bool(self.other) and not issubclass(self.model, Record)

    @property
    def shown(self) -> type[models.Model]:
        """What people would say that the row is: the other end of a pair, else the row itself."""
        field = self.model._meta.get_field(self.other) if self.other else None
        return field.related_model if field else self.model  # type: ignore[return-value]

    def rows(self, pk: int) -> QuerySet[Any]:
        return self.model._default_manager.filter(**{self.field: pk})


def links_to(model: type[models.Model]) -> Iterator[Link]:
    """Every foreign key of a managed model that leads to this one; histories tell of the past and stay as they are."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ManyToOneRel):
            continue
        holder: type[models.Model] = relation.related_model
        if holder._meta.managed and not hasattr(holder, "pgh_tracked_model"):
            yield Link(model=holder, field=relation.field.name, others=_other_ends(holder, relation.field.name))


def _other_ends(model: type[models.Model], field: str) -> tuple[str, ...]:
    """Return the other foreign keys of a row that may be there once for each two."""
    pairs = [tuple(one.fields) for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    pairs += [tuple(one) for one in model._meta.unique_together]
    others = [[name for name in pair if name != field] for pair in pairs if field in pair]
    return tuple(names[0] for names in others if len(names) == 1 and model._meta.get_field(names[0]).many_to_one)
