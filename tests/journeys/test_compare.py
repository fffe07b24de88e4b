"""Compare in a browser: choose, read the words behind a number, take the table along."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from research.models import CodingStatus, User
from research.permissions import Role
from tests.factories import (
    CodingStatusFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    SegmentFactory,
    TagFactory,
    TaggingFactory,
    UserFactory,
)


@pytest.fixture
def ada(page: Page) -> User:
    """A researcher; five drivers of one segment, one of whom, who is in another, too, says something."""
    ada: User = UserFactory(username="ada", role=Role.RESEARCHER)
    drivers = ParticipantFactory.create_batch(5, role="driver")
    SegmentFactory(name="Travellers").participants.add(*drivers)
    SegmentFactory(name="Approvers").participants.add(drivers[0])
    interview = InterviewFactory()
    interview.participants.add(*drivers)
    CodingStatusFactory(interview=interview, status=CodingStatus.Status.DONE)
    highlight = HighlightFactory(note=NoteFactory(interview=interview), kind="need")
    HighlightParticipantFactory(highlight=highlight, participant=drivers[0])
    TaggingFactory(tag=TagFactory(name="No signal", parent=TagFactory(name="Capture")), highlight=highlight)
    return ada


def test_a_number_leads_to_the_words_and_back(
    page: Page, live_server: LiveServer, ada: User, log_in: Callable[[str], None]
) -> None:
    log_in("ada")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Compare").click()

    expect(page.get_by_text("1 participant stands in more than one column")).to_be_visible()
    cell = page.get_by_role("link", name="No signal, Travellers: 1 of 5 participants")
    expect(cell).to_contain_text("20 %")
    expect(page.get_by_role("link", name="No signal, Approvers")).not_to_contain_text("%")
    cell.click()
    passages = page.get_by_role("dialog", name="No signal")
    expect(passages.get_by_role("link", name="How do you p")).to_be_visible()
    passages.get_by_role("button", name="Close").click()
    expect(cell).to_be_focused()

    page.get_by_label("Rows").select_option("Kinds")
    expect(page.get_by_role("row", name="need")).to_be_visible()
    expect(page.get_by_label("Tags under")).to_be_hidden()
    page.get_by_label("Columns").select_option("Single participants")
    expect(page.get_by_role("columnheader", name="T-")).to_have_count(5)
    assert "rows=kinds&columns=participants" in page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="Download CSV").click()
    assert Path(download.value.path()).read_text(encoding="utf-8-sig").startswith("kinds,")


def test_it_is_read_by_keyboard_alone(
    page: Page, live_server: LiveServer, ada: User, log_in: Callable[[str], None]
) -> None:
    log_in("ada")
    page.goto(f"{live_server.url}/compare/")

    page.get_by_label("Rows").focus()
    page.keyboard.type("Kin")
    expect(page.get_by_role("row", name="need")).to_be_visible()
    expect(page.get_by_label("Rows")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a[data-passages]')"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="need")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert page.evaluate("document.activeElement.matches('a[data-passages]')")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_in_a_comparison_bars_anybody(
    page: Page,
    live_server: LiveServer,
    ada: User,
    log_in: Callable[[str], None],
    barriers: Callable[[], list[str]],
    scheme: Literal["light", "dark"],
) -> None:
    page.emulate_media(color_scheme=scheme)
    log_in("ada")
    found = {}
    for address in ("/compare/", "/compare/?columns=participants", "/compare/?rows=insights"):
        page.goto(f"{live_server.url}{address}")
        found[address] = barriers()
    page.goto(f"{live_server.url}/compare/")
    page.get_by_role("link", name="No signal, Travellers").click()
    expect(page.get_by_role("dialog")).to_be_visible()
    found["the words"] = barriers()

    assert {address: lines for address, lines in found.items() if lines} == {}
    for width in (800, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
