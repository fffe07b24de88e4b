"""Groups that hold what each role may do."""

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.utils.module_loading import module_has_submodule

from research.models import User
from research.operations.refusals import Unacceptable
from research.permissions import Role


class UnknownRole(Unacceptable):
    """There is no role of this name."""


def ensure() -> None:
    """Write the groups as `permissions.GRANTS` of every app says. Rights given by hand to them are taken back."""
    granted = _grants()
    for role in Role:
        group, _ = Group.objects.get_or_create(name=role.value)
        group.permissions.set(_permissions(granted[role]))


def ensure_after_migrate(*, sender: AppConfig, **_: Any) -> None:
    """Receive `post_migrate`, which comes once per app: permissions are complete when the last has come."""
    if sender == [app for app in apps.get_app_configs() if app.models_module][-1]:
        ensure()


@transaction.atomic
def assign(user: User, *, role: str) -> User:
    """Give the person this role and no other. The administrator's role opens the admin's user pages.

    Raises `UnknownRole`.
    """
    if role not in list(Role):
        raise UnknownRole(f"There is no role {role!r}. Roles are: {', '.join(Role)}.", field="role")
    user.groups.set(Group.objects.filter(name=role))
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    return user


def _grants() -> Mapping[Role, set[tuple[str, str]]]:
    """Return (app label, codename) pairs per role, gathered from each app's `permissions` module."""
    granted: dict[Role, set[tuple[str, str]]] = {role: set() for role in Role}
    for app in apps.get_app_configs():
        if module_has_submodule(app.module, "permissions"):
            grants = getattr(import_module(f"{app.name}.permissions"), "GRANTS", {})
            for role, codenames in grants.items():
                granted[role] |= {(app.label, codename) for codename in codenames}
    return granted


def _permissions(pairs: Iterable[tuple[str, str]]) -> list[Permission]:
    wanted = set(pairs)
    found = [
        permission
        for permission in Permission.objects.select_related("content_type")
        if (permission.content_type.app_label, permission.codename) in wanted
    ]
    if missing := wanted - {(found_one.content_type.app_label, found_one.codename) for found_one in found}:
        raise LookupError(f"Permissions that do not exist are granted: {sorted(missing)}.")
    return found
