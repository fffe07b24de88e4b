"""The opportunity tree in a browser: by mouse, by keyboard alone, and open to everybody."""

import re
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from backlog.models import BacklogItem, OutcomeOpportunity
from research.models import Opportunity
from research.permissions import Role
from tests.factories import (
    BacklogItemFactory,
    InsightEvidenceFactory,
    InsightFactory,
    KeyResultFactory,
    MetricFactory,
    OpportunityFactory,
    UserFactory,
)

PAGE = "/opportunities/tree/"


@pytest.fixture
def some(page: Page) -> dict[str, Opportunity]:
    """Two opportunities, one within the first, and a solution."""
    UserFactory.create(username="ben", role=Role.PRODUCT_MANAGER)
    lost: Opportunity = OpportunityFactory(statement="What I hand in gets lost", status="target")
    late: Opportunity = OpportunityFactory(statement="I hear about it too late")
    signal: Opportunity = OpportunityFactory(statement="There is no signal where I pay", parent=lost)
    BacklogItemFactory(title="Keep it on the phone", addresses=signal)
    return {"lost": lost, "late": late, "signal": signal}


@pytest.fixture
def look(
    page: Page, live_server: LiveServer, some: dict[str, Opportunity], log_in: Callable[[str], None]
) -> Callable[[], None]:
    def look() -> None:
        log_in("ben")
        page.goto(f"{live_server.url}{PAGE}")
        expect(page.get_by_role("button", name="Print")).to_be_visible()

    return look


def box(page: Page, words: str) -> Locator:
    return page.locator(f'[role=treeitem][aria-label^="{words}"]')


def parent_of(one: Opportunity) -> Opportunity | None:
    one.refresh_from_db()
    return one.parent


def test_a_tree_is_grown_by_mouse(page: Page, some: dict[str, Opportunity], look: Callable[[], None]) -> None:
    InsightEvidenceFactory(insight=InsightFactory(title="They hear of it at the end of the month", status="published"))
    look()

    # What needs a look leads to it.
    page.get_by_text("places need a look").click()
    page.get_by_role("link", name="What I hand in gets lost").first.click()
    expect(page.locator(".picked")).to_contain_text("A target with no solution: compare at least three.")

    # Hung somewhere else by dragging, and taken back.
    box(page, "There is no signal").locator(".box").hover()
    page.mouse.down()
    box(page, "I hear about it").locator(".box").hover()
    page.mouse.up()
    expect(box(page, "There is no signal")).to_have_attribute("data-parent", f"o{some['late'].pk}")
    assert parent_of(some["signal"]) == some["late"]
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(box(page, "There is no signal")).to_have_attribute("data-parent", f"o{some['lost'].pk}")

    # Added in place, with the two questions, its twin, and who told the story.
    box(page, "I hear about it").click()
    page.get_by_role("button", name="Add within").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Who told this story?")).to_be_hidden()
    dialog.get_by_label("As a customer would say it").fill("I hear of it too late")
    expect(dialog.get_by_text("Could this be met in more than one way?")).to_be_visible()
    expect(dialog.get_by_text("Who told this story?")).to_be_visible()
    expect(dialog.get_by_role("link", name="I hear about it too late")).to_be_visible()
    dialog.get_by_label("The insight that tells it").fill("month")
    page.get_by_role("option", name="They hear of it at the end of the month").click()
    dialog.get_by_label("As a customer would say it").fill("Nobody tells me before the month ends")
    dialog.get_by_role("button", name="Add", exact=True).click()
    expect(box(page, "Nobody tells me")).to_be_visible()
    made = Opportunity.objects.get(statement__startswith="Nobody tells me")
    assert made.parent == some["late"]
    assert made.evidence.get().insight.title.startswith("They hear of it")
    expect(box(page, "Nobody tells me")).to_have_attribute("data-band", "single voice")

    # Folded away and opened again; the address tells.
    page.locator(f"[data-fold=o{some['lost'].pk}]").click()
    expect(box(page, "There is no signal")).to_have_count(0)
    assert f"folded=o{some['lost'].pk}" in page.url
    page.locator(f"[data-fold=o{some['lost'].pk}]").click()
    expect(box(page, "There is no signal")).to_be_visible()


