"""Releases: planning them, and which items go into which."""

from collections.abc import Collection

from django.db import transaction

from backlog.models import BacklogItem, Release
from research.models import User
from research.operations.refusals import Unacceptable
from research.operations.studies import only_product


class OfAnotherProduct(Unacceptable):
    """An item goes into a release of its own product."""


@transaction.atomic
def add(release: Release, *, by: User | None) -> Release:
    """Save a new release, of the only product if none is named. Raises `NoProduct`."""
    if not release.product_id:
        release.product = only_product()
    release.created_by = by
    release.save()
    return release


@transaction.atomic
def put(items: Collection[BacklogItem], *, into: Release | None, by: User) -> int:
    """Let the items go into the release, or into none. Returns how many moved. Raises `OfAnotherProduct`."""
    for item in items:
        check(item, into)
    moving = BacklogItem.objects.filter(pk__in=[item.pk for item in items])
    return moving.exclude(release=into).update(release=into) if into else moving.update(release=None)


def check(item: BacklogItem, release: Release | None) -> None:
    """Raises `OfAnotherProduct`."""
    if release and item.product_id and release.product_id != item.product_id:
        raise OfAnotherProduct(f"{release.name} is a release of another product.", field="release")
