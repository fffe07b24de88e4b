"""Logging live in a browser: by mouse, by keyboard alone, through a closed tab and a lost connection, and in company."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from research.models import Highlight, Interview, LiveLine, LiveLog, Note, User
from research.operations import live_logs
from research.permissions import Role
from tests.factories import (
    ConsentFactory,
    GuideQuestionFactory,
    InterviewFactory,
    LiveLineFactory,
    LiveLogFactory,
    NoteFactory,
    ParticipantFactory,
    StudyFactory,
    TagFactory,
    TurnFactory,
    UserFactory,
)

LINES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent.parent / "research" / "live_lines.json").read_text(encoding="utf-8")
)


@pytest.fixture
def ada(page: Page) -> User:
    return UserFactory.create(username="ada", role=Role.RESEARCHER)


@pytest.fixture
def interview(ada: User) -> Interview:
    """A planned one, along a guide, with somebody who has not agreed to be recorded."""
    study = StudyFactory.create(title="Receipts")
    GuideQuestionFactory.create(study=study, position=1, text="When did you last send one?", probes="Where were you?")
    GuideQuestionFactory.create(study=study, position=2, text="And then?")
    TagFactory.create(name="Lost receipts", colour="orange")
    interview = InterviewFactory.create(study=study, title="On receipts", status="planned", held_at=timezone.now())
    interview.participants.add(ParticipantFactory.create(code="P-0042"))
    return interview


@pytest.fixture
def running(interview: Interview, ada: User) -> LiveLog:
    return live_logs.start(interview, by=ada, at=timezone.now())


def write(page: Page, text: str) -> None:
    page.get_by_label("Next line").fill(text)
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")


def open_log(page: Page, live_server: LiveServer, log: LiveLog) -> None:
    page.goto(f"{live_server.url}/live/{log.interview_id}/")
    page.get_by_role("group", name="Signs").wait_for()


def saved(page: Page) -> None:
    expect(page.locator("#state")).to_have_text("Saved")


def test_an_interview_is_logged_by_mouse(
    page: Page, live_server: LiveServer, interview: Interview, log_in: Callable[[str], None]
) -> None:
    log_in("ada")
    page.goto(f"{live_server.url}/interviews/{interview.pk}/")
    page.get_by_role("link", name="Start live").click()
    expect(page.get_by_text("Do not record. P-0042: never asked.")).to_be_visible()
    page.get_by_role("button", name="Start the log").click()
    page.get_by_role("group", name="Signs").wait_for()

    page.get_by_label("When did you last send one?").check()
    expect(page.locator("#current")).to_have_text("↳ When did you last send one?")
    page.get_by_role("button", name="quote").click()
    page.keyboard.type("It was gone by Monday #los")
    page.get_by_role("option", name="Lost receipts").click()
    page.get_by_role("button", name="/pain").click()
    page.get_by_role("button", name="Keep the line").click()
    page.get_by_label("Next line").fill("a mitsake")
    page.get_by_role("button", name="Keep the line").click()
    page.get_by_text("a mitsake").hover()
    page.get_by_role("button", name="Edit “a mitsake”").click()
    page.get_by_label("Change the line").fill("a mistake")
    page.keyboard.press("Enter")
    page.get_by_text("a mistake").hover()
    page.get_by_role("button", name="Delete “a mistake”").click()
    expect(page.get_by_text("a mistake")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#lines").get_by_text("a mistake")).to_be_visible()
    saved(page)
    page.get_by_role("button", name="End and write up").click()

    expect(page.get_by_role("heading", name="What came of it")).to_be_visible()
    expect(page.get_by_text("And then?")).to_be_visible()
    note = Note.objects.get()
    assert note.text == "“It was gone by Monday”\na mistake"
    highlight = Highlight.objects.get()
    assert (highlight.quote, highlight.kind, highlight.verbatim) == ("It was gone by Monday", "pain_point", True)
    assert [tag.name for tag in highlight.tags.all()] == ["Lost receipts"]
    assert LiveLine.objects.get(text__startswith="!").question == interview.study.guide.get(position=1)  # type: ignore[union-attr]


def test_an_interview_is_logged_and_its_marks_find_their_words_by_keyboard_alone(
    page: Page, live_server: LiveServer, interview: Interview, log_in: Callable[[str], None]
) -> None:
    log_in("ada")
    page.goto(f"{live_server.url}/live/{interview.pk}/")
    page.get_by_role("button", name="Start the log").focus()
    page.keyboard.press("Enter")
    page.get_by_role("group", name="Signs").wait_for()

    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.type("! I looked for it everywhere #lost")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.keyboard.press("Alt+ArrowDown")
    page.keyboard.type("? who asked for it")
    page.keyboard.press("Enter")
    page.keyboard.type("? whose desk it lay on")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Asked: whose desk it lay on").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="To come back to").get_by_role("listitem")).to_have_text(
        "who asked for itAsked"
    )
    page.keyboard.type("typed twice #twise")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Backspace")
    page.keyboard.press("Backspace")
    page.keyboard.type("ce")
    page.keyboard.press("Enter")
    saved(page)
    page.get_by_role("button", name="End and write up").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Add the transcript").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Transcript", exact=True).focus()
    page.keyboard.insert_text(
        "WEBVTT\n\n00:00:00.000 --> 00:00:04.000\n<v P-0042>It was Monday. I looked for it everywhere, you know. "
        "Then I gave up.\n\n00:00:09.000 --> 00:00:12.000\n<v P-0042>So I typed it twice.\n"
    )
    page.get_by_role("button", name="Add it").focus()
    page.keyboard.press("Enter")

    expect(page.locator(".is-chosen")).to_have_text("I looked for it everywhere, you know.")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".is-chosen")).to_have_count(2)
    page.keyboard.press("Shift+ArrowLeft")
    expect(page.locator(".is-chosen")).to_have_count(3)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("1 of 2 still open")
    page.keyboard.press("Delete")
    expect(page.get_by_role("status").first).to_have_text("All marks are decided.")
    page.keyboard.press("Control+z")
    expect(page.get_by_role("status").first).to_have_text("1 of 2 still open")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_have_text("All marks are decided.")

    marked = Highlight.objects.filter(note__kind="transcript").order_by("start")
    assert [row.quote for row in marked] == [
        "I looked for it everywhere, you know. Then I gave up.",
        "So I typed it twice.",
    ]
    assert [[tag.name for tag in row.tags.all()] for row in marked] == [["Lost receipts"], ["twice"]]
    left = Highlight.objects.filter(note__kind="notes")
    assert [row.kind for row in left] == ["question"]


def test_a_closed_tab_and_a_lost_connection_lose_nothing(
    page: Page, live_server: LiveServer, running: LiveLog, log_in: Callable[[str], None], console: list[str]
) -> None:
    log_in("ada")
    open_log(page, live_server, running)
    page.context.set_offline(True)
    write(page, "heard without a connection")
    expect(page.locator("#state")).to_contain_text("1 line waits in this browser")
    page.get_by_label("Next line").type("half a li")
    page.close()

    again = page.context.new_page()
    again.context.set_offline(False)
    again.goto(live_server.url)
    expect(again.get_by_text("A line of a live log has not reached the server yet.")).to_be_visible()
    again.get_by_role("button", name="Send now").click()
    again.get_by_role("group", name="Signs").wait_for()
    expect(again.get_by_text("heard without a connection")).to_be_visible()
    expect(again.get_by_label("Next line")).to_have_value("half a li")
    saved(again)
    again.context.set_offline(True)
    write(again, "half a line and more")
    expect(again.locator("#state")).to_contain_text("1 line waits in this browser")
    again.context.set_offline(False)
    saved(again)

    assert list(running.lines.in_order().values_list("text", flat=True)) == [
        "heard without a connection",
        "half a line and more",
    ]
    console[:] = [line for line in console if "ERR_INTERNET_DISCONNECTED" not in line]


def test_two_note_takers_see_each_other_s_lines_in_their_order(
    page: Page, browser: Browser, live_server: LiveServer, running: LiveLog, log_in: Callable[[str], None]
) -> None:
    UserFactory.create(username="hana", role=Role.RESEARCHER)
    log_in("ada")
    open_log(page, live_server, running)
    other = browser.new_context().new_page()
    other.goto(f"{live_server.url}/login/")
    other.get_by_label("Username").fill("hana")
    other.get_by_label("Password").fill("correct horse battery")
    other.get_by_role("button", name="Log in").click()
    other.get_by_role("heading", level=1).wait_for()
    open_log(other, live_server, running)

    other.get_by_label("Next line").type("begun first")
    page.get_by_label("Next line").type("kept first")
    page.keyboard.press("Enter")
    saved(page)
    other.keyboard.press("Enter")

    for each in (page, other):
        expect(each.locator(".live-words")).to_have_count(2)
        expect(each.locator(".live-words").first).to_contain_text("begun first")
    expect(page.get_by_text("Taking notes, too: Hana")).to_be_visible()
    expect(page.get_by_role("button", name="Edit “begun first”")).to_have_count(0)
    other.context.close()


def test_the_page_reads_a_line_as_the_server_does(
    page: Page, live_server: LiveServer, running: LiveLog, log_in: Callable[[str], None]
) -> None:
    log_in("ada")
    open_log(page, live_server, running)

    read = page.evaluate(
        """async (lines) => {
            const { read } = await import("/static/research/live/syntax.js");
            return lines.map(({ line }) => read(line));
        }""",
        LINES,
    )

    assert read == [
        {
            "words": one["words"],
            "tags": one.get("tags", []),
            "kind": one.get("kind", ""),
            "isQuote": one.get("quote", False),
            "isQuestion": one.get("question", False),
        }
        for one in LINES
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_bars_anybody_at_any_width(
    page: Page,
    live_server: LiveServer,
    interview: Interview,
    ada: User,
    log_in: Callable[[str], None],
    barriers: Callable[[], list[str]],
    scheme: Literal["light", "dark"],
) -> None:
    page.emulate_media(color_scheme=scheme)
    log_in("ada")
    found: dict[str, list[str]] = {}
    too_wide = []
    log = LiveLogFactory.create(started_by=ada, interview__study=interview.study)
    ConsentFactory.create(participant=interview.participants.get(), scope="record")
    LiveLineFactory.create(log=log, author=ada, text="! It was gone #Lost-receipts /pain")
    LiveLineFactory.create(log=log, text=f"? who asked {'x' * 90}")
    note = NoteFactory.create(interview=log.interview)
    TurnFactory.create(note=note, start_ms=1_000)
    addresses = [
        f"/live/{interview.pk}/",
        f"/live/{log.interview_id}/",
        f"/notes/{note.pk}/proposals/",
        f"/interviews/{interview.pk}/transcript/",
    ]

    def look(address: str) -> None:
        page.goto(f"{live_server.url}{address}")
        page.wait_for_load_state("networkidle") if "live" not in address else page.wait_for_load_state("load")
        found[address] = found.get(address, []) + barriers()
        for width in (390, 800, 1440):
            page.set_viewport_size({"width": width, "height": 844})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                too_wide.append((width, address))

    for address in addresses:
        look(address)
    live_logs.end(log, by=ada, at=timezone.now())
    look(f"/live/{log.interview_id}/")

    assert {address: lines for address, lines in found.items() if lines} == {}
    assert too_wide == []
