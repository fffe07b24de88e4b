"""What holds for every page that is open without logging in."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from config.urls import PUBLIC_PAGES
from research.operations import public_links
from research.operations.public_links import LinkGone
from research.operations.refusals import Unacceptable
from research.public import doors
from research.public.showing import public_page


@doors.by_link(scope="test", takes_answers=True)
def taking(request: HttpRequest, secret: str) -> HttpResponse:
    if secret != "right":
        raise LinkGone
    return public_page(request, "public/base.html", title="Open")


@doors.by_link(scope="test")
def reading(request: HttpRequest, secret: str) -> HttpResponse:
    return public_page(request, "public/base.html", title="Open")


urlpatterns = [path("take/<str:secret>/", taking), path("read/<str:secret>/", reading)]


@pytest.fixture(autouse=True)
def two_pages(db: None) -> Iterator[None]:
    with override_settings(ROOT_URLCONF=__name__):
        yield


def test_a_page_is_open_without_logging_in_and_sets_no_cookie(client: Client) -> None:
    response = client.get("/take/right/")

    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.parametrize("address", ["/take/right/", "/take/wrong/"], ids=["open", "gone"])
def test_nobody_else_finds_or_keeps_it(client: Client, address: str) -> None:
    response = client.get(address)

    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "same-origin"
    assert "no-store" in response["Cache-Control"]
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert "<script" not in response.content.decode()


def test_a_link_that_leads_nowhere_says_so_without_saying_why(client: Client) -> None:
    response = client.get("/take/wrong/")

    assert response.status_code == 410
    assert "Nothing is open here" in response.content.decode()


@pytest.mark.parametrize(("method", "limit"), [("get", "READS"), ("post", "WRITES")], ids=["reading", "answering"])
def test_who_comes_too_often_is_told_so_in_words(client: Client, method: str, limit: str) -> None:
    ask: Callable[[str], HttpResponse] = getattr(client, method)
    with patch.object(doors, limit, 2):
        statuses = [ask("/take/right/").status_code for _ in range(3)]
        refused = ask("/take/right/")

    assert statuses == [200, 200, 429]
    assert re.search(r"That was too often. Try again in \d+ minute", refused.content.decode())
    assert int(refused["Retry-After"]) > 0


def test_each_link_and_each_client_is_counted_by_itself(client: Client) -> None:
    with patch.object(doors, "WRITES", 1):
        first = client.post("/take/right/")
        other_link = client.post("/take/wrong/")
        other_client = client.post("/take/right/", REMOTE_ADDR="192.0.2.7")

    assert [first.status_code, other_link.status_code, other_client.status_code] == [200, 410, 200]


def test_a_page_that_takes_no_answers_is_not_posted_to(client: Client) -> None:
    assert client.post("/read/right/").status_code == 405


def test_every_public_page_has_a_secret_in_its_address() -> None:
    assert all("<str:secret>" in str(page.pattern) for page in PUBLIC_PAGES)


@pytest.mark.parametrize("life", [timedelta(0), timedelta(days=367)], ids=["over", "too long"])
def test_a_link_works_for_a_while_only(life: timedelta) -> None:
    now = timezone.now()

    with pytest.raises(Unacceptable, match="works for a while"):
        public_links.check_life(now + life, at=now)
