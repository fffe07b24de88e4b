"""Colleagues: roles and access, changed by administrators only."""

from typing import Any

import pytest
from django.test import Client

from research.models import User
from research.operations import users
from research.operations.refusals import NotYours
from research.permissions import Role
from tests.factories import UserFactory

LIST = "/research/user/"


@pytest.fixture
def desk(client: Client, gus: User) -> Client:
    """Gus, logged in."""
    client.force_login(gus)
    return client


def form(user: User, **given: Any) -> dict[str, Any]:
    return {"username": user.username, "first_name": user.first_name, "is_active": "on", **given}


def test_an_administrator_gives_a_role(desk: Client, eve: User) -> None:
    desk.post(f"{LIST}{eve.pk}/change/", form(eve, role=Role.PRODUCT_OWNER))

    eve.refresh_from_db()
    assert [group.name for group in eve.groups.all()] == [Role.PRODUCT_OWNER]
    assert eve.is_staff


def test_a_role_is_changed_and_never_just_taken(desk: Client, ada: User) -> None:
    answer = desk.post(f"{LIST}{ada.pk}/change/", form(ada, role=""))

    assert "role" in answer.context["adminform"].form.errors
    assert ada.groups.get().name == Role.RESEARCHER


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"is_superuser": "on"}, id="superuser"),
        pytest.param({"user_permissions": "1"}, id="single rights"),
        pytest.param({"groups": "1"}, id="groups"),
    ],
)
def test_rights_come_with_the_role_and_in_no_other_way(desk: Client, eve: User, given: dict[str, str]) -> None:
    desk.post(f"{LIST}{eve.pk}/change/", form(eve, role="", **given))

    eve.refresh_from_db()
    assert not eve.is_superuser
    assert not eve.user_permissions.exists()
    assert not eve.groups.exists()


@pytest.mark.parametrize("name", ["ada", "ben", "cleo", "priya"])
def test_nobody_else_changes_an_account_not_even_their_own(
    client: Client, name: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(name)
    client.force_login(user)

    answer = client.post(f"{LIST}{user.pk}/change/", form(user, role=Role.ADMINISTRATOR))

    assert answer.status_code == 403
    assert user.groups.get().name != Role.ADMINISTRATOR


def test_the_last_administrator_stays(desk: Client, gus: User) -> None:
    demoted = desk.post(f"{LIST}{gus.pk}/change/", form(gus, role=Role.RESEARCHER))
    shut_out = desk.post(LIST, {"action": "shut_out", "_selected_action": [gus.pk]}, follow=True)

    gus.refresh_from_db()
    assert "Somebody has to stay who can let people in" in demoted.content.decode()
    assert "Somebody has to stay who can let people in" in shut_out.content.decode()
    assert gus.is_active
    assert gus.groups.get().name == Role.ADMINISTRATOR


def test_several_are_let_in_no_more_and_again(desk: Client, ada: User, ben: User) -> None:
    both = {"_selected_action": [ada.pk, ben.pk]}

    desk.post(LIST, {"action": "shut_out", **both})
    assert User.objects.filter(is_active=False).count() == 2

    desk.post(LIST, {"action": "let_in", **both})
    assert not User.objects.filter(is_active=False).exists()


def test_an_administrator_does_not_reach_above_themselves(desk: Client, gus: User) -> None:
    above = UserFactory(username="root", is_superuser=True)

    page = desk.post(f"{LIST}{above.pk}/change/", form(above, username="mine"))

    assert page.status_code == 403
    with pytest.raises(NotYours):
        users.shut_out([above], by=gus)


def test_new_people_come_by_invitation(desk: Client) -> None:
    assert desk.get(f"{LIST}add/").headers["Location"] == "/research/invitation/add/"


def test_addresses_are_for_administrators(client: Client, ada: User, gus: User) -> None:
    colleague = UserFactory(email="somebody@example.com")
    client.force_login(ada)
    read = client.get(f"{LIST}{colleague.pk}/change/").content.decode()
    client.force_login(gus)

    assert "somebody@example.com" not in read
    assert "somebody@example.com" in client.get(f"{LIST}{colleague.pk}/change/").content.decode()


def test_nobody_is_deleted(desk: Client, ada: User) -> None:
    assert desk.post(f"{LIST}{ada.pk}/delete/", {"post": "yes"}).status_code == 403


def test_the_list_filters_by_role(desk: Client, ada: User, ben: User) -> None:
    answer = desk.get(f"{LIST}?role=researcher")

    assert list(answer.context["cl"].result_list) == [ada]
