"""Two people on one note see what the other marks, overwrite nothing unseen, and may code it blind."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from research.models import BlindCoding, CodingStatus, Highlight, Note
from tests.journeys.conftest import PASSWORD
from tests.journeys.readers import Reader, highlights, researcher, talk


@pytest.fixture
def reader(page: Page, live_server: LiveServer, log_in: Callable[[str], None]) -> Reader:
    note = talk(researcher("ada"))
    researcher("bea")
    log_in("ada")
    reader = Reader(page=page, note=note, address=f"{live_server.url}/notes/{note.pk}/")
    reader.open()
    return reader


@pytest.fixture
def note(reader: Reader) -> Note:
    return reader.note


@pytest.fixture
def other(browser: Browser, reader: Reader, live_server: LiveServer) -> Iterator[Reader]:
    """Bea, in a browser of her own."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{live_server.url}/login/")
    page.get_by_label("Username").fill("bea")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("heading", level=1).wait_for()
    other = Reader(page=page, note=reader.note, address=reader.address)
    other.open()
    yield other
    context.close()


def test_each_sees_the_other_s_marks_and_corrections(reader: Reader, other: Reader, note: Note) -> None:
    other.select("two calendars")
    other.press("p")
    other.settled()
    expect(reader.page.locator(".mark-card")).to_contain_text("pain point")
    expect(reader.page.get_by_role("status").filter(has_text="Bea marked a passage.")).to_be_visible()

    reader.click("Honestly")
    reader.press("r")
    reader.page.get_by_label("The corrected words").fill(
        "Honestly, I really keep two calendars, and neither of them is right. One is on paper."
    )
    reader.press("Enter")
    expect(other.words("I really keep two calendars")).to_be_visible()
    expect(other.page.locator(".mark-card")).to_contain_text("pain point")
    assert highlights(note) == [("two calendars", "pain_point", [])]


def test_nobody_overwrites_what_they_have_not_seen(
    reader: Reader, other: Reader, note: Note, console: list[str]
) -> None:
    other.select("two calendars")
    other.press("p")
    other.settled()
    expect(reader.page.locator(".mark-card")).to_contain_text("pain point")
    reader.page.route("**/marks/", lambda route: route.fulfill(status=304))
    other.press("n")
    other.settled()

    reader.page.locator(".mark-card").click()
    reader.page.unroute("**/marks/")
    reader.press("d")
    told = reader.page.get_by_role("status").filter(has_text="Somebody changed this highlight while you did.")
    expect(told).to_be_visible()
    expect(reader.editor.get_by_role("button", name="need", exact=True)).to_have_attribute("aria-pressed", "true")
    assert highlights(note) == [("two calendars", "need", [])]

    told.get_by_role("button", name="Write mine over it").click()
    reader.settled()
    assert highlights(note) == [("two calendars", "desire", [])]
    console[:] = [line for line in console if "412" not in line]


def test_blind_coders_see_each_other_s_marks_when_both_are_done(reader: Reader, other: Reader, note: Note) -> None:
    reader.page.get_by_role("button", name="Code blind …").click()
    dialog = reader.page.get_by_role("dialog", name="Code blind")
    dialog.get_by_label("Bea").check()
    dialog.get_by_role("button", name="Code blind", exact=True).click()
    expect(reader.page.locator(".notice:visible")).to_contain_text("You and Bea code this blind")
    expect(other.page.locator(".notice:visible")).to_contain_text("You and Ada code this blind")
    reader.select("two calendars")
    reader.press("p")
    other.select("booked the room")
    other.press("n")
    reader.settled()
    other.settled()
    assert len(highlights(note)) == 2

    reader.page.get_by_label("My coding").select_option("done")
    expect(reader.page.locator(".notice:visible")).to_contain_text("You and Bea code this blind")
    expect(reader.page.locator(".mark-card")).to_have_count(1)
    expect(other.page.locator(".mark-card")).to_have_count(1)
    other.page.get_by_label("My coding").select_option("done")

    expect(reader.page.locator(".mark-card")).to_have_count(2)
    expect(other.page.locator(".mark-card")).to_have_count(2)
    assert not BlindCoding.objects.closed().exists()
    assert set(CodingStatus.objects.values_list("status", flat=True)) == {"done"}
    assert Highlight.objects.count() == 2
