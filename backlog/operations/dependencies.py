"""Saying that items block, duplicate or relate to one another."""

from django.db import transaction

from backlog.models import BacklogItem, Dependency
from research.models import User
from research.operations.refusals import Refused, Unacceptable


class SaidAlready(Refused):
    """The two stand to each other like that already."""


class OnItself(Unacceptable):
    """Both ends are one item."""


@transaction.atomic
def add(*, source: BacklogItem, kind: str, target: BacklogItem, by: User | None) -> Dependency:
    """Say that the source blocks or duplicates the target, or relates to it. Raises `SaidAlready`, `OnItself`.

    A ring is refused by the database. Items are related once, whichever is named first.
    """
    if source.pk == target.pk:
        raise OnItself("An item does not depend on itself.", field="target")
    if kind == Dependency.Kind.RELATES and source.pk > target.pk:
        source, target = target, source
    if Dependency.objects.filter(source=source, kind=kind, target=target).exists():
        raise SaidAlready(f"#{source.number} {Dependency.Kind(kind).label} #{target.number} already.")
    made = Dependency.objects.create(source=source, kind=kind, target=target, by=by)
    BacklogItem.objects.filter(pk__in=[source.pk, target.pk]).touch()
    return made


@transaction.atomic
def remove(dependency: Dependency, *, by: User) -> None:
    BacklogItem.objects.filter(pk__in=[dependency.source_id, dependency.target_id]).touch()
    dependency.delete()
