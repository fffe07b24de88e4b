"""A product owner writes a story by keyboard alone: three criteria, one ticked, a blocker, a reference, an estimate."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from backlog.models import BacklogItem, Dependency
from research.models import User
from research.permissions import Role
from tests.factories import BacklogItemFactory, UserFactory

CRITERIA = "Given a, when b, then c\nGiven d, when e, then f\nGiven g, when h, then i"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_story_is_made_ready_by_keyboard(
    page: Page,
    live_server: LiveServer,
    log_in: Callable[[str], None],
    barriers: Callable[[], list[str]],
    scheme: Literal["light", "dark"],
) -> None:
    _cleo: User = UserFactory(username="cleo", role=Role.PRODUCT_OWNER)
    story = BacklogItemFactory(number=1, title="Keep the photo")
    BacklogItemFactory(number=2, title="Storage on the phone")
    page.emulate_media(color_scheme=scheme)
    log_in("cleo")
    page.goto(f"{live_server.url}/backlog/backlogitem/{story.pk}/change/")
    expect(page.locator("html[data-ready=delivery]")).to_be_attached()

    page.locator("#paste").focus()
    page.keyboard.insert_text(CRITERIA)
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_text("0 of 3 met")).to_be_visible()
    expect(page.locator("#paste")).to_be_focused()
    page.get_by_role("button", name="Criterion 2 is met").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("1 of 3 met")).to_be_visible()
    third = page.locator(".criterion textarea[name=then]").nth(2)
    third.focus()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.locator(".criterion textarea[name=then]").nth(1)).to_have_value("i")
    expect(page.locator(".criterion textarea[name=then]").nth(1)).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("it stays")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved the criterion.")).to_be_visible()

    page.locator("#other").focus()
    page.keyboard.type("stor")
    expect(page.get_by_role("option", name="#2 Storage on the phone")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    expect(page.get_by_text("#1 is blocked by #2.")).to_be_visible()
    page.locator("#reference").focus()
    page.keyboard.insert_text("https://acme.atlassian.net/browse/PAY-123")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="PAY-123")).to_be_visible()
    assert barriers() == []
    page.get_by_label("Estimate").fill("2.5")
    page.get_by_role("button", name="Save", exact=True).last.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/backlog/backlogitem/")

    page.goto(f"{live_server.url}/backlog/")
    expect(page.get_by_role("link", name="blocked by #2")).to_be_visible()
    days = page.get_by_label("Days for #1")
    expect(days).to_have_value("2.5")
    expect(days).to_be_enabled()
    days.fill("3")
    days.press("Tab")
    expect(page.get_by_text("#1 takes 3 days.")).to_be_visible()
    story.refresh_from_db()
    assert story.estimate == 3
    assert story.acceptance_criteria.splitlines()[1] == "Given g, when h, then it stays"
    assert Dependency.objects.get().kind == "blocks"
    assert BacklogItem.objects.get(number=1).criteria.filter(met_at__isnull=False).count() == 1
