"""The inbox in a browser: read, mark, link, done, next; by mouse, by keyboard alone, and back again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from backlog.models import Evidence
from research.models import CodingStatus, Highlight, Insight, InsightEvidence, Interview, User
from research.permissions import Role
from tests.factories import (
    BacklogItemFactory,
    HighlightFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    TagFactory,
    UserFactory,
)

FIRST = "😀 I sent the receipt on Monday. It was gone on Tuesday!\nשלום, where is it?"


@pytest.fixture
def ada(page: Page) -> User:
    return UserFactory.create(username="ada", role=Role.RESEARCHER)


@pytest.fixture
def feedback(ada: User) -> list[Interview]:
    """Three tickets, the newest first."""
    TagFactory.create(name="Lost receipts", colour="orange")
    made = []
    for number, (title, text) in enumerate([("Gone", FIRST), ("Slow", "It is slow."), ("Fine", "All is well.")]):
        held_at = timezone.now() - timedelta(days=number)
        made.append(InterviewFactory.create(kind="support_ticket", study=None, title=title, held_at=held_at))
        NoteFactory.create(interview=made[-1], kind="notes", text=text)
    return made


@pytest.fixture
def inbox(page: Page, live_server: LiveServer, feedback: list[Interview], log_in: Callable[[str], None]) -> Page:
    log_in("ada")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Inbox").click()
    page.get_by_text("Select words, or walk").wait_for()
    return page


def heading(page: Page, name: str) -> None:
    expect(page.get_by_role("heading", level=2, name=name)).to_be_visible()


def test_feedback_is_marked_linked_and_put_away_by_mouse(inbox: Page, feedback: list[Interview]) -> None:
    InsightFactory.create(title="Receipts get lost on the way")
    inbox.get_by_role("link", name="Slow").click()
    heading(inbox, "Slow")
    inbox.get_by_role("navigation", name="Feedback").get_by_role("link", name="Gone").click()
    heading(inbox, "Gone")

    inbox.locator(".inbox-text").dblclick(position={"x": 60, "y": 15})
    inbox.get_by_role("toolbar").get_by_role("button", name="Tag").click()
    inbox.get_by_role("combobox", name="Tag").fill("lost")
    inbox.get_by_role("option", name="Lost receipts").click()
    expect(inbox.locator(".inbox-marks .tag")).to_have_text("Lost receipts")
    inbox.get_by_role("button", name="Link to …").click()
    inbox.get_by_role("combobox", name="Insight, opportunity or backlog item").fill("receipts get")
    inbox.get_by_role("option", name="Receipts get lost on the way").click()
    expect(inbox.get_by_role("link", name="Receipts get lost on the way")).to_be_visible()
    inbox.get_by_role("button", name="Done").click()
    heading(inbox, "Slow")
    expect(inbox.get_by_text("2 to read")).to_be_visible()
    inbox.get_by_role("button", name="Undo").click()
    heading(inbox, "Gone")
    expect(inbox.get_by_text("3 to read")).to_be_visible()
    inbox.get_by_label("Done").first.check()
    expect(inbox.get_by_role("heading", name="Nothing is done yet")).to_be_visible()

    highlight = Highlight.objects.get()
    assert highlight.note.text[highlight.start : highlight.end] == highlight.quote
    assert InsightEvidence.objects.get().highlight == highlight
    assert CodingStatus.objects.get(interview=feedback[0]).status == "not_started"


def test_feedback_is_marked_linked_and_put_away_by_keyboard_alone(inbox: Page, feedback: list[Interview]) -> None:
    BacklogItemFactory.create(title="Keep what was sent")
    press = inbox.keyboard.press
    press("j")
    heading(inbox, "Slow")
    press("k")
    heading(inbox, "Gone")
    expect(inbox.locator(".inbox-text")).to_be_focused()
    press("ArrowDown")
    press("ArrowDown")
    press("Shift+ArrowDown")
    press("p")
    expect(inbox.locator(".inbox-marks > li")).to_have_count(1)
    press("n")
    expect(inbox.locator(".inbox-marks .chip")).to_have_text("need")
    press("t")
    inbox.keyboard.type("Vanished")
    expect(inbox.get_by_role("option", name="New tag “Vanished”")).to_be_visible()
    press("Enter")
    expect(inbox.locator(".inbox-marks .tag")).to_have_text("Vanished")
    press("i")
    inbox.keyboard.type("keep what")
    inbox.get_by_role("option", name="Keep what was sent").wait_for()
    press("Enter")
    expect(inbox.get_by_role("link", name="Keep what was sent")).to_be_visible()

    highlight = Highlight.objects.get()
    assert highlight.quote == "It was gone on Tuesday!\nשלום, where is it?"
    assert highlight.note.text[highlight.start : highlight.end] == highlight.quote
    assert (highlight.kind, [tag.name for tag in highlight.tags.all()]) == ("need", ["Vanished"])
    assert Evidence.objects.get().insight.evidence.get().highlight == highlight

    press("e")
    heading(inbox, "Slow")
    press("e")
    heading(inbox, "Fine")
    press("e")
    expect(inbox.get_by_role("heading", name="All read")).to_be_visible()
    for name in ("Fine", "Slow", "Gone"):
        press("Control+z")
        heading(inbox, name)
    press("Control+z")
    expect(inbox.get_by_role("link", name="Keep what was sent")).to_have_count(0)
    press("Control+z")
    expect(inbox.locator(".inbox-marks .tag")).to_have_count(0)
    press("Control+z")
    expect(inbox.locator(".inbox-marks .chip")).to_have_text("pain point")
    press("Control+z")
    expect(inbox.locator(".inbox-marks > li")).to_have_count(0)

    assert not Highlight.objects.exists()
    assert not Insight.objects.exists()
    assert not CodingStatus.objects.filter(status="done").exists()


def test_a_mark_that_cannot_be_kept_says_so_and_keeps_the_words_selected(inbox: Page, console: list[str]) -> None:
    inbox.locator(".inbox-text").focus()
    inbox.keyboard.press("ArrowDown")
    inbox.context.set_offline(True)
    inbox.keyboard.press("p")

    expect(inbox.get_by_role("alert")).to_contain_text("No connection to the server.")
    assert inbox.evaluate("getSelection().toString()") == "😀 I sent the receipt on Monday."
    inbox.context.set_offline(False)
    inbox.keyboard.press("p")
    expect(inbox.locator(".inbox-marks > li")).to_have_count(1)
    assert Highlight.objects.get().quote == "😀 I sent the receipt on Monday."
    console[:] = [line for line in console if "ERR_INTERNET_DISCONNECTED" not in line]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_in_the_inbox_bars_anybody_at_any_width(
    inbox: Page,
    live_server: LiveServer,
    feedback: list[Interview],
    barriers: Callable[[], list[str]],
    scheme: Literal["light", "dark"],
) -> None:
    inbox.emulate_media(color_scheme=scheme)
    HighlightFactory.create(note=feedback[0].notes.get(), kind="need")
    found, too_wide = [], []
    for address in ("/inbox/", f"/inbox/?open={feedback[0].pk}", "/inbox/?q=nothing"):
        for width in (390, 800, 1440):
            inbox.set_viewport_size({"width": width, "height": 844})
            inbox.goto(f"{live_server.url}{address}")
            if inbox.evaluate("document.documentElement.scrollWidth") > width:
                too_wide.append((width, address))
        found += barriers()

    assert found == []
    assert too_wide == []
