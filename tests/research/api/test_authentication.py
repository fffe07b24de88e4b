"""Tokens and sessions."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from research.models import ApiToken, User
from research.operations import api_tokens

ADDRESS = "/api/v1/accounts/"


def with_token(user: User, *, scope: str = "write") -> tuple[APIClient, ApiToken]:
    token, secret = api_tokens.issue(user=user, name="a script", scope=scope)
    client = APIClient(headers={"Authorization": f"Token {secret}"})
    return client, token


def test_a_token_reads_and_writes_in_its_owner_s_name(ada: User) -> None:
    client, _ = with_token(ada)

    made = client.post(ADDRESS, {"name": "Acme"})

    assert made.status_code == 201
    assert made.json()["created_by"] == ada.pk


def test_a_token_to_read_does_not_write(ada: User) -> None:
    client, _ = with_token(ada, scope="read")

    assert client.get(ADDRESS).status_code == 200
    refused = client.post(ADDRESS, {"name": "Acme"})

    assert refused.status_code == 403
    assert refused.json()["detail"] == "This token may only read."


def test_a_token_gives_no_more_than_its_owner_s_role(dev: User) -> None:
    client, _ = with_token(dev)

    assert client.get(ADDRESS).status_code == 403


@pytest.mark.parametrize("end", ["revoked", "expired", "closed"])
def test_a_token_that_has_ended_opens_nothing(end: str, ada: User) -> None:
    client, token = with_token(ada)
    if end == "revoked":
        api_tokens.revoke(token)
    elif end == "expired":
        ApiToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    else:
        User.objects.filter(pk=ada.pk).update(is_active=False)

    answer = client.get(ADDRESS)

    assert answer.status_code == 401
    assert answer["WWW-Authenticate"] == 'Token realm="Throughline"'


def test_reading_writes_nothing(ada: User) -> None:
    client, _ = with_token(ada)

    with CaptureQueriesContext(connection) as asked:
        client.get(ADDRESS)

    assert not [one["sql"] for one in asked if not one["sql"].startswith("SELECT")]


def test_a_browser_writes_with_its_session_and_the_csrf_token(ada: User) -> None:
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(ada)

    without = client.post(ADDRESS, {"name": "Acme"})
    client.get("/")
    token = client.cookies["csrftoken"].value
    given = client.post(ADDRESS, {"name": "Acme"}, headers={"X-CSRFToken": token})

    assert (without.status_code, given.status_code) == (403, 201)
