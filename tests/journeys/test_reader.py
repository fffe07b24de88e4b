"""A note is read and marked: by mouse, by keyboard alone, and by whoever may only read."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from research.models import Highlight, Insight, InsightEvidence, Note, Tag, Tagging, User
from research.operations import highlights as operations
from research.operations.highlights import Mark
from research.permissions import Role
from tests.factories import HighlightFactory, TagFactory, UserFactory, quote_of
from tests.journeys.readers import Reader, highlights, researcher, talk

HOSTILE = "<img src=x onerror=alert(1)>"


@pytest.fixture
def ada(page: Page) -> User:
    return researcher("ada")


@pytest.fixture
def reader(page: Page, live_server: LiveServer, ada: User, log_in: Callable[[str], None]) -> Reader:
    TagFactory.create(name="Calendars", aliases=["Planners"], colour="teal")
    TagFactory.create(name=HOSTILE, colour="red")
    note = talk(ada)
    log_in("ada")
    reader = Reader(page=page, note=note, address=f"{live_server.url}/notes/{note.pk}/")
    reader.open()
    return reader


def test_passages_are_marked_tagged_changed_and_undone_by_mouse(page: Page, reader: Reader, note: Note) -> None:
    reader.select("I keep two calendars")
    reader.toolbar.get_by_role("button", name="pain point").click()
    reader.toolbar.get_by_role("combobox", name="Tag").click()
    page.keyboard.type("planner")
    expect(page.get_by_role("option", name="Calendars")).to_have_attribute("aria-selected", "true")
    page.get_by_role("option", name="Calendars").click()
    expect(page.locator(".mark-card")).to_contain_text("Calendars")
    reader.settled()
    assert highlights(note) == [("I keep two calendars", "pain_point", ["Calendars"])]

    reader.select("booked the room twice")
    reader.toolbar.get_by_role("button", name="Calendars 1").click()
    reader.settled()
    reader.click("booked the room")
    expect(reader.editor).to_be_visible()
    reader.editor.get_by_role("button", name="need", exact=True).click()
    reader.editor.get_by_role("button", name="Take Calendars away").click()
    reader.editor.get_by_role("combobox", name="Add a tag").fill("Room clashes")
    page.get_by_role("option", name="New tag “Room clashes”").click()
    reader.editor.get_by_label("Comment").fill("Twice!")
    reader.editor.get_by_label("Comment").blur()
    reader.editor.get_by_label("P-0007").check()
    reader.settled()
    changed = Highlight.objects.get(quote="booked the room twice")
    assert highlights(note)[1] == ("booked the room twice", "need", ["Room clashes"])
    assert changed.comment == "Twice!"
    assert [person.code for person in changed.participants.all()] == ["P-0007"]

    reader.editor.get_by_role("combobox", name="Add to an insight").fill("Rooms are booked twice")
    page.get_by_role("option", name="New insight “Rooms are booked twice”").click()
    expect(reader.editor.get_by_role("link", name="Rooms are booked twice")).to_be_visible()
    reader.settled()
    assert InsightEvidence.objects.get().highlight == changed

    for _ in range(5):
        page.locator("#undo").click()
    reader.settled()
    expect(reader.editor.get_by_label("Comment")).to_have_value("")
    assert highlights(note)[1] == ("booked the room twice", "none", ["Calendars"])
    assert not Insight.objects.exists()
    assert not Tag.objects.filter(name="Room clashes").exists()
    for _ in range(5):
        page.locator("#redo").click()
    expect(reader.editor.get_by_role("link", name="Rooms are booked twice")).to_be_visible()
    reader.settled()
    assert highlights(note)[1] == ("booked the room twice", "need", ["Room clashes"])
    assert InsightEvidence.objects.count() == 1


def test_a_highlight_s_ends_are_dragged_and_it_is_deleted_and_brought_back(
    page: Page, reader: Reader, note: Note
) -> None:
    reader.select("two calendars")
    page.keyboard.press("w")
    reader.settled()
    reader.press("Escape")
    reader.click("two calendars")
    grip = page.locator(".grip-end")
    box, until = grip.bounding_box(), reader._box("neither of them", 6)
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(until["x"] + until["width"], until["y"] + until["height"] / 2, steps=4)
    page.mouse.up()
    reader.settled()
    assert highlights(note) == [("two calendars, and neither", "workaround", [])]

    reader.editor.get_by_role("button", name="Delete").click()
    reader.settled()
    assert highlights(note) == []
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.locator(".mark-card")).to_have_count(1)
    reader.settled()
    assert highlights(note) == [("two calendars, and neither", "workaround", [])]


def test_everything_is_done_by_keyboard_alone(page: Page, reader: Reader, note: Note) -> None:
    expect(page.locator(".hint")).to_contain_text("Nothing is marked yet.")
    reader.press("g", "ArrowDown", "ArrowRight", "ArrowRight")
    reader.press("Shift+ArrowRight", "Shift+ArrowRight")
    expect(reader.toolbar).to_be_visible()
    reader.press("p", "t")
    page.keyboard.type("Calendr")
    expect(page.get_by_role("option", name="Calendars")).to_have_attribute("aria-selected", "true")
    reader.press("Enter")
    expect(page.locator("#text")).to_be_focused()
    reader.settled()
    assert highlights(note) == [("keep two", "pain_point", ["Calendars"])]

    reader.press("Escape", "k")
    expect(reader.editor).to_be_visible()
    reader.press("e", "Shift+ArrowRight", "Enter")
    reader.settled()
    assert highlights(note) == [("keep two calendars", "pain_point", ["Calendars"])]

    reader.press("n", "c")
    expect(reader.editor.get_by_label("Comment")).to_be_focused()
    page.keyboard.type("One on paper")
    reader.press("Control+Enter", "Escape")
    expect(page.locator("#text")).to_be_focused()
    reader.press("Control+z", "Control+z")
    reader.settled()
    assert highlights(note) == [("keep two calendars", "pain_point", ["Calendars"])]
    assert Highlight.objects.get().comment == ""

    reader.press("u")
    reader.press("Shift+End", "c")
    page.keyboard.type("Then what?")
    reader.press("Control+Enter", "d", "Escape", "u")
    reader.settled()
    assert highlights(note)[-1][1] == "desire"
    reader.press("k", "Delete")
    reader.settled()
    reader.press("h")
    expect(page.locator(".passage")).to_have_count(1)
    page.locator(".passage").first.focus()
    reader.press("Enter")
    expect(reader.editor).to_be_visible()
    reader.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Mark as pain point")


@pytest.mark.parametrize(
    "words",
    ["room twice. 🙈 Then 👩‍🚀 phoned", "🎈", "עולם, זה היום", "right. One is on paper.", "<script>chalk</script>"],
)
def test_what_is_selected_is_what_the_server_quotes(page: Page, reader: Reader, note: Note, words: str) -> None:
    box = page.evaluate(
        """(words) => {
            const element = [...document.querySelectorAll(".turn .words")].find((one) => one.textContent.includes(words));
            const at = element.textContent.indexOf(words);
            document.querySelector("#text").focus();
            getSelection().setBaseAndExtent(element.firstChild, at, element.firstChild, at + words.length);
            return getSelection().toString();
        }""",
        words,
    )
    expect(reader.toolbar).to_be_visible()
    page.keyboard.press("q")
    reader.settled()

    assert box == words
    assert highlights(note) == [(words, "question", [])]


def test_a_passage_goes_across_turns_and_overlaps_are_all_seen(page: Page, reader: Reader, note: Note) -> None:
    page.evaluate(
        """() => {
            const words = [...document.querySelectorAll(".turn .words")];
            document.querySelector("#text").focus();
            getSelection().setBaseAndExtent(words[1].firstChild, 10, words[3].firstChild, 9);
        }"""
    )
    expect(reader.toolbar).to_be_visible()
    reader.press("p", "Escape")
    reader.select("two calendars")
    reader.press("n")
    reader.settled()

    lanes = page.evaluate(
        "[...CSS.highlights].filter(([name, one]) => name.startsWith('u-') && one.size).map(([name, one]) => [name, one.size])"
    )
    assert highlights(note)[0][0].startswith("I keep two calendars, and neither")
    assert highlights(note)[0][0].endswith("What happened last Monday?\nWe booked")
    assert sorted(lanes) == [["u-none-0", 3], ["u-none-1", 1]]
    assert len(page.evaluate("getSelection().toString()")) == len("two calendars")


def test_the_text_is_searched_and_one_goes_along_speakers_and_tags(
    page: Page, reader: Reader, note: Note, ada: User, live_server: LiveServer
) -> None:
    start = note.text.index("on the wall")
    tag = Tag.objects.get(name=HOSTILE)
    made = operations.mark(Mark(note=note, start=start, end=start + 11, tags=(tag,)), by=ada)
    reader.open()

    reader.press("/")
    page.keyboard.type("is")
    expect(page.locator("#find-count")).to_have_text("2 found")
    reader.press("Enter")
    expect(page.locator("#find-count")).to_have_text("1 of 2")
    reader.press("Escape")
    expect(page.locator("#text")).to_be_focused()

    page.get_by_label("Go along").select_option(label=f"{HOSTILE} (1)")
    expect(reader.editor).to_be_visible()
    expect(reader.editor.locator(".tag")).to_contain_text(HOSTILE)
    page.get_by_label("Go along").select_option(label="Ada")
    expect(page.locator(".minimap .tick")).to_have_count(0)
    page.get_by_label("Go along").select_option(label="All highlights")
    expect(page.locator(".minimap .tick")).to_have_count(1)
    expect(page.get_by_role("link", name="0:10")).to_have_attribute("href", "https://recordings.example/7?t=10")

    page.goto(f"{live_server.url}/research/highlight/")
    page.get_by_role("link", name="Two calendars").first.click()
    expect(page).to_have_url(f"{reader.address}?highlight={made.pk}")
    expect(reader.editor).to_be_visible()
    reader.open(f"?at={start}")
    expect(page.locator("#text")).to_be_focused()
    reader.open("?highlight=999999")
    expect(page.get_by_role("status").filter(has_text="not here any more")).to_be_visible()


def test_a_typo_is_corrected_where_it_stands_and_what_lost_its_words_is_put_back(
    page: Page, reader: Reader, note: Note, ada: User
) -> None:
    for words in ("two calendars", "One is on paper"):
        start = note.text.index(words)
        operations.mark(Mark(note=note, start=start, end=start + len(words)), by=ada)
    reader.open()

    reader.click("Honestly")
    reader.press("r")
    field = page.get_by_label("The corrected words")
    field.fill("Honestly, I always keep two calendars, and neither of them is right. Another hangs here.")
    reader.press("Enter")
    expect(page.get_by_role("status").filter(has_text="1 highlight lost")).to_be_visible()
    expect(reader.words("I always keep two calendars")).to_be_visible()
    note.refresh_from_db()
    assert [(one.quote, one.state) for one in Highlight.objects.order_by("id")] == [
        ("two calendars", "moved"),
        ("One is on paper", "detached"),
    ]

    reader.press("h")
    page.get_by_role("button", name="One is on paper").click()
    expect(page.locator(".notice[role=status]")).to_contain_text("Select where “One is on paper” stands now")
    reader.select("Another hangs here")
    reader.press("Enter")
    reader.settled()
    assert Highlight.objects.latest("id").quote == "Another hangs here"

    reader.press("Escape")
    page.locator("#undo").click()
    expect(page.get_by_role("status").filter(has_text="Undone: correct the text.")).to_be_visible()
    expect(reader.words("I keep two calendars")).to_be_visible()
    assert [one.quote for one in Highlight.objects.order_by("id")] == ["two calendars", "One is on paper"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_in_the_reader_bars_anybody(
    page: Page, reader: Reader, note: Note, barriers: Callable[[], list[str]], scheme: Literal["light", "dark"]
) -> None:
    page.emulate_media(color_scheme=scheme)
    reader.select("two calendars")
    reader.press("1", "p")
    reader.settled()
    marking = barriers()
    reader.press("Escape", "k")
    expect(reader.editor).to_be_visible()
    editing = barriers()
    reader.press("Escape", "h")
    reading = barriers()

    assert (marking, editing, reading) == ([], [], [])


def test_whoever_may_only_read_sees_the_marks_and_no_tools(
    page: Page, live_server: LiveServer, log_in: Callable[[str], None]
) -> None:
    note = talk(researcher("ada"))
    HighlightFactory.create(**quote_of(note, "two calendars"), kind="need", comment="So it is.")
    UserFactory.create(username="cleo", role=Role.PRODUCT_OWNER)
    log_in("cleo")
    reader = Reader(page=page, note=note, address=f"{live_server.url}/notes/{note.pk}/")
    reader.open()

    reader.click("two calendars")

    expect(reader.editor).to_contain_text("So it is.")
    expect(reader.editor.get_by_role("button")).to_have_count(1)  # to close it
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    page.evaluate("getSelection().selectAllChildren(document.querySelector('.words'))")
    reader.press("p")
    expect(reader.toolbar).to_have_count(0)
    assert Tagging.objects.count() == 0
    assert Highlight.objects.count() == 1


def test_without_custom_highlights_spans_are_laid_into_the_text(
    page: Page, live_server: LiveServer, log_in: Callable[[str], None]
) -> None:
    note = talk(researcher("ada"))
    page.add_init_script("delete window.Highlight")
    log_in("ada")
    reader = Reader(page=page, note=note, address=f"{live_server.url}/notes/{note.pk}/")
    reader.open()

    reader.select("I keep two calendars")
    reader.press("p", "Escape")
    expect(page.locator(".u")).to_have_text("I keep two calendars")
    reader.select("two calendars, and neither")
    reader.press("n")
    reader.settled()

    expect(page.locator(".u .u")).to_have_text("two calendars")
    assert [quote for quote, *_ in highlights(note)] == ["I keep two calendars", "two calendars, and neither"]


@pytest.fixture
def note(reader: Reader) -> Note:
    return reader.note
