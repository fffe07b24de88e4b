"""Participants get codes, programs get keys, people get roles."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from research.models import ApiToken, Participant, User
from research.operations import api_tokens, participants, roles
from research.permissions import Role
from tests.factories import ParticipantFactory, UserFactory


def test_a_code_is_the_next_free_one(ada: User) -> None:
    ParticipantFactory.create(code="P-0041")
    ParticipantFactory.create(code="X-9000")

    made = [participants.add(Participant(), by=ada).code for _ in range(2)]

    assert made == ["P-0042", "P-0043"]


def test_the_first_code_is_one(ada: User) -> None:
    assert participants.add(Participant(), by=ada).code == "P-0001"


def test_a_key_opens_the_door_until_it_is_revoked(ada: User) -> None:
    token, secret = api_tokens.issue(user=ada, name="script", scope="write")

    usable = ApiToken.objects.usable(at=timezone.now())
    assert usable.get(sha256=api_tokens.digest(secret)) == token
    assert secret not in str(vars(token))

    api_tokens.revoke(token)
    assert not usable.filter(pk=token.pk).exists()


def test_a_key_runs_out(ada: User) -> None:
    now = timezone.now()
    api_tokens.issue(user=ada, name="script", scope="read", expires_at=now + timedelta(days=1))

    assert ApiToken.objects.usable(at=now).exists()
    assert not ApiToken.objects.usable(at=now + timedelta(days=1)).exists()


def test_a_key_of_somebody_who_left_opens_nothing(ada: User) -> None:
    api_tokens.issue(user=ada, name="script", scope="read")
    ada.is_active = False
    ada.save()

    assert not ApiToken.objects.usable(at=timezone.now()).exists()


def test_one_has_one_role(db: None) -> None:
    user = roles.assign(UserFactory.create(role=Role.RESEARCHER), role=Role.STAKEHOLDER)

    assert [group.name for group in user.groups.all()] == ["stakeholder"]
    assert user.is_staff
    assert not user.has_perm("research.view_note")


def test_there_is_no_other_role(ada: User) -> None:
    with pytest.raises(roles.UnknownRole, match="emperor"):
        roles.assign(ada, role="emperor")


def test_what_a_role_may_not_do_is_taken_back(db: None) -> None:
    group = Group.objects.get(name=Role.STAKEHOLDER)
    group.permissions.add(Permission.objects.get(codename="delete_note"))

    roles.ensure()

    assert "delete_note" not in group.permissions.values_list("codename", flat=True)


@pytest.mark.parametrize(
    ("role", "permission", "may"),
    [
        (Role.RESEARCHER, "research.add_highlight", True),
        (Role.RESEARCHER, "research.view_contactdetails", False),
        (Role.RESEARCHER, "backlog.add_evidence", True),
        (Role.RESEARCHER, "backlog.change_backlogitem", False),
        (Role.PRODUCT_MANAGER, "research.change_insight", True),
        (Role.PRODUCT_MANAGER, "research.change_note", False),
        (Role.PRODUCT_MANAGER, "backlog.add_backlogitem", True),
        (Role.PRODUCT_OWNER, "backlog.change_backlogitem", True),
        (Role.PRODUCT_OWNER, "research.change_insight", False),
        (Role.STAKEHOLDER, "research.view_insight", True),
        (Role.STAKEHOLDER, "research.view_highlight", False),
        (Role.PRIVACY_OFFICER, "research.change_contactdetails", True),
        (Role.PRIVACY_OFFICER, "research.change_consent", True),
        (Role.PRIVACY_OFFICER, "research.change_interview", False),
        (Role.ADMINISTRATOR, "research.change_user", True),
        (Role.ADMINISTRATOR, "research.view_note", False),
    ],
)
def test_roles_may_what_the_table_says(db: None, role: Role, permission: str, may: bool) -> None:
    user = User.objects.get(pk=UserFactory.create(role=role).pk)

    assert user.has_perm(permission) is may
