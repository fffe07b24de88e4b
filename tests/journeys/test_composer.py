"""Composing an insight in a browser: by mouse, by keyboard alone, while somebody else writes, and with its twin."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from research.models import Highlight, Insight, InsightEvidence
from research.permissions import Role
from tests.factories import (
    ConsentFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    NoteFactory,
    ParticipantFactory,
    SegmentFactory,
    UserFactory,
)

WORDS = ("I keep two calendars", "Nobody tells me anything", "It has always worked for me")


@pytest.fixture
def heard(page: Page) -> list[Highlight]:
    """What three people said, who may be quoted; the last of them is a clerk."""
    UserFactory.create(username="ada", role=Role.RESEARCHER)
    made: list[Highlight] = []
    for number, words in enumerate(WORDS):
        person = ParticipantFactory(code=f"P-{number + 1:04}")
        ConsentFactory(participant=person)
        highlight: Highlight = HighlightFactory(note=NoteFactory(text=words), end=len(words))
        HighlightParticipantFactory(participant=person, highlight=highlight)
        made.append(highlight)
    person.segments.add(SegmentFactory(name="Clerks"))
    return made


@pytest.fixture
def insight(heard: list[Highlight]) -> Insight:
    made: Insight = InsightFactory(title="Nobody trusts the calendar", statement="They keep another.")
    return made


@pytest.fixture
def compose(page: Page, live_server: LiveServer, insight: Insight, log_in: Callable[[str], None]) -> Callable[[], None]:
    def compose() -> None:
        log_in("ada")
        page.goto(f"{live_server.url}/insights/{insight.pk}/compose/")
        expect(page.get_by_role("button", name="Undo", exact=True)).to_be_visible()

    return compose


def card(page: Page, words: str) -> Locator:
    return page.locator("#found .card-row", has_text=words)


def zone(page: Page, name: str) -> Locator:
    return page.locator(f"#rests-on [data-zone={name}]")


def drag(page: Page, what: Locator, onto: Locator) -> None:
    """Drag as a hand does: the place to drop at may show up on the way."""
    what.locator("blockquote").hover()
    page.mouse.down()
    page.mouse.move(700, 400, steps=4)
    onto.hover()
    page.mouse.up()


def stances(insight: Insight) -> dict[int, str]:
    return dict(InsightEvidence.objects.filter(insight=insight).values_list("highlight", "stance"))


def test_an_insight_is_composed_by_mouse(
    page: Page, heard: list[Highlight], insight: Insight, compose: Callable[[], None]
) -> None:
    twin = InsightFactory(title="Nobody trusts a calendar", statement="")
    compose()
    strength = page.get_by_role("heading", name="Evidence:")
    expect(strength).to_contain_text("no evidence")

    # Narrow the list down, and tie what is found with a button.
    page.get_by_role("combobox", name="Segment").select_option(label="Clerks")
    expect(page.locator("#found .card-row")).to_have_count(1)
    card(page, WORDS[2]).get_by_role("button", name="Against").click()
    expect(zone(page, "contradicts")).to_contain_text(WORDS[2])
    page.get_by_role("combobox", name="Segment").select_option(label="Any segment")
    expect(page.locator("#found .card-row")).to_have_count(3)
    expect(card(page, WORDS[2]).get_by_role("button", name="Against")).to_have_attribute("aria-pressed", "true")

    # Drag another, change its stance, and take both steps back.
    drag(page, card(page, WORDS[0]), page.locator(".drops [data-zone=supports]"))
    expect(zone(page, "supports")).to_contain_text(WORDS[0])
    expect(strength).to_contain_text("single voice")
    expect(page.locator(".figures")).to_contain_text("participants")
    drag(page, zone(page, "supports").locator(".card-row"), page.locator(".drops [data-zone=qualifies]"))
    expect(zone(page, "qualifies")).to_contain_text(WORDS[0])
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(zone(page, "supports")).to_contain_text(WORDS[0])
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(zone(page, "supports")).to_contain_text("Nothing yet.")
    page.get_by_role("button", name="Redo", exact=True).click()
    expect(zone(page, "supports")).to_contain_text(WORDS[0])
    assert stances(insight) == {heard[0].pk: "supports", heard[2].pk: "contradicts"}

    # Write it, in place.
    page.get_by_label("Statement").fill("They keep one on paper beside it.")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()

    # Its twin is merged into it, and comes back.
    page.get_by_role("button", name=f"Merge {twin.title} into this one").click()
    expect(page.get_by_text("is merged into this insight.")).to_be_visible()
    page.locator(".toast").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name=f"Merge {twin.title} into this one")).to_be_visible()

    page.get_by_label("Statement").fill("They keep one on paper beside it, always.")
    page.get_by_role("button", name="Submit for review").click()  # what was typed last is saved first
    expect(page.get_by_text("It waits for a review now.")).to_be_visible()
    insight.refresh_from_db()
    assert (insight.statement, insight.status) == ("They keep one on paper beside it, always.", "in_review")


def test_an_insight_is_composed_by_keyboard_alone(
    page: Page, live_server: LiveServer, heard: list[Highlight], log_in: Callable[[str], None]
) -> None:
    log_in("ada")
    page.goto(f"{live_server.url}/insights/new/?highlight={heard[1].pk}")
    page.keyboard.type("Nobody is told who is away")
    page.keyboard.press("Enter")
    expect(zone(page, "supports")).to_contain_text(WORDS[1])
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_visible()
    insight = Insight.objects.get()

    page.keyboard.press("j")
    expect(card(page, WORDS[2])).to_be_focused()
    page.keyboard.press("a")
    expect(zone(page, "contradicts")).to_contain_text(WORDS[2])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(card(page, WORDS[0])).to_be_focused()
    page.keyboard.press("l")
    expect(zone(page, "qualifies")).to_contain_text(WORDS[0])
    assert stances(insight) == {heard[0].pk: "qualifies", heard[1].pk: "supports", heard[2].pk: "contradicts"}

    # Over to the evidence: what has the focus there changes its stance, and goes.
    page.keyboard.press("e")
    expect(zone(page, "supports").locator(".card-row")).to_be_focused()
    page.keyboard.press("l")
    expect(zone(page, "qualifies").locator(".card-row", has_text=WORDS[1])).to_be_focused()
    page.keyboard.press("Delete")
    expect(zone(page, "qualifies")).not_to_contain_text(WORDS[1])
    page.keyboard.press("Control+z")
    expect(zone(page, "qualifies")).to_contain_text(WORDS[1])
    page.keyboard.press("Control+Shift+z")
    expect(zone(page, "qualifies")).not_to_contain_text(WORDS[1])

    page.keyboard.press("/")
    page.keyboard.type("always")
    expect(page.locator("#found .card-row")).to_have_count(1)
    page.keyboard.press("Escape")
    page.get_by_label("Title").focus()
    page.keyboard.press("End")
    page.keyboard.type(" today")
    page.keyboard.press("Enter")
    page.keyboard.type("They ask around instead.")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    insight.refresh_from_db()
    assert (insight.title, insight.statement) == ("Nobody is told who is away today", "They ask around instead.")
    assert stances(insight) == {heard[0].pk: "qualifies", heard[2].pk: "contradicts"}


def test_nobody_writes_over_what_somebody_else_wrote(
    page: Page, insight: Insight, compose: Callable[[], None], console: list[str]
) -> None:
    compose()
    insight.body = "Written elsewhere."
    insight.save()

    # Another field was changed there: no conflict.
    page.get_by_label("Statement").fill("They keep one on paper.")
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    insight.refresh_from_db()
    insight.title = "Theirs"
    insight.save()
    page.get_by_label("Title").fill("Mine")

    expect(page.get_by_text("Somebody else changed this while you were writing.")).to_be_visible()
    expect(page.locator(".conflict")).to_contain_text("Theirs")
    page.get_by_role("button", name="Keep mine").click()
    expect(page.get_by_text("Saved", exact=True)).to_be_visible()
    insight.refresh_from_db()
    assert (insight.title, insight.statement, insight.body) == ("Mine", "They keep one on paper.", "Written elsewhere.")
    assert all("412" in complaint for complaint in console)  # the browser tells of each answer that refuses
    console.clear()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_bars_anybody_and_nothing_is_too_wide(
    page: Page,
    live_server: LiveServer,
    insight: Insight,
    heard: list[Highlight],
    compose: Callable[[], None],
    barriers: Callable[[], list[str]],
    scheme: Literal["light", "dark"],
) -> None:
    page.emulate_media(color_scheme=scheme)
    for stance, highlight in zip(("supports", "qualifies", "contradicts"), heard, strict=True):
        InsightEvidenceFactory(insight=insight, highlight=highlight, stance=stance)
    twin = InsightFactory(title="Nobody trusts a calendar")
    compose()
    expect(page.get_by_role("heading", name="Looks alike")).to_be_visible()
    found = {"compose": barriers()}
    for address in ("/insights/new/", f"/merge/insight/{insight.pk}/{twin.pk}/", f"/merge/insight/{insight.pk}/"):
        page.goto(f"{live_server.url}{address}")
        found[address] = barriers()
    too_wide = []
    for width in (390, 800):
        page.set_viewport_size({"width": width, "height": 900})
        for address in (
            f"/insights/{insight.pk}/compose/",
            "/insights/new/",
            f"/merge/insight/{insight.pk}/{twin.pk}/",
        ):
            page.goto(f"{live_server.url}{address}")
            if page.evaluate("document.documentElement.scrollWidth") > width:
                too_wide.append((width, address))

    assert {name: lines for name, lines in found.items() if lines} == {}
    assert too_wide == []


def test_a_record_s_page_offers_what_looks_alike_and_merging_is_undone_there(
    page: Page, live_server: LiveServer, insight: Insight, log_in: Callable[[str], None]
) -> None:
    twin = InsightFactory(title="Nobody trusts a calendar")
    log_in("ada")
    page.goto(f"{live_server.url}/research/insight/{insight.pk}/change/")

    page.get_by_role("link", name="1 looks alike").click()
    page.get_by_role("link", name=f"Compare with {twin.title}").click()
    page.get_by_role("link", name="Keep the other").click()
    expect(page.locator(".stays")).to_contain_text(twin.title)
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_text("is merged into this insight.")).to_be_visible()
    page.goto(f"{live_server.url}/research/insight/{insight.pk}/change/")
    expect(page.get_by_role("heading", level=1)).to_have_text(twin.title)
    page.get_by_role("button", name=f"Undo merging {insight.title}").click()
    expect(page.get_by_text("stands on its own again.")).to_be_visible()
    insight.refresh_from_db()
    assert insight.merged_into is None
