"""Letting people in by a one-time link."""

import secrets
from collections.abc import Collection
from datetime import datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.db import transaction

from research.models import Invitation, Study, StudyMember, User
from research.operations import roles
from research.operations.api_tokens import digest
from research.operations.refusals import Refused, Unacceptable
from research.permissions import Role

LIFETIME = timedelta(days=7)


class NoLongerGood(Refused):
    """The link was used, revoked or has run out, or it never was one."""


class UsernameTaken(Unacceptable):
    """Somebody has that name already."""


@transaction.atomic
def invite(
    *,
    role: str,
    at: datetime,
    by: User | None,
    name: str = "",
    email: str = "",
    studies: Collection[Study] = (),
) -> tuple[Invitation, str]:
    """Return an invitation with the secret of its link, which cannot be shown again. It lasts seven days."""
    if role not in list(Role):
        raise roles.UnknownRole(f"There is no role {role!r}.", field="role")
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        sha256=digest(secret), role=role, name=name, email=email, created_by=by, expires_at=at + LIFETIME
    )
    invitation.studies.set(studies)
    return invitation, secret


def invite_first_administrator(*, at: datetime) -> str | None:
    """Return the secret of a link for an administrator, or None while there is one who can log in."""
    if User.objects.filter(groups__name=Role.ADMINISTRATOR, is_active=True).exists():
        return None
    return invite(role=Role.ADMINISTRATOR, at=at, by=None)[1]


def find(secret: str, *, at: datetime) -> Invitation:
    """Return the usable invitation behind a link. Raises `NoLongerGood`."""
    found = Invitation.objects.usable(at=at).filter(sha256=digest(secret)).first()
    if found is None:
        raise NoLongerGood("This link is not good any more. Ask for another.")
    return found


@transaction.atomic
def accept(secret: str, *, username: str, password: str, at: datetime) -> User:
    """Make the account, with the invitation's role and studies, and spend the link.

    Raises `NoLongerGood`, `UsernameTaken` and Django's `ValidationError` for a weak password.
    """
    invitation = find(secret, at=at)
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if invitation.accepted_at:
        raise NoLongerGood("This link is not good any more. Ask for another.")
    if User.objects.filter(username__iexact=username).exists():
        raise UsernameTaken("Somebody has that name already.", field="username")
    user = User(username=username, email=invitation.email, first_name=invitation.name)
    validate_password(password, user)
    user.set_password(password)
    user.save()
    roles.assign(user, role=invitation.role)
    StudyMember.objects.bulk_create(StudyMember(study=study, user=user) for study in invitation.studies.all())
    invitation.accepted_at, invitation.accepted_by = at, user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return user


def revoke(invitation: Invitation, *, at: datetime) -> None:
    """Make the link useless. Raises `NoLongerGood` where it was used."""
    if not Invitation.objects.filter(pk=invitation.pk, accepted_at__isnull=True).update(revoked_at=at):
        raise NoLongerGood("This invitation was accepted already.")
