"""A funnel in a browser: asked with suggestions and by keys, read, kept as a metric and attached to an opportunity."""

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from research.behaviour import loading
from research.importers.events.parsed import ParsedEvent
from research.models import Funnel, FunnelMetric, User
from research.permissions import Role
from tests.factories import EventSourceFactory, OpportunityFactory, UserFactory


@pytest.fixture
def ben(page: Page) -> User:
    """A product manager; ten people photograph a receipt, and four of them see it kept."""
    ben: User = UserFactory(username="ben", role=Role.PRODUCT_MANAGER)
    source = EventSourceFactory(name="App")
    at = timezone.now() - timedelta(days=4)
    seen = [ParsedEvent("Photographed", at, str(one), f"s{one}", {"signal": "none"}, {}, {}) for one in range(10)]
    kept = [ParsedEvent("Kept <b>", at + timedelta(minutes=9), str(one), f"k{one}", {}, {}, {}) for one in range(4)]
    loading.store([*seen, *kept], source=source)
    OpportunityFactory(product=source.product, statement="I cannot tell whether it was kept.")
    return ben


def in_both_themes(page: Page, barriers: Callable[[], list[str]]) -> list[str]:
    found: list[str] = []
    themes: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
    for theme in themes:
        page.emulate_media(color_scheme=theme)
        found += barriers()
    return found


def test_a_funnel_is_asked_by_keys_read_kept_and_attached(
    page: Page, live_server: LiveServer, ben: User, log_in: Callable[[str], None], barriers: Callable[[], list[str]]
) -> None:
    log_in("ben")
    page.goto(f"{live_server.url}/research/funnel/add/")
    expect(page.locator(".step-editor[data-ready]")).to_be_visible()
    page.get_by_label("Source").select_option("App")
    page.get_by_label("Name", exact=True).fill("Receipts")

    first = page.get_by_role("combobox", name="Step 1: event")
    first.fill("kep")
    page.get_by_role("option", name="Kept <b>").click()
    expect(first).to_have_value("Kept <b>")
    second = page.get_by_role("combobox", name="Step 2: event")
    second.fill("phot")
    expect(page.get_by_role("option", name="Photographed")).to_be_visible()
    second.press("Enter")
    expect(second).to_have_value("Photographed")
    second.press("Alt+ArrowUp")
    expect(first).to_have_value("Photographed")
    expect(first).to_be_focused()
    page.get_by_role("button", name="Add a condition to step 1").press("Enter")
    page.get_by_role("combobox", name="Step 1, condition 1: property").fill("sig")
    page.get_by_role("option", name="signal").click()
    page.get_by_role("combobox", name="Step 1, condition 1: value").fill("no")
    page.get_by_role("option", name="none").click()
    page.get_by_label("How long").fill("2")
    assert in_both_themes(page, barriers) == []
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("link", name="Receipts").first.wait_for()

    funnel = Funnel.objects.get()
    condition = {"property": "signal", "of": "event", "operator": "is", "value": "none"}
    assert funnel.steps == [{"event": "Photographed", "conditions": [condition]}, {"event": "Kept <b>"}]
    assert funnel.window_seconds == 172_800

    page.goto(f"{live_server.url}/funnels/{funnel.pk}/")
    expect(page.get_by_text("of 10 people get through")).to_be_visible()
    page.get_by_role("link", name="Keep as a metric").press("Enter")
    page.get_by_label("Name of the metric").fill("Receipts kept")
    page.get_by_label("Measured").select_option("every day")
    assert in_both_themes(page, barriers) == []
    page.get_by_role("button", name="Keep it").press("Enter")
    expect(page.get_by_role("heading", name="Receipts kept")).to_be_visible()
    assert FunnelMetric.objects.get().every == "day"

    page.goto(f"{live_server.url}/funnels/{funnel.pk}/")
    expect(page.get_by_role("link", name="Receipts kept")).to_be_visible()
    assert in_both_themes(page, barriers) == []
    page.get_by_role("link", name="Attach to an opportunity").click()
    page.get_by_label("Opportunity").select_option("I cannot tell whether it was kept.")
    assert in_both_themes(page, barriers) == []
    page.get_by_role("button", name="Attach it").click()
    expect(page.get_by_text("Receipts: step 1→2 loses 60 %, n = 10").first).to_be_visible()
