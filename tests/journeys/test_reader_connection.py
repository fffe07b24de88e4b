"""Nothing that was marked is lost or sent twice: without a connection, with an answer that never came, when refused."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from research.models import Highlight, Note
from tests.factories import TagFactory
from tests.journeys.readers import Reader, highlights, researcher, talk

HIGHLIGHTS = "**/api/v1/highlights/"
FAILED_LOADS = ("Failed to load resource", "net::ERR")


@pytest.fixture
def reader(page: Page, live_server: LiveServer, log_in: Callable[[str], None]) -> Reader:
    TagFactory.create(name="Calendars")
    note = talk(researcher("ada"))
    log_in("ada")
    reader = Reader(page=page, note=note, address=f"{live_server.url}/notes/{note.pk}/")
    reader.open()
    return reader


@pytest.fixture
def note(reader: Reader) -> Note:
    return reader.note


@pytest.fixture(autouse=True)
def failed_loads_are_expected(page: Page, console: list[str]) -> Iterator[None]:
    """What the browser says of requests that these tests let fail."""
    yield
    console[:] = [line for line in console if not line.startswith(FAILED_LOADS)]


def test_marks_wait_for_the_connection_and_are_sent_once(page: Page, reader: Reader, note: Note) -> None:
    page.context.set_offline(True)
    reader.select("two calendars")
    reader.press("p", "t")
    page.keyboard.type("Calendars")
    reader.press("Enter", "Escape")
    reader.select("that was that")
    reader.press("n")
    expect(page.locator("#saving")).to_contain_text("3 unsaved changes wait here")
    expect(page.locator(".mark-card")).to_have_count(2)
    assert highlights(note) == []

    page.context.set_offline(False)

    reader.settled()
    assert highlights(note) == [("two calendars", "pain_point", ["Calendars"]), ("that was that", "need", [])]
    expect(page.locator(".mark-card")).to_have_count(2)


def test_what_a_closed_tab_left_is_sent_on_the_next_visit(page: Page, reader: Reader, note: Note) -> None:
    context = page.context
    page.route(HIGHLIGHTS, lambda route: route.abort())
    reader.select("two calendars")
    reader.press("w")
    expect(page.locator("#saving")).to_contain_text("No connection")
    page.close()

    again = Reader(page=context.new_page(), note=note, address=reader.address)
    again.open()

    expect(again.page.locator(".mark-card")).to_contain_text("workaround")
    again.settled()
    assert highlights(note) == [("two calendars", "workaround", [])]
    again.open()
    expect(again.page.locator(".mark-card")).to_have_count(1)
    assert len(highlights(note)) == 1


def test_an_answer_that_never_came_makes_no_second_highlight(page: Page, reader: Reader, note: Note) -> None:
    keys: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        keys.append(route.request.headers["idempotency-key"])
        route.fetch()
        if len(keys) == 1:
            route.abort()
        else:
            route.continue_()

    page.route(HIGHLIGHTS, lose_the_first_answer)
    reader.select("two calendars")
    reader.press("d")
    expect(page.locator(".mark-card.is-waiting")).to_have_count(0, timeout=20_000)

    assert len(set(keys)) == 1
    assert len(keys) == 2
    assert highlights(note) == [("two calendars", "desire", [])]
    expect(page.locator(".mark-card")).to_have_count(1)


def test_a_refusal_is_told_and_the_selection_stays(page: Page, reader: Reader, note: Note) -> None:
    problem = json.dumps({"status": 400, "detail": "The range is none."})
    page.route(
        HIGHLIGHTS, lambda route: route.fulfill(status=400, body=problem, content_type="application/problem+json")
    )
    reader.select("two calendars")
    reader.press("p", "n")

    told = page.get_by_role("alert").locator(".toast").first
    expect(told).to_contain_text("Not saved: The range is none. Your selection is still there.")
    reader.settled()
    assert page.evaluate("getSelection().toString()") == "two calendars"
    expect(page.locator(".mark-card")).to_have_count(0)

    page.unroute(HIGHLIGHTS)
    reader.press("d", "p", "Control+z", "Control+z", "Control+z", "Control+z", "p")
    expect(page.locator(".mark-card")).to_have_count(1)
    reader.settled()
    assert highlights(note) == [("two calendars", "pain_point", [])]
    assert Highlight.objects.count() == 1


def test_who_is_logged_out_meanwhile_is_told_and_loses_nothing(
    page: Page, reader: Reader, note: Note, live_server: LiveServer, log_in: Callable[[str], None]
) -> None:
    page.context.clear_cookies()
    reader.select("two calendars")
    reader.press("p")
    expect(page.get_by_role("alert")).to_contain_text("You are logged out.")
    expect(page.locator("#saving")).to_contain_text("unsaved")
    assert highlights(note) == []

    page.goto(f"{live_server.url}/login/")
    log_in("ada")
    reader.open()

    expect(page.locator(".mark-card")).to_contain_text("pain point")
    reader.settled()
    assert highlights(note) == [("two calendars", "pain_point", [])]