def test_a_tree_is_grown_by_keyboard_alone(page: Page, some: dict[str, Opportunity], look: Callable[[], None]) -> None:
    look()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('role')") == "treeitem":
            break
    page.keyboard.press("ArrowRight")
    expect(box(page, "What I hand in")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(box(page, "There is no signal")).to_be_focused()

    # Taken, walked to where it belongs, put there; and back.
    page.keyboard.press("m")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(box(page, "I hear about it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(box(page, "There is no signal")).to_have_attribute("data-parent", f"o{some['late'].pk}")
    expect(box(page, "There is no signal")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(box(page, "There is no signal")).to_have_attribute("data-parent", f"o{some['lost'].pk}")
    expect(box(page, "There is no signal")).to_be_focused()

    # A solution, and a test of it.
    page.keyboard.press("s")
    page.keyboard.type("Send it by message")
    page.keyboard.press("Enter")
    expect(box(page, "Send it by message")).to_be_focused()
    page.keyboard.press("s")
    page.keyboard.type("Do messages arrive?")
    page.keyboard.press("Enter")
    expect(box(page, "Do messages arrive?")).to_be_focused()
    item = BacklogItem.objects.get(title="Send it by message")
    assert item.addresses == some["signal"]
    assert list(item.assumption_tests.values_list("assumption", "kind")) == [("Do messages arrive?", "desirability")]

    # An opportunity within another; left with Escape, then added.
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(box(page, "There is no signal")).to_be_focused()
    page.keyboard.press("n")
    page.keyboard.press("Escape")
    expect(box(page, "There is no signal")).to_be_focused()
    page.keyboard.press("n")
    page.keyboard.type("In basements nothing works")
    page.keyboard.press("Enter")
    expect(box(page, "In basements nothing works")).to_be_focused()
    assert Opportunity.objects.get(statement="In basements nothing works").parent == some["signal"]

    page.keyboard.press("ArrowLeft")
    page.keyboard.press("c")
    expect(box(page, "In basements nothing works")).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("There is no signal where I pay")


def test_an_insight_is_hung_in_the_tree_by_keyboard(
    page: Page, live_server: LiveServer, some: dict[str, Opportunity], log_in: Callable[[str], None]
) -> None:
    insight = InsightEvidenceFactory().insight
    log_in("ben")
    page.goto(f"{live_server.url}/insights/{insight.pk}/compose/")
    page.get_by_role("link", name="Hang in the tree").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Print")).to_be_visible()

    box(page, "I hear about it").focus()
    page.keyboard.press("i")
    expect(box(page, "I hear about it")).to_have_attribute("data-band", "single voice")
    expect(box(page, "I hear about it")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(box(page, "I hear about it")).to_have_attribute("data-band", "none")
    page.keyboard.press("n")
    expect(page.get_by_role("dialog")).to_contain_text(insight.title)
    page.keyboard.type("Nobody tells me")
    page.keyboard.press("Enter")
    expect(box(page, "Nobody tells me")).to_have_attribute("data-band", "single voice")
    assert Opportunity.objects.get(statement="Nobody tells me").evidence.get().insight == insight


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_bars_anybody_and_nothing_is_too_wide(
    page: Page,
    live_server: LiveServer,
    look: Callable[[], None],
    barriers: Callable[[], list[str]],
    scheme: Literal["light", "dark"],
) -> None:
    page.emulate_media(color_scheme=scheme)
    look()
    box(page, "What I hand in").click()
    found = {"tree": barriers()}
    page.get_by_role("button", name="Add within").click()
    page.get_by_role("dialog").get_by_label("As a customer would say it").fill("I hear of it too late")
    expect(page.get_by_role("dialog").get_by_role("link", name="I hear about it too late")).to_be_visible()
    found["adding"] = barriers()
    too_wide = []
    for width in (390, 800, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}{PAGE}")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            too_wide.append(width)

    assert {name: lines for name, lines in found.items() if lines} == {}
    assert too_wide == []


def test_an_opportunity_is_hung_under_an_outcome_by_mouse_and_taken_off_by_keyboard(
    page: Page, some: dict[str, Opportunity], look: Callable[[], None], barriers: Callable[[], list[str]]
) -> None:
    outcome = KeyResultFactory(objective__title="Plans hold", metric=MetricFactory(name="On time", unit="%"))
    look()
    hung = f"k{outcome.pk}"
    expect(box(page, "Under no outcome yet")).to_be_visible()
    expect(box(page, "On time: 20 % → 40 %")).to_be_visible()

    box(page, "I hear about it").locator(".box").hover()
    page.mouse.down()
    box(page, "On time").locator(".box").hover()
    page.mouse.up()
    expect(box(page, "I hear about it")).to_have_attribute("data-parent", hung)
    assert OutcomeOpportunity.objects.get().opportunity == some["late"]

    # Added under it, by keyboard; both taken off again.
    box(page, "On time").focus()
    page.keyboard.press("n")
    page.keyboard.type("Nobody calls me")
    page.keyboard.press("Enter")
    expect(box(page, "Nobody calls me")).to_have_attribute("data-parent", hung)
    page.keyboard.press("m")
    page.keyboard.press("ArrowDown")
    expect(box(page, "Under no outcome yet")).to_be_focused()
    page.keyboard.press("Enter")
    expect(box(page, "Nobody calls me")).to_have_attribute("data-parent", re.compile("^a"))
    page.keyboard.press("Control+z")
    expect(box(page, "Nobody calls me")).to_have_attribute("data-parent", hung)
    assert outcome.hanging.count() == 2
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert barriers() == []
