"""The backlog in a browser: score, order and change items by mouse, and all of it by keyboard alone."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from backlog.models import BacklogItem, Score
from research.models import User
from research.permissions import Role
from tests.factories import BacklogItemFactory, ScoreFactory, UserFactory
from tests.factories.backlog import RICE


@pytest.fixture
def ben(page: Page) -> User:
    """A product manager with three items, the first of them scored."""
    ben: User = UserFactory(username="ben", role=Role.PRODUCT_MANAGER)
    one, _two, _three = (
        BacklogItemFactory(number=number, title=title)
        for number, title in enumerate(("Keep the photo", "Ask once", "<b>Offline</b>"), start=1)
    )
    ScoreFactory(item=one, by=ben)
    return ben


def row(page: Page, number: int) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("checkbox", name=f"Select #{number}"))


def refused(console: list[str]) -> None:
    """The browser tells of each answer that refuses."""
    assert all("400" in complaint for complaint in console)
    console.clear()


def numbers() -> list[int]:
    return list(BacklogItem.objects.order_by("rank").values_list("number", flat=True))


def test_items_are_scored_ordered_and_changed_by_mouse(
    page: Page, live_server: LiveServer, ben: User, log_in: Callable[[str], None]
) -> None:
    log_in("ben")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Backlog").click()
    expect(row(page, 1)).to_contain_text("600")
    expect(row(page, 3)).to_contain_text("<b>Offline</b>")
    expect(row(page, 1)).to_contain_text("80 % claimed")

    page.get_by_label("Confidence in percent of #1").select_option("50 low")
    page.get_by_label("Why #1 is so now").fill("Nobody tested it")
    row(page, 1).get_by_role("button", name="Save").click()
    expect(row(page, 1)).to_contain_text("375")
    assert Score.objects.get(is_current=True).reason == "Nobody tested it"
    page.get_by_role("button", name="Undo").click()
    expect(row(page, 1)).to_contain_text("600")
    expect(page.get_by_label("Confidence in percent of #1")).to_have_value("80")

    page.get_by_role("button", name="Move #3").drag_to(
        page.get_by_role("button", name="Move #1"), target_position={"x": 5, "y": 1}
    )
    expect(page.get_by_text("#3 stands first now.")).to_be_visible()
    assert numbers() == [3, 1, 2]

    page.get_by_label("Status of #2").select_option("ready")
    expect(page.get_by_text("#2 is “ready” now.")).to_be_visible()
    for number in (1, 2):
        page.get_by_role("checkbox", name=f"Select #{number}").check()
    expect(page.get_by_text("2 selected:")).to_be_visible()
    page.locator("#bulk-horizon").select_option("now")
    page.get_by_role("button", name="Change selected").click()
    expect(page.get_by_text("Changed 2 items.")).to_be_visible()
    expect(page.get_by_label("When for #1")).to_have_value("now")

    page.get_by_label("When", exact=True).first.select_option("now")
    expect(page.get_by_role("checkbox", name="Select #3")).to_have_count(0)
    page.get_by_label("Name for this filter").fill("Now")
    page.get_by_role("button", name="Keep filter").click()
    page.goto(f"{live_server.url}/backlog/?framework=wsjf")
    expect(page.get_by_role("columnheader", name="Job size")).to_be_visible()
    page.get_by_role("link", name="Now", exact=True).click()
    expect(page.get_by_role("checkbox", name="Select #3")).to_have_count(0)
    row(page, 1).get_by_title("Who says so?").click()
    expect(page.get_by_role("heading", name="#1 Keep the photo")).to_be_visible()


def test_items_are_scored_and_ordered_by_keyboard_alone(
    page: Page, live_server: LiveServer, ben: User, log_in: Callable[[str], None], console: list[str]
) -> None:
    log_in("ben")
    page.goto(f"{live_server.url}/backlog/")

    page.get_by_label("Reach of #2").focus()
    page.keyboard.type("200")
    page.keyboard.press("Tab")
    page.keyboard.type("quarter")
    page.keyboard.press("Tab")
    page.keyboard.type("2")
    page.keyboard.press("Tab")
    page.keyboard.type("50")
    page.keyboard.press("Tab")
    page.keyboard.type("0.1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Give a number from 0.5 to 10,000.")).to_be_visible()
    effort = page.get_by_label("Effort in person-months of #2")
    expect(effort).to_be_focused()
    refused(console)
    effort.press("ControlOrMeta+a")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    expect(row(page, 2)).to_contain_text("200")
    expect(row(page, 2)).to_contain_text("no. 2")
    expect(page.locator(".scatter-dot")).to_have_count(2)
    expect(effort).to_be_focused()
    page.keyboard.type("5")
    page.keyboard.press("Escape")
    expect(effort).to_have_value("1")

    page.get_by_role("button", name="Move #2").focus()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_text("#2 stands first now.")).to_be_visible()
    expect(page.get_by_role("button", name="Move #2")).to_be_focused()
    assert numbers() == [2, 1, 3]
    page.keyboard.press("End")
    expect(page.get_by_text("#2 stands after #3 now.")).to_be_visible()
    page.keyboard.press("ControlOrMeta+z")
    expect(page.get_by_text("Undone: #2 stands after #3 now.")).to_be_visible()
    assert numbers() == [2, 1, 3]
    page.keyboard.press("j")
    expect(page.get_by_role("button", name="Move #1")).to_be_focused()
    page.keyboard.press("w")
    expect(page.get_by_role("heading", name="#1 Keep the photo")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_the_backlog_bars_anybody(
    page: Page,
    live_server: LiveServer,
    ben: User,
    log_in: Callable[[str], None],
    barriers: Callable[[], list[str]],
    console: list[str],
    scheme: Literal["light", "dark"],
) -> None:
    ScoreFactory(item=BacklogItem.objects.get(number=2), inputs={**RICE, "reach_period": "month"})
    page.emulate_media(color_scheme=scheme)
    log_in("ben")
    item = BacklogItem.objects.get(number=1)
    found = {}
    for address in (
        "/backlog/",
        "/backlog/?order=score",
        "/backlog/?kind=bug",
        f"/backlog/backlogitem/{item.pk}/change/",
    ):
        page.goto(f"{live_server.url}{address}")
        found[address] = barriers()
    page.goto(f"{live_server.url}/backlog/")
    page.get_by_label("Effort in person-months of #1").fill("0")
    page.get_by_label("Effort in person-months of #1").press("Enter")
    expect(page.get_by_text("Give a number from 0.5")).to_be_visible()
    refused(console)
    found["an input that is wrong"] = barriers()

    assert {address: lines for address, lines in found.items() if lines} == {}
    for width in (800, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
