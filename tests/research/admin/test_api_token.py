"""API tokens: shown once, then revoked."""

import re

import pytest
from django.test import Client

from research.models import ApiToken, User
from research.operations import api_tokens
from tests.factories import ApiTokenFactory

LIST = "/research/apitoken/"


@pytest.fixture
def desk(client: Client, gus: User) -> Client:
    """Gus, logged in."""
    client.force_login(gus)
    return client


def test_a_secret_is_shown_once_and_nowhere_kept(desk: Client, ada: User) -> None:
    answer = desk.post(f"{LIST}add/", {"user": ada.pk, "name": "the exporter", "scope": "read", "days": "30"})

    found = re.search(r'value="(tl_[^"]+)"', answer.content.decode())
    assert found
    token = ApiToken.objects.get()
    assert token.sha256 == api_tokens.digest(found[1])
    assert (token.user, token.name, token.scope) == (ada, "the exporter", "read")
    assert token.expires_at
    assert "no-store" in answer.headers["Cache-Control"]
    assert found[1] not in desk.get(f"{LIST}{token.pk}/change/").content.decode()


@pytest.mark.parametrize("days", ["0", "-1", "3651", "soon", "99999999999"])
def test_days_that_make_no_sense_are_told(desk: Client, ada: User, days: str) -> None:
    answer = desk.post(f"{LIST}add/", {"user": ada.pk, "name": "x", "scope": "read", "days": days})

    assert answer.status_code == 400
    assert not ApiToken.objects.exists()


def test_tokens_are_revoked_from_the_list(desk: Client) -> None:
    token = ApiTokenFactory()

    answer = desk.post(LIST, {"action": "revoke", "_selected_action": [token.pk]}, follow=True)

    token.refresh_from_db()
    assert token.revoked_at
    assert "revoked" in answer.content.decode()


@pytest.mark.parametrize("name", ["ada", "ben", "cleo", "dev", "priya"])
def test_only_administrators_make_tokens(client: Client, name: str, request: pytest.FixtureRequest) -> None:
    client.force_login(request.getfixturevalue(name))

    assert client.get(LIST).status_code == 403
    assert client.post(f"{LIST}add/", {"name": "x", "scope": "write"}).status_code == 403
