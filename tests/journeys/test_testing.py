"""From an assumption to somebody who hears that it is there: plan, criterion, result, confidence, shipped, told."""

from collections.abc import Callable
from typing import Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from backlog.models import BacklogItem, PersonTold
from research.models import Participant, User
from research.permissions import Role
from tests.backlog.tracing.test_loops import heard
from tests.factories import AssumptionTestFactory, BacklogItemFactory, EvidenceFactory, PersonToldFactory, UserFactory


@pytest.fixture
def item(page: Page) -> BacklogItem:
    """An item that three people led to; two of them may be told."""
    UserFactory(username="ben", role=Role.PRODUCT_MANAGER)
    item: BacklogItem = BacklogItemFactory(number=12, title="A tray for what waits", status="in_progress")
    insight = EvidenceFactory(item=item).insight
    heard(insight, "P-1")
    heard(insight, "P-2")
    heard(insight, "P-3", agreed=False)
    return item


def test_from_an_assumption_to_somebody_who_is_told(
    page: Page, live_server: LiveServer, item: BacklogItem, log_in: Callable[[str], None]
) -> None:
    log_in("ben")
    page.goto(f"{live_server.url}/backlog/backlogitem/{item.pk}/change/")
    expect(page.get_by_text("no test of the solution")).to_be_visible()

    # Planned, with what would count as success.
    page.get_by_role("link", name="Plan a test").click()
    page.get_by_label("Assumption", exact=True).fill("They believe the tray.")
    page.get_by_label("Kind of assumption").select_option("desirability")
    page.get_by_label("Method").select_option("usability_study")
    page.get_by_label("Success criterion").fill("6 of 8 leave the paper.")
    page.get_by_role("button", name="Plan it").click()
    tests = page.get_by_role("region", name="Tests of what it rests on")
    expect(tests).to_contain_text("They believe the tray.")
    expect(tests).to_contain_text("6 of 8 leave the paper.")

    # Done: the confidence that is supported changes, and says so.
    tests.get_by_role("link", name="Record its result").click()
    expect(page.get_by_text("6 of 8 leave the paper.")).to_be_visible()
    page.get_by_label("Supported: the criterion was met").check()
    page.get_by_label("In words").fill("7 of 8 did.")
    page.get_by_label("Participants").fill("8")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_text("went from at most 50 % to 80 %").first).to_be_visible()
    expect(page.get_by_text("1 test of the solution (usability study, 8 participants)")).to_be_visible()
    tests.get_by_role("link", name="They believe the tray.").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("They believe the tray.")
    expect(page.get_by_label("Success criterion")).to_have_count(0)

    # It ships, and people are told without the mouse.
    BacklogItem.objects.filter(pk=item.pk).update(status="done")
    page.goto(live_server.url)
    page.get_by_role("region", name="1 shipped item whose people were not told").get_by_role("link").click()
    expect(page.get_by_text("2 to tell")).to_be_visible()
    expect(page.get_by_role("region", name="Left alone")).to_contain_text("1 person: no consent recorded")
    expect(page.locator("html[data-loop=ready]")).to_be_attached()
    page.keyboard.press("j")
    expect(page.locator(".person[data-code='P-1']")).to_be_focused()
    page.keyboard.press("t")
    expect(page.get_by_text("P-1 was told.")).to_be_visible()
    expect(page.locator("html[data-loop=ready]")).to_be_attached()
    expect(page.locator(".person[data-code='P-2']")).to_be_focused()
    page.keyboard.press("t")
    expect(page.get_by_text("Everybody who may be told was told.")).to_be_visible()
    assert set(PersonTold.objects.values_list("participant__code", "by__username")) == {("P-1", "ben"), ("P-2", "ben")}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_pages_have_no_barriers(
    page: Page,
    live_server: LiveServer,
    item: BacklogItem,
    log_in: Callable[[str], None],
    barriers: Callable[[], list[str]],
    scheme: Literal["light", "dark"],
) -> None:
    ben = User.objects.get(username="ben")
    BacklogItem.objects.filter(pk=item.pk).update(status="done")
    planned = AssumptionTestFactory(item=item)
    AssumptionTestFactory(item=item, criterion="", criterion_at=None)
    refuted = AssumptionTestFactory(item=item, result="refuted", result_words="Nobody did.", participants=8)
    person = Participant.objects.get(code="P-1")
    PersonToldFactory(item=item, participant=person, by=ben, on=timezone.localdate(), note="At last.")
    page.emulate_media(color_scheme=scheme)
    log_in("ben")
    found = {}
    for address in (
        f"backlog/backlogitem/{item.pk}/change/",
        f"backlog/{item.pk}/tests/new/",
        f"backlog/tests/{planned.pk}/result/",
        f"backlog/assumptiontest/{refuted.pk}/change/",
        "backlog/assumptiontest/",
        f"backlog/{item.pk}/close-the-loop/",
        f"who-says-so/{item.pk}/",
        f"research/participant/{person.pk}/change/",
        "",
    ):
        page.goto(f"{live_server.url}/{address}")
        found[address] = barriers()
        for width in (800, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address

    assert {address: lines for address, lines in found.items() if lines} == {}
