"""The workplace as a whole: whom it lets in, what its menu holds, what its pages may load."""

import html
import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from research.models import User
from tests.factories import StudyFactory


def menu_of(client: Client) -> list[tuple[str, str]]:
    """Return the addresses and words of the menu."""
    nav = re.search(r'<nav class="menu".*?</nav>', client.get("/").content.decode(), re.DOTALL)
    assert nav
    links = re.findall(r'<a href="([^"]+)"[^>]*>(?:<svg.*?</svg>)?([\w ]+)</a>', nav[0])
    return [(html.unescape(address), label) for address, label in links]


def words_of(client: Client) -> list[str]:
    return [label for _, label in menu_of(client)]


@pytest.mark.parametrize(
    ("name", "entries"),
    [
        pytest.param(
            "ada",
            [
                "Home",
                "Search",
                "Inbox",
                "Studies",
                "Participants",
                "Tags",
                "Compare",
                "Insights",
                "Opportunities",
                "Opportunity tree",
                "Backlog",
                "Roadmap",
            ],
            id="researcher",
        ),
        pytest.param("dev", ["Home", "Search", "Insights", "Roadmap"], id="stakeholder"),
        pytest.param("gus", ["Home", "API tokens"], id="administrator"),
    ],
)
def test_the_menu_is_the_user_s(client: Client, name: str, entries: list[str], request: pytest.FixtureRequest) -> None:
    client.force_login(request.getfixturevalue(name))

    assert words_of(client)[: len(entries)] == entries


def test_a_stakeholder_manages_nothing(client: Client, dev: User) -> None:
    client.force_login(dev)

    assert words_of(client) == ["Home", "Search", "Insights", "Roadmap"]


@pytest.mark.parametrize(
    ("address", "current"),
    [
        pytest.param("/", "Home", id="home"),
        pytest.param("/research/study/", "Studies", id="list"),
        pytest.param("/research/study/add/", "Studies", id="form"),
        pytest.param("/research/interview/", "Interviews", id="interviews, under Manage"),
        pytest.param("/inbox/", "Inbox", id="inbox"),
        pytest.param("/opportunities/tree/", "Opportunity tree", id="a page beside a list"),
        pytest.param("/roadmap/", "Roadmap", id="roadmap"),
    ],
)
def test_the_menu_marks_the_page_that_one_is_on(client: Client, ada: User, address: str, current: str) -> None:
    client.force_login(ada)

    page = client.get(address).content.decode()

    marked = re.findall(r'aria-current="page">(?:<svg.*?</svg>)?([\w ]+)</a>', page)
    assert marked == [current]


def test_every_entry_of_the_menu_opens(client: Client, ada: User) -> None:
    client.force_login(ada)

    statuses = {label: client.get(address).status_code for address, label in menu_of(client)}

    assert len(statuses) > 9
    assert set(statuses.values()) == {200}


def test_whoever_has_no_role_is_told_so_and_can_log_out(client: Client, eve: User) -> None:
    client.force_login(eve)

    answer = client.get("/", follow=True)

    assert answer.status_code == 403
    assert "You have no role yet" in answer.content.decode()
    assert client.get("/research/study/").status_code == 302
    client.post("/logout/")
    assert "_auth_user_id" not in client.session


def test_somebody_without_a_role_can_log_in_to_learn_that(client: Client, eve: User) -> None:
    answer = client.post("/login/", {"username": "eve", "password": "correct horse battery"}, follow=True)

    assert "You have no role yet" in answer.content.decode()


def test_guessing_a_password_is_limited_and_hits_nobody_else(client: Client, ada: User, dev: User) -> None:
    for _ in range(10):
        client.post("/login/", {"username": "ada", "password": "wrong"})

    refused = client.post("/login/", {"username": "ADA", "password": "correct horse battery"})
    other = client.post("/login/", {"username": "dev", "password": "correct horse battery"})

    assert "That was too often. Try again in" in refused.content.decode()
    assert other.status_code == 302


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "500"])
def test_an_apology_needs_nothing_but_itself(name: str) -> None:
    assert "<h1>" in render_to_string(f"{name}.html")


def test_what_is_not_there_is_told_in_our_own_words(client: Client, ada: User) -> None:
    client.force_login(ada)

    assert "Nothing is here" in client.get("/no-such-page/").content.decode()


def test_log_is_offered_to_whoever_may_log(client: Client, ada: User, dev: User) -> None:
    client.force_login(ada)
    assert 'class="log-button"' in client.get("/").content.decode()

    client.force_login(dev)
    assert 'class="log-button"' not in client.get("/").content.decode()


@pytest.mark.parametrize("address", ["/login/", "/", "/research/study/", "/research/study/add/", "/no-such-page/"])
def test_no_page_may_run_or_style_anything_inline(client: Client, ada: User, address: str) -> None:
    if address != "/login/":
        client.force_login(ada)
    StudyFactory()

    answer = client.get(address)

    policy = answer.headers["Content-Security-Policy"]
    for directive in ("script-src 'self'", "style-src 'self'", "object-src 'none'", "base-uri 'none'"):
        assert directive in policy
    assert "frame-ancestors 'none'" in policy
    page = answer.content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)
