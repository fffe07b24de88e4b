"""Accounts: what somebody may do, and whether they get in at all."""

from collections.abc import Collection

from django.db import transaction

from research.models import User
from research.operations import roles
from research.operations.refusals import NotYours, Refused
from research.permissions import Role


class LastAdministrator(Refused):
    """Nobody would be left who can let people in."""


@transaction.atomic
def change(user: User, *, role: str, by: User) -> User:
    """Save the account as it was edited, with this role and no other; an empty role leaves things as they are.

    Raises `NotYours`, `UnknownRole` and `LastAdministrator`.
    """
    _allow([user], by=by)
    user.save()
    if role:
        roles.assign(user, role=role)
    _keep_one()
    return user


@transaction.atomic
def let_in(users: Collection[User], *, by: User) -> int:
    """Open the service to them again; returns to how many. Raises `NotYours`."""
    _allow(users, by=by)
    return User.objects.filter(pk__in=[user.pk for user in users]).update(is_active=True)


@transaction.atomic
def shut_out(users: Collection[User], *, by: User) -> int:
    """Let them in no more, neither by password nor by token; what they wrote stays theirs.

    Raises `NotYours` and `LastAdministrator`.
    """
    _allow(users, by=by)
    count = User.objects.filter(pk__in=[user.pk for user in users]).update(is_active=False)
    _keep_one()
    return count


def _allow(users: Collection[User], *, by: User) -> None:
    """Raise `NotYours` where somebody would reach above themselves."""
    if not by.has_perm("research.change_user"):
        raise NotYours("Only administrators change accounts.")
    if not by.is_superuser and any(user.is_superuser for user in users):
        raise NotYours("This account stands above yours.")


def _keep_one() -> None:
    """Raise `LastAdministrator` where no administrator is left who can log in."""
    administrators = User.objects.filter(groups__name=Role.ADMINISTRATOR) | User.objects.filter(is_superuser=True)
    if not administrators.filter(is_active=True).exists():
        raise LastAdministrator("Somebody has to stay who can let people in: give another the role first.")
