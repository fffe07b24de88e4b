"""Backlog items: numbering them, and naming them as other tools do."""

from collections.abc import Collection

from django.db import connection, transaction
from django.db.models import Max
from django.db.models.functions import Upper

from backlog.models import BacklogItem, ExternalReference
from research.models import User
from research.operations.refusals import Refused
from research.operations.studies import only_product

LOCK = "backlog.items.number"


class KeyTaken(Refused):
    """Another item has this external key."""


@transaction.atomic
def add(item: BacklogItem, *, by: User | None) -> BacklogItem:
    """Save a new item: at the end of the order, with the next number of its product (the only one if left out).

    Raises `NoProduct`. Two at once queue on a lock that the transaction holds.
    """
    if not item.product_id:
        item.product = only_product()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [LOCK, item.product_id])
    highest = BacklogItem.objects.filter(product=item.product_id).aggregate(highest=Max("number"))["highest"]
    item.number = (highest or 0) + 1
    item.rank = f"{item.number:08}"  # an item that is moved gets a longer key, which still sorts before the next
    item.created_by = by
    item.save()
    return item


@transaction.atomic
def set_external_references(
    item: BacklogItem, *, references: Collection[ExternalReference], by: User | None
) -> BacklogItem:
    """Let the item have exactly these unsaved references. Keys compare without case. Raises `KeyTaken`."""
    keys = [reference.key.upper() for reference in references]
    others = ExternalReference.objects.exclude(item=item).select_related("item")
    taken = others.annotate(upper=Upper("key")).filter(upper__in=keys)
    if other := taken.first():
        raise KeyTaken(f"{other.key} is item #{other.item.number} already.")
    item.external_references.all().delete()
    for reference in references:
        reference.item = item
    ExternalReference.objects.bulk_create(references)
    BacklogItem.objects.filter(pk=item.pk).touch()
    item.refresh_from_db(fields=["version", "updated_at"])
    return item
