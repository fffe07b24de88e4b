"""Acceptance criteria: writing, pasting, ordering and ticking them. The item's text follows in the same transaction."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from backlog import criteria as words
from backlog.criteria import Criterion
from backlog.models import AcceptanceCriterion, BacklogItem
from research.models import User
from research.operations.refusals import Unacceptable


class NothingSaid(Unacceptable):
    """A criterion without words."""


class AnotherItem(Unacceptable):
    """A criterion stands after one of its own item."""


@transaction.atomic
def paste(item: BacklogItem, *, text: str, by: User | None) -> list[AcceptanceCriterion]:
    """Add each "Given …, when …, then …" of the text at the end; what reads otherwise is one. Raises `NothingSaid`."""
    found = words.read(text)
    if not found:
        raise NothingSaid("Say what shall hold.", field="text")
    rows = _rows(item)
    made = [_row(item, len(rows) + place, one) for place, one in enumerate(found)]
    AcceptanceCriterion.objects.bulk_create(made)
    _tell(item)
    return made


@transaction.atomic
def add(item: BacklogItem, *, criterion: Criterion, by: User | None) -> AcceptanceCriterion:
    """Add one at the end. Raises `NothingSaid`."""
    _check(criterion)
    made = _row(item, len(_rows(item)), criterion)
    made.save()
    _tell(item)
    return made


@transaction.atomic
def write(item: BacklogItem, *, text: str, by: User | None) -> list[AcceptanceCriterion]:
    """Let the item have exactly the criteria of this text. What is still said in the same words stays ticked."""
    met = {_said(row): row for row in _rows(item) if row.met_at}
    made = [_row(item, place, one) for place, one in enumerate(words.read(text))]
    for row in made:
        if before := met.get(_said(row)):
            row.met_at, row.met_by = before.met_at, before.met_by
    item.criteria.all().delete()
    AcceptanceCriterion.objects.bulk_create(made)
    _tell(item)
    return made


@transaction.atomic
def revise(
    criterion: AcceptanceCriterion,
    *,
    by: User,
    given: str | None = None,
    when: str | None = None,
    then: str | None = None,
) -> AcceptanceCriterion:
    """Say it in other words; it stays ticked. Raises `NothingSaid`."""
    changes = {"given": given, "when": when, "then": then}
    for name, value in changes.items():
        if value is not None:
            setattr(criterion, name, value.strip())
    _check(_said(criterion))
    criterion.save()
    _tell(criterion.item)
    return criterion


@transaction.atomic
def tick(criterion: AcceptanceCriterion, *, is_met: bool, by: User, at: datetime) -> AcceptanceCriterion:
    """Say that it is met, or that it is not. Ticking twice keeps who ticked first."""
    if is_met != (criterion.met_at is not None):
        criterion.met_at, criterion.met_by = (at, by) if is_met else (None, None)
        criterion.save(update_fields=["met_at", "met_by"])
        BacklogItem.objects.filter(pk=criterion.item_id).touch()
    return criterion


@transaction.atomic
def move(criterion: AcceptanceCriterion, *, after: AcceptanceCriterion | None, by: User) -> AcceptanceCriterion:
    """Let it stand right after another of its item, or first. Raises `AnotherItem`."""
    if after and (after.item_id != criterion.item_id or after.pk == criterion.pk):
        raise AnotherItem("A criterion is put after another one of its item.", field="after")
    others = [row for row in _rows(criterion.item) if row.pk != criterion.pk]
    place = next((index for index, row in enumerate(others, start=1) if after and row.pk == after.pk), 0)
    _place([*others[:place], criterion, *others[place:]])
    _tell(criterion.item)
    return criterion


@transaction.atomic
def remove(criterion: AcceptanceCriterion, *, by: User) -> None:
    """Take it away; those below move up."""
    item, gone = criterion.item, criterion.pk
    rows = _rows(item)
    criterion.delete()
    _place([row for row in rows if row.pk != gone])
    _tell(item)


def _check(criterion: Criterion) -> None:
    if not criterion.then.strip():
        raise NothingSaid("A criterion says what shall hold then.", field="then")


def _rows(item: BacklogItem) -> list[AcceptanceCriterion]:
    """Return the item's criteria in order, with the item locked: two who write at once get places of their own."""
    BacklogItem.objects.locked().only("pk").get(pk=item.pk)
    return list(item.criteria.in_order())


def _place(rows: Sequence[AcceptanceCriterion]) -> None:
    for place, row in enumerate(rows, start=1):
        row.position = place
    AcceptanceCriterion.objects.bulk_update(rows, ["position"])


def _tell(item: BacklogItem) -> None:
    """Write the item's text anew, and count its version up."""
    text = words.written(Criterion(given=one.given, when=one.when, then=one.then) for one in item.criteria.in_order())
    BacklogItem.objects.filter(pk=item.pk).update(acceptance_criteria=text)
    item.refresh_from_db(fields=["acceptance_criteria", "version", "updated_at"])


def _row(item: BacklogItem, place: int, one: Criterion) -> AcceptanceCriterion:
    return AcceptanceCriterion(item=item, position=place + 1, given=one.given, when=one.when, then=one.then)


def _said(row: AcceptanceCriterion) -> Criterion:
    return Criterion(given=row.given, when=row.when, then=row.then)
