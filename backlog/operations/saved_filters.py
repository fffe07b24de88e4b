"""Keeping ways to narrow the backlog, under names of one's own."""

from django.db import transaction

from backlog.models import SavedFilter
from research.models import User
from research.operations.refusals import Refused

MOST = 50


class TooMany(Refused):
    """More filters than anybody finds again."""


@transaction.atomic
def keep(*, name: str, query: str, by: User) -> SavedFilter:
    """Keep it; one of the same name is replaced. Raises `TooMany`."""
    others = SavedFilter.objects.visible_to(by).exclude(name=name)
    if others.count() >= MOST:
        raise TooMany(f"You have {MOST} filters. Forget one first.")
    kept, _ = SavedFilter.objects.update_or_create(person=by, name=name, defaults={"query": query})
    return kept


@transaction.atomic
def forget(*, name: str, by: User) -> None:
    SavedFilter.objects.visible_to(by).filter(name=name).delete()
