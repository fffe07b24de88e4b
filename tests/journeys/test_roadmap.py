"""The roadmap in a browser: the team orders it by mouse and keys, a stakeholder asks who says so, a stranger has a link."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from backlog.models import BacklogItem
from research.models import Consent, User
from research.permissions import Role
from tests.factories import (
    BacklogItemFactory,
    ConsentFactory,
    EvidenceFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    KeyResultFactory,
    MetricFactory,
    NoteFactory,
    OutcomeOpportunityFactory,
    ReleaseFactory,
    RoadmapLinkFactory,
    UserFactory,
)

WORDS = "The freezer bag is the only thing that I trust."


@pytest.fixture
def ben(page: Page) -> User:
    """A product manager. Three entries: two now, of which somebody's words carry one; one next, and internal."""
    ben: User = UserFactory(username="ben", role=Role.PRODUCT_MANAGER)
    UserFactory(username="dev", role=Role.STAKEHOLDER)
    result = KeyResultFactory(metric=MetricFactory(name="Sent twice"), objective__title="Safe at once")
    opportunity = OutcomeOpportunityFactory(key_result=result).opportunity
    release = ReleaseFactory(name="Autumn", capacity=10, notes="For the road.")
    carried = BacklogItemFactory(
        number=1, title="Keep it", horizon="now", addresses=opportunity, release=release, estimate=12, owner=ben
    )
    BacklogItemFactory(number=2, title="Send <b>it</b>", horizon="now", release=release)
    BacklogItemFactory(number=3, title="A takeover", horizon="next", is_internal=True)
    insight = InsightFactory(title="Paper is trusted more", status="published")
    EvidenceFactory(item=carried, insight=insight)
    highlight = HighlightFactory(note=NoteFactory(text=WORDS), start=0, end=len(WORDS), quote=WORDS)
    speaker = HighlightParticipantFactory(highlight=highlight).participant
    for scope in (Consent.Scope.QUOTE_INTERNALLY, Consent.Scope.QUOTE_PUBLICLY):
        ConsentFactory(participant=speaker, scope=scope, study=None, interview=None)
    InsightEvidenceFactory(insight=insight, highlight=highlight)
    return ben


def standing() -> dict[int, str]:
    rows = BacklogItem.objects.order_by("rank").values_list("number", "horizon")
    return dict(rows)


def test_entries_move_by_keys_and_by_mouse_and_are_shared_by_a_link(
    page: Page, live_server: LiveServer, ben: User, log_in: Callable[[str], None], browser: Browser
) -> None:
    log_in("ben")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Roadmap").click()
    handle = page.get_by_role("button", name="Move #1")
    expect(handle).to_be_enabled()

    handle.focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("#1 is in “Next” now.")).to_be_visible()
    expect(handle).to_be_focused()
    assert standing() == {2: "now", 1: "next", 3: "next"}
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text("#1 stands after #3 now.")).to_be_visible()
    assert list(standing()) == [2, 3, 1]
    page.keyboard.press("ControlOrMeta+z")
    expect(page.get_by_text("Undone: #1 stands after #3 now.")).to_be_visible()
    assert list(standing()) == [2, 1, 3]

    page.get_by_role("button", name="Move #2").drag_to(page.get_by_role("region", name="Not now"))
    expect(page.get_by_text("#2 is in “Not now” now.")).to_be_visible()
    assert standing()[2] == "not_now"

    page.get_by_role("link", name="Stakeholders").click()
    expect(page.get_by_text("A takeover")).to_have_count(0)
    expect(page.get_by_role("button", name="Move #1")).to_have_count(0)
    page.get_by_role("link", name="Timeline").click()
    expect(page.get_by_role("img", name="Roadmap of")).to_be_visible()
    page.get_by_role("link", name="Team").click()
    page.get_by_role("heading", name="Safe at once").wait_for()
    page.get_by_role("link", name="Autumn").first.click()
    expect(page.get_by_text("It takes 12 person-days, 2 more than the 10 that there are.")).to_be_visible()
    page.get_by_role("checkbox", name="Select #2").check()
    page.get_by_label("Selected items to").select_option("none")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("One item is in no release now.")).to_be_visible()

    page.goto(f"{live_server.url}/roadmap/")
    page.get_by_role("link", name="Share").click()
    page.get_by_label("For whom").fill("The board of directors")
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_role("textbox", name="The link for The board of directors").input_value()
    stranger = browser.new_context().new_page()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", name="Keep it").first).to_be_visible()
    expect(stranger.get_by_text("A takeover")).to_have_count(0)
    stranger.get_by_role("link", name="Who says so of #1?").first.click()
    expect(stranger.get_by_text(WORDS)).to_be_visible()
    page.get_by_role("button", name="Close the link for The board").click()
    expect(page.get_by_text("leads nowhere any more")).to_be_visible()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", name="Nothing is open here")).to_be_visible()
    stranger.context.close()


def test_a_stakeholder_reads_it_and_asks_who_says_so_of_every_entry(
    page: Page, live_server: LiveServer, ben: User, log_in: Callable[[str], None]
) -> None:
    log_in("dev")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Roadmap").click()
    expect(page.get_by_role("heading", name="#1 Keep it")).to_be_visible()
    expect(page.get_by_text("A takeover")).to_have_count(0)
    expect(page.get_by_text("person-days")).to_have_count(0)
    asked = page.get_by_role("link", name="Who says so of")
    addresses = [link.get_attribute("href") for link in asked.all()]
    assert len(addresses) == 2
    for address in addresses:
        page.goto(f"{live_server.url}{address}")
        expect(page.get_by_text("Who says so?").first).to_be_visible()
    page.goto(f"{live_server.url}{addresses[0]}")
    expect(page.get_by_text(WORDS).first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_the_roadmap_bars_anybody(
    page: Page,
    live_server: LiveServer,
    ben: User,
    log_in: Callable[[str], None],
    barriers: Callable[[], list[str]],
    scheme: Literal["light", "dark"],
) -> None:
    link = RoadmapLinkFactory()
    item, other = BacklogItem.objects.order_by("number")[:2]
    page.emulate_media(color_scheme=scheme)
    log_in("ben")
    found = {}
    for address in (
        "/roadmap/",
        "/roadmap/?view=timeline&audience=stakeholders",
        "/roadmap/links/",
        f"/releases/{item.release_id}/",
        f"/shared/roadmap/{link.secret}/",
        f"/shared/roadmap/{link.secret}/{other.pk}/",
    ):
        page.goto(f"{live_server.url}{address}")
        found[address] = barriers()
        for width in (800, 1440):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, address

    assert {address: lines for address, lines in found.items() if lines} == {}
    page.goto(f"{live_server.url}/roadmap/")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print")).to_be_hidden()
    expect(page.get_by_role("heading", name="#1 Keep it")).to_be_visible()
