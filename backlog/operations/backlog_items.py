"""Backlog items: numbering and ordering them, changing many, and naming them as other tools do."""

from collections.abc import Collection, Mapping

from django.db import connection, transaction
from django.db.models import Max
from django.db.models.functions import Upper

from backlog.models import BacklogItem, ExternalReference
from backlog.operations import criteria, ranks
from research.models import User
from research.operations.refusals import Refused, Unacceptable
from research.operations.studies import only_product

LOCK = "backlog.items.number"


class KeyTaken(Refused):
    """Another item has this external key."""


class AnotherOrder(Unacceptable):
    """An item stands after one of its own product, and not after itself."""


@transaction.atomic
def add(item: BacklogItem, *, by: User | None) -> BacklogItem:
    """Save a new item: at the end of the order, with the next number of its product (the only one if left out).

    Raises `NoProduct`. Two at once queue on a lock that the transaction holds.
    """
    if not item.product_id:
        item.product = only_product()
    _lock(item.product_id)
    highest = BacklogItem.objects.filter(product=item.product_id).aggregate(highest=Max("number"))["highest"]
    item.number = (highest or 0) + 1
    item.rank = ranks.first(item.number)  # an item that is moved gets a longer key, which still sorts before the next
    item.created_by = by
    item.save()
    if item.acceptance_criteria:
        criteria.write(item, text=item.acceptance_criteria, by=by)
    return item


@transaction.atomic
def move(item: BacklogItem, *, after: BacklogItem | None, by: User) -> BacklogItem:
    """Let the item stand right after another of its product, or first of all. Raises `AnotherOrder`.

    Only its own key changes. Moves queue on the product's lock and look for the neighbour there, so that two people
    at once each get what they asked for.
    """
    if after and (after.product_id != item.product_id or after.pk == item.pk):
        raise AnotherOrder("An item is put after another one of its product.", field="after")
    _lock(item.product_id)
    try:
        item.rank = _rank_after(item, after)
    except ranks.Crowded:
        _spread(item.product_id)
        item.rank = _rank_after(item, after)
    item.save(update_fields=["rank"])
    return item


@transaction.atomic
def place(item: BacklogItem, *, horizon: str, after: BacklogItem | None, by: User) -> BacklogItem:
    """Let the item stand in a horizon of the roadmap, right after another there or before all there.

    In a horizon that holds nothing else it keeps its rank. Raises `AnotherOrder`.
    """
    if after and after.horizon != horizon:
        raise AnotherOrder("An item is put after another one of the same horizon.", field="after")
    if item.horizon != horizon:
        item.horizon = horizon
        item.save(update_fields=["horizon"])
    if after is None:
        others = BacklogItem.objects.filter(product=item.product_id).exclude(pk=item.pk).defer("search")
        first = others.filter(horizon=horizon).order_by("rank").first()
        if first is None or item.rank < first.rank:
            return item
        after = others.filter(rank__lt=first.rank).order_by("-rank").first()
    return move(item, after=after, by=by)


@transaction.atomic
def change_all(items: Collection[BacklogItem], *, values: Mapping[str, str], by: User) -> int:
    """Set the same status or horizon on all of them. Returns how many."""
    known = {name: value for name, value in values.items() if name in {"status", "horizon"}}
    return BacklogItem.objects.filter(pk__in=[item.pk for item in items]).update(**known)


def _lock(product: int) -> None:
    """Queue whoever numbers or orders the items of the product, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [LOCK, product])


def _rank_after(item: BacklogItem, after: BacklogItem | None) -> str:
    others = BacklogItem.objects.filter(product=item.product_id).exclude(pk=item.pk)
    low = others.values_list("rank", flat=True).get(pk=after.pk) if after else ""
    following = others.filter(rank__gt=low).order_by("rank").values_list("rank", flat=True).first()
    return ranks.between(low, following or "")


def _spread(product: int) -> None:
    """Give every item of the product a short key again, in the order that there is."""
    items = list(BacklogItem.objects.filter(product=product).order_by("rank", "pk"))
    for place, item in enumerate(items, start=1):
        item.rank = ranks.first(place)
    BacklogItem.objects.bulk_update(items, ["rank"], batch_size=500)


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
