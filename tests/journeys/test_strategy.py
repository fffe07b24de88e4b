"""Strategy in a browser: from a vision to a graded key result, written on the pages; and nothing bars anybody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from backlog.models import KeyResult, Objective
from research.models import User
from research.permissions import Role
from tests.factories import CheckInFactory, KeyResultFactory, MetricFactory, ProductVisionFactory, UserFactory


@pytest.fixture
def ben(page: Page) -> User:
    """A product manager with a metric."""
    ben: User = UserFactory(username="ben", role=Role.PRODUCT_MANAGER)
    MetricFactory(name="Receipts sent twice", unit="%")
    return ben


def test_an_objective_is_written_checked_in_on_and_graded(
    page: Page, live_server: LiveServer, ben: User, log_in: Callable[[str], None]
) -> None:
    today = timezone.localdate()
    log_in("ben")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Strategy").click()
    page.get_by_role("link", name="Write the vision").click()
    page.get_by_label("Statement").fill("Nobody waits for their money.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.goto(f"{live_server.url}/strategy/")
    expect(page.get_by_text("Nobody waits for their money.")).to_be_visible()

    page.get_by_role("link", name="New objective").click()
    page.get_by_label("Title").fill("Receipts are safe")
    page.get_by_label("Starts").fill(str(today - timedelta(days=10)))
    page.get_by_label("Due").fill(str(today + timedelta(days=10)))
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    page.goto(f"{live_server.url}/strategy/")
    expect(page.get_by_role("heading", name="Receipts are safe")).to_be_visible()
    objective = Objective.objects.get()

    page.goto(f"{live_server.url}/backlog/keyresult/add/")
    page.locator("#id_objective").evaluate(
        "(field, pk) => { field.append(new Option('Receipts are safe', pk, true, true)); }", objective.pk
    )
    metric = MetricFactory(name="Claims paid in a week", unit="%")
    page.locator("#id_metric").evaluate(
        "(field, pk) => { field.append(new Option('Claims paid in a week', pk, true, true)); }", metric.pk
    )
    page.get_by_label("Start").fill("20")
    page.get_by_label("Target").fill("40")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    assert KeyResult.objects.get().metric == metric

    page.goto(f"{live_server.url}/strategy/")
    page.get_by_role("link", name="Check in on Claims paid in a week").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Value").fill("34")
    page.get_by_label("How it goes").select_option("on_track")
    page.get_by_label("Why").fill("The tray helps.")
    page.get_by_role("button", name="Check in").click()
    expect(page.get_by_text("70 % of the way")).to_be_visible()
    expect(page.get_by_text("The tray helps.")).to_be_visible()
    page.get_by_role("button", name="Close and grade").click()
    expect(page.get_by_text("grade 0.70, green")).to_be_visible()
    page.get_by_role("button", name="Open again").click()
    expect(page.get_by_text("70 % of the time")).to_have_count(0)
    expect(page.get_by_text("pace: on track")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_strategy_bars_anybody(
    page: Page,
    live_server: LiveServer,
    ben: User,
    log_in: Callable[[str], None],
    barriers: Callable[[], list[str]],
    scheme: str,
) -> None:
    ProductVisionFactory(statement="It was so")
    ProductVisionFactory()
    made = CheckInFactory(note="Slow.", state="at_risk").key_result
    graded = CheckInFactory(key_result=KeyResultFactory(is_committed=True)).key_result.objective
    Objective.objects.filter(pk=graded.pk).update(closed_on=graded.due_on)
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    log_in("ben")
    found = {}
    for address in ("/strategy/", f"/strategy/key-results/{made.pk}/", f"/backlog/keyresult/{made.pk}/change/"):
        page.goto(f"{live_server.url}{address}")
        found[address] = barriers()
        for width in (800, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address

    assert {address: lines for address, lines in found.items() if lines} == {}
