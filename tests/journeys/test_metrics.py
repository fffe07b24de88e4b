"""From a new metric to "who says so?": a figure is brought in, drawn, cited and used as evidence."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from backlog.models import BacklogItem
from research.permissions import Role
from tests.factories import (
    BacklogItemFactory,
    EvidenceFactory,
    InsightEvidenceFactory,
    InsightFactory,
    OpportunityFactory,
    UserFactory,
)

SHEET = "metric,period,value,n\nActivation,2026-01,38.5,350\nActivation,2026-02,{value},380\n"


@pytest.fixture
def item(page: Page) -> BacklogItem:
    """An item that rests on one insight, in which somebody says so; and an opportunity."""
    UserFactory.create(username="ben", role=Role.PRODUCT_MANAGER)
    insight = InsightFactory(title="People give up at the plan", status="published")
    InsightEvidenceFactory(insight=insight)
    OpportunityFactory(statement="I cannot tell which plan is mine")
    item: BacklogItem = EvidenceFactory(insight=insight, item=BacklogItemFactory(title="Show one plan")).item
    return item


def test_a_figure_is_brought_in_drawn_cited_and_found_under_who_says_so(
    page: Page,
    live_server: LiveServer,
    item: BacklogItem,
    log_in: Callable[[str], None],
    barriers: Callable[[], list[str]],
    console: list[str],
) -> None:
    def nobody_is_kept_out() -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert barriers() == []

    log_in("ben")
    page.goto(f"{live_server.url}/metrics/")
    nobody_is_kept_out()

    # Defined, by keyboard.
    page.get_by_role("link", name="New metric").click()
    page.get_by_label("Name").fill("Activation")
    page.get_by_label("Unit").fill("%")
    page.keyboard.press("Enter")
    expect(page.get_by_text("added successfully")).to_be_visible()

    # A sheet with a bad row is refused as a whole, and says which row; mended, it comes in.
    page.goto(f"{live_server.url}/metrics/csv/")
    page.get_by_label("Paste the sheet").fill(SHEET.format(value="many"))
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_text("Line 3")).to_be_visible()
    console.clear()  # the browser calls a page that says what is wrong a failure
    nobody_is_kept_out()
    page.get_by_label("Paste the sheet").fill(SHEET.format(value="41.5"))
    page.get_by_role("button", name="Bring them in").click()
    expect(page.get_by_text("2 new, 0 corrected, 0 as they were.")).to_be_visible()

    # Drawn, with its table.
    page.get_by_role("link", name="Activation").click()
    expect(page.locator("svg.chart")).to_be_visible()
    expect(page.get_by_role("region", name="Values as a table")).to_contain_text("38.5 %")
    nobody_is_kept_out()

    # A chart elsewhere is cited, and is evidence at once, in one form.
    page.get_by_role("link", name="Cite a chart").click()
    page.get_by_label("Address of the chart").fill("https://charts.example/7")
    page.get_by_label("Value").fill("44")
    page.get_by_label("n", exact=True).fill("8214")
    page.get_by_label("From").fill("2026-03-01")
    page.get_by_label("To", exact=True).fill("2026-03-31")
    page.get_by_label("Insight that it is evidence for").select_option(label="People give up at the plan")
    page.get_by_label("Opportunity that the insight supports").select_option(label="I cannot tell which plan is mine")
    nobody_is_kept_out()
    page.get_by_role("button", name="Cite it").click()
    expect(page.get_by_text("It is evidence for “People give up at the plan”: how many, not why.")).to_be_visible()

    # An older value is used for a new insight, from the metric's page.
    page.goto(f"{live_server.url}/metrics/")
    page.get_by_role("link", name="Activation").click()
    page.get_by_role("link", name="Use as evidence the value of Jan 2026").click()
    nobody_is_kept_out()
    page.get_by_role("button", name="Use it as evidence").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Activation: 38.5 %, n = 350, Jan 2026")

    # Who says so? One person, and beside the words how many.
    page.goto(f"{live_server.url}/who-says-so/{item.pk}/")
    figures = page.get_by_role("list", name="Measured beside it")
    expect(figures).to_contain_text("44 % Activation how many, not why")
    expect(figures).to_contain_text("n = 8,214")
    expect(figures.get_by_role("link", name="the chart")).to_have_attribute("href", "https://charts.example/7")
    nobody_is_kept_out()
