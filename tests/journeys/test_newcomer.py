"""The whole of it by somebody new, without the mouse: from a conversation to a product manager who asks who says so."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from backlog.models import BacklogItem
from research.models import Highlight, Insight, InsightEvidence, Note, OpportunityEvidence
from research.permissions import Role
from tests.factories import ConsentFactory, InterviewFactory, ParticipantFactory, StudyFactory, UserFactory
from tests.journeys.conftest import PASSWORD

HEARD = (
    "! I took six photos in the tunnle #signal",
    *(f"! Number {number} was lost on the train as well" for number in range(1, 20)),
    "! At home it all works, honestly",
)
TITLE = "Photos are lost where there is no signal"


def go_to(page: Page, words: str) -> None:
    """By the palette, as from anywhere."""
    page.get_by_role("button", name="Go to").wait_for()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Go to").wait_for()
    page.keyboard.type(words)
    expect(page.get_by_role("dialog", name="Go to").get_by_role("option").first).to_contain_text(words)
    page.keyboard.press("Enter")


def press(page: Page, role: str, name: str) -> None:
    """Go to a button or link and press it."""
    page.get_by_role(role, name=name, exact=True).focus()  # type: ignore[arg-type]  # only roles that there are
    page.keyboard.press("Enter")


def test_from_a_conversation_to_who_says_so_without_the_mouse(
    page: Page, browser: Browser, live_server: LiveServer, log_in: Callable[[str], None]
) -> None:
    UserFactory(username="ada", role=Role.RESEARCHER)
    UserFactory(username="ben", role=Role.PRODUCT_MANAGER)
    person = ParticipantFactory(code="P-0042")
    for scope in ("record", "quote_internally"):
        ConsentFactory(participant=person, scope=scope)
    interview = InterviewFactory(study=StudyFactory(title="Receipts"), title="On the train", status="planned")
    interview.participants.add(person)
    log_in("ada")

    # She logs it live.
    go_to(page, "On the train")
    press(page, "link", "Start live")
    press(page, "button", "Start the log")
    page.get_by_role("group", name="Signs").wait_for()
    for line in HEARD:
        page.keyboard.type(line)
        page.keyboard.press("Escape")
        page.keyboard.press("Enter")
    expect(page.locator("#state")).to_have_text("Saved")
    press(page, "button", "End and write up")
    press(page, "link", "Read the note")

    # She corrects a typo where it stands, and says what each of the passages is.
    expect(page.get_by_role("button", name="Only highlights (")).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("tunnle")
    expect(page.locator("#find-count")).to_have_text("1 found")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.press("r")
    field = page.get_by_label("The corrected words")
    expect(field).to_be_focused()
    field.fill(field.input_value().replace("tunnle", "tunnel"))
    page.keyboard.press("Enter")
    expect(page.locator(".turn .words").first).to_contain_text("tunnel")
    for _ in range(20):
        page.keyboard.press("j")
        page.keyboard.press("p")
    expect(page.locator("#saving")).to_have_text("")
    note = Note.objects.get()
    assert "in the tunnel" in note.text
    assert Highlight.objects.filter(note=note, kind="pain_point").count() == 20

    # She reads an insight out of it, and puts one against it beside the others.
    page.keyboard.press("i")
    expect(page.get_by_role("combobox", name="Add to an insight")).to_be_focused()
    page.keyboard.type(TITLE)
    expect(page.get_by_role("option", name=f"New insight “{TITLE}”")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    expect(page.locator("#saving")).to_have_text("")
    insight = Insight.objects.get(title=TITLE)
    go_to(page, TITLE)
    press(page, "link", "Compose")
    expect(page.get_by_role("button", name="Undo", exact=True)).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("honestly")
    expect(page.locator("#found .card-row")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#found .card-row")).to_be_focused()
    page.keyboard.press("a")
    expect(page.locator("#rests-on [data-zone=contradicts]")).to_contain_text("At home it all works")
    assert sorted(InsightEvidence.objects.values_list("stance", flat=True)) == ["contradicts", "supports"]

    # She hangs it in the tree.
    press(page, "link", "Hang in the tree")
    page.get_by_role("button", name="Print").wait_for()  # its script is there
    page.get_by_role("treeitem").first.focus()
    page.keyboard.press("n")
    expect(page.get_by_role("dialog", name="Add")).to_be_visible()
    page.keyboard.type("I lose my receipts where there is no signal")
    page.keyboard.press("Enter")
    expect(page.get_by_role("treeitem").filter(has_text="I lose my receipts")).to_be_focused()
    assert OpportunityEvidence.objects.get().insight == insight

    # He, a product manager, thinks of a solution, and asks who says so.
    his = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce").new_page()
    his.goto(f"{live_server.url}/login/?next=/opportunities/tree/")
    his.keyboard.type("ben")
    his.keyboard.press("Tab")
    his.keyboard.type(PASSWORD)
    his.keyboard.press("Enter")
    his.get_by_role("button", name="Print").wait_for()
    his.get_by_role("treeitem").filter(has_text="I lose my receipts").focus()
    his.keyboard.press("s")
    expect(his.get_by_role("dialog")).to_be_visible()
    his.keyboard.type("Keep the photo until it is sent")
    his.keyboard.press("Enter")
    expect(his.get_by_role("treeitem").filter(has_text="Keep the photo")).to_be_focused()
    his.goto(f"{live_server.url}/who-says-so/{BacklogItem.objects.get().pk}/")
    expect(his.get_by_role("heading", level=1)).to_contain_text("Keep the photo until it is sent")
    expect(his.locator(".says-passage").filter(has_text="At home it all works, honestly")).to_be_visible()
    expect(his.locator(".says-passage").filter(has_text="P-0042").first).to_be_visible()
    his.context.close()
