"""The workplace in a browser: open to everybody, by keyboard alone, in light and dark, within its policy."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from research.models import Interview, Note, User
from research.permissions import Role
from tests.factories import HighlightFactory, InsightFactory, ParticipantFactory, StudyFactory, UserFactory


@pytest.fixture
def ada(page: Page) -> User:
    """A researcher, with something to look at."""
    ada = UserFactory.create(username="ada", role=Role.RESEARCHER)
    HighlightFactory()
    InsightFactory(status="in_review", owner=ada)
    return ada


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_the_main_pages_bars_anybody(
    page: Page,
    live_server: LiveServer,
    ada: User,
    log_in: Callable[[str], None],
    barriers: Callable[[], list[str]],
    scheme: Literal["light", "dark"],
) -> None:
    page.emulate_media(color_scheme=scheme)
    found = {"/login/": barriers()}
    log_in("ada")
    study = StudyFactory()
    for address in (
        "/",
        "/research/study/",
        f"/research/study/{study.pk}/change/",
        "/research/study/add/",
        "/log/",
        "/search/?q=insight",
    ):
        page.goto(f"{live_server.url}{address}")
        found[address] = barriers()

    assert {address: lines for address, lines in found.items() if lines} == {}


def test_an_interview_is_logged_by_keyboard_alone(page: Page, ada: User, log_in: Callable[[str], None]) -> None:
    ParticipantFactory(code="P-0042")
    log_in("ada")

    page.get_by_role("link", name="Log", exact=True).focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Log")
    page.get_by_label("Kind").focus()
    page.keyboard.type("usability")
    page.keyboard.press("Tab")
    page.keyboard.type("Study")
    page.keyboard.press("Tab")
    page.keyboard.type("P-0042, P-0043")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "checkbox":
            break
    page.keyboard.press("Space")
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.tagName") == "TEXTAREA":
            break
    page.keyboard.type("She opened it, closed it, and phoned him.")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_text("Logged. Mark the passages that matter.")).to_be_visible()
    note = Note.objects.select_related("interview").get(text__startswith="She opened it")
    assert page.url.endswith(f"/notes/{note.pk}/")
    assert note.interview.kind == Interview.Kind.USABILITY_TEST
    assert set(note.interview.participants.values_list("code", flat=True)) == {"P-0042", "P-0043"}


def test_no_page_asks_for_more_width_than_a_narrow_window_has(
    page: Page, live_server: LiveServer, ada: User, log_in: Callable[[str], None]
) -> None:
    log_in("ada")
    too_wide = []
    for width in (400, 800, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for address in ("/", "/research/study/", "/research/study/add/", "/log/", "/search/?q=the"):
            page.goto(f"{live_server.url}{address}")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                too_wide.append((width, address))

    assert too_wide == []
