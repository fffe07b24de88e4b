"""Letting people in by a link."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from research.models import Invitation, User
from research.operations import invitations
from research.permissions import Role
from tests.factories import StudyFactory

JOINING = {"username": "robin", "password": "a long walk home"}


@pytest.fixture
def desk(client: Client, gus: User) -> Client:
    """Gus, logged in."""
    client.force_login(gus)
    return client


@pytest.fixture
def secret(db: None) -> str:
    return invitations.invite(role=Role.PRODUCT_OWNER, name="Robin", at=timezone.now(), by=None)[1]


def test_the_link_is_shown_once_and_lets_somebody_in(desk: Client, gus: User) -> None:
    shown = desk.post("/research/invitation/add/", {"name": "Robin", "role": "researcher"}).content.decode()
    link = re.search(r"http://testserver(/join/[^/]+/)", shown)
    assert link

    answer = Client().post(link[1], JOINING)

    robin = User.objects.get(username="robin")
    assert answer.headers["Location"] == "/"
    assert robin.groups.get().name == Role.RESEARCHER
    assert Invitation.objects.get().created_by == gus
    assert link[1] not in desk.get("/research/invitation/").content.decode()


def test_a_link_opens_the_private_studies_that_it_names(desk: Client, gus: User) -> None:
    study = StudyFactory(private=True, lead=gus)
    hidden = StudyFactory(private=True)

    desk.post("/research/invitation/add/", {"role": "researcher", "studies": [study.pk]})
    refused = desk.post("/research/invitation/add/", {"role": "researcher", "studies": [hidden.pk]})

    assert list(Invitation.objects.get().studies.all()) == [study]
    assert "studies" in refused.context["form"].errors


def test_whoever_joins_is_logged_in(client: Client, secret: str) -> None:
    client.post(f"/join/{secret}/", JOINING)

    assert client.session["_auth_user_id"] == str(User.objects.get(username="robin").pk)


def test_the_page_tells_no_search_engine_and_no_cache(client: Client, secret: str) -> None:
    answer = client.get(f"/join/{secret}/")

    assert answer.status_code == 200
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("spend", ["accepted", "revoked", "run out", "never one"])
def test_a_link_that_is_no_longer_good_says_so(client: Client, secret: str, spend: str) -> None:
    invitation = Invitation.objects.get()
    if spend == "accepted":
        invitations.accept(secret, username="sam", password="a long walk home", at=timezone.now())
    elif spend == "revoked":
        invitations.revoke(invitation, at=timezone.now())
    elif spend == "run out":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        secret = "guessed"

    answer = client.post(f"/join/{secret}/", JOINING)

    assert answer.status_code == 410
    assert "not good any more" in answer.content.decode()
    assert not User.objects.filter(username="robin").exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"username": "GUS"}, "username", id="a name that is taken, whatever its case"),
        pytest.param({"username": "two words"}, "username", id="a name with a space"),
        pytest.param({"password": "12345678"}, "password", id="a weak password"),
        pytest.param({"password": ""}, "password", id="no password"),
    ],
)
def test_what_is_wrong_is_told_and_the_link_stays_good(
    client: Client, secret: str, gus: User, given: dict[str, str], field: str
) -> None:
    answer = client.post(f"/join/{secret}/", {**JOINING, **given})

    assert field in answer.context["form"].errors
    assert Invitation.objects.get().accepted_at is None


def test_trying_is_limited(client: Client, db: None) -> None:
    for _ in range(20):
        assert client.post("/join/guessed/", JOINING).status_code == 410

    answer = client.post("/join/guessed/", JOINING)

    assert answer.status_code == 429
    assert "Try again in" in answer.content.decode()


def test_revoking_takes_several_links_back_and_says_when_one_was_used(desk: Client, secret: str) -> None:
    _, other = invitations.invite(role=Role.RESEARCHER, at=timezone.now(), by=None)
    both = {"action": "revoke", "_selected_action": list(Invitation.objects.values_list("pk", flat=True))}

    desk.post("/research/invitation/", both)
    assert not Invitation.objects.usable(at=timezone.now()).exists()

    Invitation.objects.update(revoked_at=None)
    invitations.accept(other, username="sam", password="a long walk home", at=timezone.now())
    answer = desk.post("/research/invitation/", both, follow=True)

    assert "accepted already" in answer.content.decode()
    assert Invitation.objects.usable(at=timezone.now()).count() == 1


@pytest.mark.parametrize("name", ["ada", "ben", "priya", "dev"])
def test_only_administrators_invite(client: Client, name: str, request: pytest.FixtureRequest) -> None:
    client.force_login(request.getfixturevalue(name))

    assert client.get("/research/invitation/add/").status_code == 403


def test_the_first_administrator_is_invited_while_there_is_none(db: None) -> None:
    secret = invitations.invite_first_administrator(at=timezone.now())
    assert secret

    invitations.accept(secret, username="gus", password="a long walk home", at=timezone.now())

    assert invitations.invite_first_administrator(at=timezone.now()) is None
