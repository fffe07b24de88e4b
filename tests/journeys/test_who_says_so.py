"""Who says so?, in a browser: the picture and the words, narrowed, copied and printed, by mouse and by keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from backlog.models import BacklogItem
from research.permissions import Role
from tests.factories import (
    AccountFactory,
    BacklogItemFactory,
    ConsentFactory,
    EvidenceFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    NoteFactory,
    ParticipantFactory,
    UserFactory,
    quote_of,
)

SUPPORTING = "I keep two calendars"
OBJECTING = "neither of them is right"


@pytest.fixture
def item(page: Page, log_in: Callable[[str], None]) -> BacklogItem:
    """An item with words for it and against it, from two accounts; ben has logged in."""
    UserFactory.create(username="ben", role=Role.PRODUCT_MANAGER)
    item: BacklogItem = BacklogItemFactory(title="One <b>calendar</b>")
    insight = InsightFactory(title="Two calendars", status="published")
    EvidenceFactory(item=item, insight=insight)
    for words, account, stance in ((SUPPORTING, "Nordlicht", "supports"), (OBJECTING, "Südwind", "contradicts")):
        person = ParticipantFactory(account=AccountFactory(name=account))
        ConsentFactory(participant=person)
        highlight = HighlightFactory(**quote_of(NoteFactory(), words))
        HighlightParticipantFactory(highlight=highlight, participant=person)
        InsightEvidenceFactory(insight=insight, highlight=highlight, stance=stance)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    log_in("ben")
    return item


def clipboard(page: Page, kind: str = "text/plain") -> str:
    read: Any = page.evaluate(
        "async (kind) => (await (await navigator.clipboard.read())[0].getType(kind)).text()",
        kind,
    )
    return str(read)


def test_by_mouse_from_the_list_through_the_picture_to_the_words(
    page: Page, live_server: LiveServer, item: BacklogItem
) -> None:
    page.goto(f"{live_server.url}/backlog/backlogitem/")
    page.get_by_role("link", name="Who says so?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"#{item.number} One <b>calendar</b>")

    picture = page.get_by_role("img", name="Who says so")
    expect(picture).to_have_count(1)  # once its stylesheet is there: of the wide and the narrow one, one is seen
    expect(picture).to_have_accessible_description(
        "2 passages of 2 people in 1 insight. Insight 1, Two calendars: 1 in support, 1 against."
    )
    against = picture.locator(".flow-passage").filter(has_text=OBJECTING[:10])
    against.locator("rect").hover()
    expect(picture.locator(".flow-band.is-on")).to_have_count(3)
    against.locator("rect").click()
    words = page.locator(".says-passage", has_text=OBJECTING)
    expect(words).to_be_focused()
    expect(words).to_be_in_viewport()

    page.get_by_label("Account").select_option("Nordlicht")
    page.get_by_role("button", name="Filter").click()
    expect(page.get_by_text(f"“{SUPPORTING}”")).to_be_visible()
    expect(page.get_by_text(f"“{OBJECTING}”")).to_have_count(0)
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_text("The link is copied.")).to_be_visible()
    assert clipboard(page) == page.url
    page.get_by_role("link", name="Everybody").click()
    expect(page.get_by_text(f"“{OBJECTING}”")).to_be_visible()


def test_by_keyboard_alone_it_is_narrowed_and_copied(page: Page, live_server: LiveServer, item: BacklogItem) -> None:
    page.goto(f"{live_server.url}/who-says-so/{item.pk}/")
    press_until(page, "SELECT")
    page.keyboard.type("Nord")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Only what Nordlicht said.")).to_be_visible()

    press_until(page, "BUTTON", "Copy")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Copied, with its formatting.")).to_be_visible()
    rich = clipboard(page, "text/html")
    assert SUPPORTING in rich
    assert "<blockquote" in rich
    assert "<b>calendar" not in rich
    assert OBJECTING not in rich

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Copied as plain text.")).to_be_visible()
    assert f"“{SUPPORTING}”" in clipboard(page)


def test_on_paper_there_are_the_picture_and_the_words_and_no_buttons(
    page: Page, live_server: LiveServer, item: BacklogItem
) -> None:
    page.goto(f"{live_server.url}/who-says-so/{item.pk}/")
    page.evaluate("window.print = () => { window.printed = true; }")
    page.get_by_role("button", name="Print").click()
    assert page.evaluate("window.printed")

    page.emulate_media(media="print", color_scheme="dark")

    expect(page.get_by_role("img", name="Who says so")).to_have_count(1)
    expect(page.get_by_role("img", name="Who says so")).to_be_visible()
    expect(page.get_by_text(f"“{OBJECTING}”")).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1440])
def test_it_bars_nobody_and_fits_a_phone(
    page: Page,
    live_server: LiveServer,
    item: BacklogItem,
    barriers: Callable[[], list[str]],
    scheme: Any,
    width: int,
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})

    page.goto(f"{live_server.url}/who-says-so/{item.pk}/")

    assert barriers() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.locator(".says-tools button, .says-tools select").evaluate_all(
        "(all) => all.filter((one) => one.getBoundingClientRect().height < 44).length"
    )
    assert small == 0 or width == 1440


def press_until(page: Page, tag: str, text: str = "") -> None:
    """Press Tab until an element of this kind has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        found = page.evaluate("[document.activeElement.tagName, document.activeElement.textContent.trim()]")
        if found[0] == tag and (not text or found[1] == text):
            return
    raise AssertionError(f"No {tag} {text} came under the focus.")
