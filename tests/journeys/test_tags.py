"""The codebook in a browser: chosen, changed, merged, split and put back, by mouse and by keyboard alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from research.models import Highlight, Tag, User
from research.permissions import Role
from tests.factories import (
    HighlightFactory,
    HighlightParticipantFactory,
    NoteFactory,
    ParticipantFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
    UserFactory,
)

HOSTILE = "<img src=x onerror=alert(1)>"


@dataclass(frozen=True, kw_only=True)
class World:
    """Capture with No signal (on two passages) and Offline (on the second of them) under it, and Trust beside it."""

    ada: User
    capture: Tag
    no_signal: Tag
    offline: Tag
    trust: Tag
    passages: Sequence[Highlight]


@pytest.fixture
def world(page: Page) -> World:
    ada, ben = UserFactory(username="ada", role=Role.RESEARCHER), UserFactory(username="ben", role=Role.RESEARCHER)
    capture, trust = TagFactory(name="Capture", definition="From paper to picture."), TagFactory(name="Trust")
    no_signal, offline = TagFactory(name="No signal", parent=capture), TagFactory(name="Offline", parent=capture)
    note = NoteFactory(text="The wheel turned for hours.\nOn the ferry there was nothing at all.")
    passages = [
        HighlightFactory(note=note, start=0, end=27, quote=note.text[:27]),
        HighlightFactory(note=note, start=28, end=len(note.text), quote=note.text[28:]),
    ]
    for passage in passages:
        HighlightParticipantFactory(highlight=passage, participant=ParticipantFactory())
        TaggingFactory(highlight=passage, tag=no_signal, tagged_by=ada)
    TaggingFactory(highlight=passages[1], tag=offline, tagged_by=ben)
    TaggingFactory(highlight=HighlightFactory(), tag=trust, tagged_by=ben)
    return World(ada=ada, capture=capture, no_signal=no_signal, offline=offline, trust=trust, passages=passages)


@pytest.fixture
def tags(page: Page, live_server: LiveServer, world: World, log_in: Callable[[str], None]) -> Page:
    """The page of tags, as ada opens it from the menu."""
    log_in("ada")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Tags").click()
    expect(page.get_by_role("tree", name="Tags")).to_be_visible()
    return page


def node(page: Page, name: str) -> Locator:
    return page.get_by_role("treeitem", name=f"{name},")


def heading(page: Page) -> Locator:
    return page.locator("#tag-name")


def test_a_codebook_is_put_in_order_by_mouse(tags: Page, world: World, console: list[str]) -> None:
    page = tags

    # Choose one, and read who says it.
    node(page, "No signal").click()
    expect(heading(page)).to_have_text("No signal")
    expect(page.locator("#tag-panel blockquote")).to_have_count(2)
    assert page.url.endswith(f"?tag={world.no_signal.pk}")

    # Rename it and give it a colour; what is refused is said beside the form.
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Name").fill("Offline")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".form-error")).to_have_text("There is a tag of this name here already.")
    assert [line for line in console if "409 (Conflict)" not in line] == []
    console.clear()  # the browser notes every refusal down
    page.get_by_label("Name").fill(HOSTILE)
    page.get_by_label("teal").check(force=True)
    page.get_by_role("button", name="Save").click()
    expect(heading(page)).to_have_text(HOSTILE)
    page.get_by_role("button", name="Undo").first.click()
    expect(heading(page)).to_have_text("No signal")

    # Drag it under another; its branch goes with it.
    node(page, "No signal").drag_to(node(page, "Trust"))
    expect(node(page, "No signal")).to_have_attribute("data-parent", str(world.trust.pk))
    page.get_by_role("button", name="Undo").last.click()
    expect(node(page, "No signal")).to_have_attribute("data-parent", str(world.capture.pk))

    # Merge two, seeing what moves, and undo it from the page, later.
    node(page, "Offline").click()
    expect(heading(page)).to_have_text("Offline")
    page.get_by_role("button", name="Merge …").click()
    page.get_by_role("combobox", name="The tag that stays").fill("no s")
    page.get_by_role("option", name="No signal").click()
    expect(page.locator(".moves")).to_contain_text("1 passage of 1 person moves to “No signal”; 1 of them has both")
    page.get_by_role("button", name="Merge", exact=True).click()
    expect(heading(page)).to_have_text("No signal")
    expect(node(page, "Offline")).to_have_count(0)
    page.reload()
    expect(page.locator(".aliases")).to_contain_text("Offline")
    page.locator("[data-unmerge]").click()
    expect(node(page, "Offline")).to_be_visible()

    # Show the others what it is for.
    ferry = page.locator("#tag-panel li").filter(has_text="On the ferry")
    ferry.get_by_role("button", name="Make it an example").click()
    expect(ferry.locator("[aria-pressed=true]")).to_be_focused()
    expect(page.locator("#tag-panel blockquote").first).to_contain_text("On the ferry")

    # Give one passage a tag of its own.
    page.locator("#tag-panel .pick").first.check()
    expect(page.locator("#picked")).to_have_text("1 selected")
    page.get_by_role("combobox", name="Give the selected passages the tag").fill("Ferries")
    page.get_by_role("option", name="Create “Ferries”").click()
    expect(node(page, "Ferries")).to_be_visible()
    expect(page.locator("#tag-panel blockquote")).to_have_count(1)
    page.get_by_role("button", name="Undo").last.click()
    expect(page.locator("#tag-panel blockquote")).to_have_count(2)


def test_a_codebook_is_put_in_order_by_keyboard_alone(tags: Page, world: World) -> None:
    page, press, type_ = tags, tags.keyboard.press, tags.keyboard.type

    # Find it, fold and unfold, walk to it, open it.
    press("/")
    type_("offl")
    expect(node(page, "Trust")).to_be_hidden()
    press("Escape")
    press("Enter")
    expect(node(page, "Capture")).to_be_focused()
    press("ArrowLeft")
    expect(node(page, "Offline")).to_be_hidden()
    press("ArrowRight")
    press("ArrowRight")
    press("ArrowDown")
    expect(node(page, "Offline")).to_be_focused()
    press("Enter")
    expect(heading(page)).to_have_text("Offline")

    # Under the sibling before it, out again, and back.
    press("Alt+ArrowRight")
    expect(node(page, "Offline")).to_have_attribute("data-parent", str(world.no_signal.pk))
    expect(node(page, "Offline")).to_be_focused()
    press("Alt+ArrowLeft")
    expect(node(page, "Offline")).to_have_attribute("data-parent", str(world.capture.pk))
    press("Control+z")
    expect(node(page, "Offline")).to_have_attribute("data-parent", str(world.no_signal.pk))
    press("Control+Shift+z")
    expect(node(page, "Offline")).to_have_attribute("data-parent", str(world.capture.pk))

    # Write its definition.
    press("d")
    expect(page.get_by_label("Definition")).to_be_focused()
    type_("No connection at the moment of capture.")
    press("Tab")
    for _ in range(8):
        if page.evaluate("document.activeElement.textContent") == "Save":
            break
        press("Tab")
    press("Enter")
    expect(page.locator(".definition")).to_have_text("No connection at the moment of capture.")
    expect(node(page, "Offline")).to_be_focused()

    # Move it by name, make a new one, and merge it away.
    press("v")
    expect(page.get_by_role("combobox", name="The tag above it")).to_be_focused()
    type_("trus")
    expect(page.get_by_role("option", name="Trust")).to_be_visible()
    press("Enter")
    expect(page.get_by_role("button", name="Move", exact=True)).to_be_focused()
    press("Enter")
    expect(node(page, "Offline")).to_have_attribute("data-parent", str(world.trust.pk))
    press("n")
    type_("Ferries")
    expect(page.get_by_role("option", name="Create “Ferries”")).to_be_visible()
    press("Enter")
    expect(node(page, "Ferries")).to_be_focused()
    press("m")
    type_("capt")
    expect(page.get_by_role("option", name="Capture", exact=True)).to_be_visible()
    press("Enter")
    expect(page.get_by_role("button", name="Merge", exact=True)).to_be_focused()
    press("Enter")
    expect(heading(page)).to_have_text("Capture")
    expect(node(page, "Ferries")).to_have_count(0)
    press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Merge it into another")


def test_the_codebook_is_tidied_by_one_click_each_and_put_back(
    page: Page, live_server: LiveServer, world: World, log_in: Callable[[str], None]
) -> None:
    TagFactory(name="Trusts")
    log_in("ada")
    page.goto(f"{live_server.url}/tags/tidy-up/")

    alike = page.get_by_role("region", name="Nearly the same")
    alike.get_by_role("button", name="Merge Trusts into Trust").click()
    expect(alike).to_contain_text("“Trusts” is “Trust” now.")
    assert Tag.objects.get(name="Trusts").merged_into == world.trust
    alike.get_by_role("button", name="Undo").press("Enter")
    expect(alike.get_by_role("button", name="Merge Trusts into Trust")).to_be_focused()
    assert Tag.objects.get(name="Trusts").merged_into is None

    unused = page.get_by_role("region", name="Never used")
    unused.get_by_role("button", name="Delete Trusts").click()
    expect(unused).to_contain_text("“Trusts” is deleted.")
    unused.get_by_role("button", name="Undo").click()
    unused.get_by_role("button", name="Delete Trusts").click()  # it has another number now
    expect(unused).to_contain_text("“Trusts” is deleted.")
    unused.get_by_role("button", name="Undo").click()
    expect(unused.get_by_role("button", name="Delete Trusts")).to_be_focused()
    assert Tag.objects.filter(name="Trusts").exists()

    page.get_by_label("Definition of Trust", exact=True).fill("Whether they believe it.")
    page.get_by_label("Definition of Trust", exact=True).press("Enter")
    expect(page.get_by_text("“Trust” has a definition.").first).to_be_visible()
    world.trust.refresh_from_db()
    assert world.trust.definition == "Whether they believe it."

    page.reload()
    alike.get_by_role("button", name="Keep both").click()
    expect(alike).to_contain_text("stays a tag of its own")
    page.reload()
    expect(page.get_by_role("button", name="Keep both")).to_have_count(0)


def test_two_tags_that_meet_open_their_passages_and_close_again(
    page: Page, live_server: LiveServer, world: World, log_in: Callable[[str], None]
) -> None:
    log_in("ada")
    page.goto(f"{live_server.url}/tags/co-occurrence/")

    cell = page.get_by_role("link", name="No signal and Offline: 1")
    cell.focus()
    page.keyboard.press("Enter")
    passages = page.get_by_role("dialog", name="No signal and Offline")
    expect(passages.get_by_text("On the ferry there was nothing at all.")).to_be_visible()
    page.keyboard.press("Escape")
    expect(cell).to_be_focused()


def test_a_study_s_tag_becomes_the_repository_s(
    page: Page, live_server: LiveServer, world: World, log_in: Callable[[str], None]
) -> None:
    own = TagFactory(name="Own", study=StudyFactory())
    log_in("ada")
    page.goto(f"{live_server.url}/tags/?tag={own.pk}")

    page.get_by_role("button", name="To the whole repository").click()
    expect(page.get_by_role("button", name="To the whole repository")).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="To the whole repository")).to_be_visible()

    own.refresh_from_db()
    assert own.study is not None


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_in_the_codebook_bars_anybody(
    page: Page,
    live_server: LiveServer,
    world: World,
    log_in: Callable[[str], None],
    barriers: Callable[[], list[str]],
    scheme: Literal["light", "dark"],
) -> None:
    page.emulate_media(color_scheme=scheme)
    TaggingFactory(highlight=world.passages[0], tag=world.no_signal, tagged_by=User.objects.get(username="ben"))
    log_in("ada")
    found = {}
    for address in (
        f"/tags/?tag={world.no_signal.pk}",
        "/tags/tidy-up/",
        f"/tags/co-occurrence/?one={world.no_signal.pk}&other={world.offline.pk}",
        "/tags/agreement/",
        f"/tags/agreement/?note={world.passages[0].note_id}",
    ):
        page.goto(f"{live_server.url}{address}")
        page.get_by_role("heading", level=1).wait_for()
        found[address] = barriers()
    page.goto(f"{live_server.url}/tags/?tag={world.no_signal.pk}")
    page.keyboard.press("e")
    expect(page.get_by_label("Name")).to_be_focused()
    found["the form"] = barriers()
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.keyboard.type("off")
    page.get_by_role("option", name="Offline").click()
    expect(page.locator(".moves")).not_to_be_empty()
    found["merging"] = barriers()

    assert {address: lines for address, lines in found.items() if lines} == {}
    for width in (800, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
