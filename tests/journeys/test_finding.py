"""Finding in a browser what one remembers the gist of, and what is like it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from research.meaning import learning
from research.permissions import Role
from tests.factories import HighlightFactory, InsightFactory, NoteFactory, TagFactory, TaggingFactory, UserFactory

TUNNEL = "On the train I lost three receipts, since there is no connection in the tunnels."
MOUNTAIN = "In the mountains I have no reception, and the pictures of my receipts were gone."
FINE = "I never lose a receipt without a connection, that always works for me."


@pytest.fixture
def said(page: Page) -> None:
    """Three pieces of feedback, each marked and tagged, and an insight that none of them is evidence of yet."""
    if because := learning.why_not():
        pytest.skip(because)
    UserFactory(username="ada", role=Role.RESEARCHER)
    lost = TagFactory(name="Lost on the way")
    for words, kind in ((TUNNEL, "pain_point"), (MOUNTAIN, "pain_point"), (FINE, "delight")):
        note = NoteFactory(interview__kind="app_review", interview__study=None, interview__title=words[:20], text=words)
        highlight = HighlightFactory(note=note, start=0, end=len(words), kind=kind)
        if words != FINE:
            TaggingFactory(highlight=highlight, tag=lost)
    InsightFactory(title="Receipts get lost", statement="People lose receipts where the connection is bad.")
    learning.catch_up()


def test_the_gist_leads_to_the_passage_and_on_to_what_is_like_it(
    page: Page,
    live_server: LiveServer,
    said: None,
    log_in: Callable[[str], None],
    barriers: Callable[[], list[str]],
) -> None:
    log_in("ada")
    page.goto(f"{live_server.url}/search/")
    page.keyboard.type("Belege im Zug verloren, keine Verbindung")
    page.keyboard.press("Enter")

    first = page.get_by_role("region", name="Highlights").get_by_role("listitem").first
    expect(first).to_contain_text(TUNNEL)
    expect(first).to_contain_text("similar in meaning", ignore_case=True)
    page.get_by_text("Narrow it down").click()
    assert barriers() == []
    page.get_by_label("Find by").select_option("Words")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Nothing is found.")).to_be_visible()

    page.go_back()
    page.get_by_role("region", name="Highlights").get_by_role("link").first.click()
    editor = page.get_by_role("region", name="Highlight", exact=True)
    editor.get_by_text("More like this").click()
    expect(editor.get_by_role("link", name=f"“{MOUNTAIN}”")).to_be_visible()
    editor.get_by_role("link", name=f"“{FINE}”").click()
    expect(page.get_by_role("heading", name=FINE[:20])).to_be_visible()
    editor.get_by_role("combobox", name="Add a tag").focus()
    expect(editor.get_by_role("option", name="Lost on the way on passages like this")).to_be_visible()
    page.keyboard.press("Enter")
    expect(editor.locator(".tag")).to_have_text("Lost on the way×")
    assert barriers() == []


def test_the_composer_offers_what_may_contradict(
    page: Page, live_server: LiveServer, said: None, log_in: Callable[[str], None], barriers: Callable[[], list[str]]
) -> None:
    log_in("ada")
    page.goto(f"{live_server.url}/research/insight/")
    page.get_by_role("link", name="Receipts get lost").first.click()
    page.get_by_role("link", name="Compose").first.click()

    page.get_by_label("What to find").select_option("May contradict it")
    card = page.locator("#passages [data-piece]").first
    expect(card).to_contain_text(FINE)
    card.get_by_role("button", name="Against").click()
    expect(page.locator("#rests-on")).to_contain_text(FINE)
    page.get_by_label("What to find").select_option("May support it")
    expect(page.locator("#passages [data-piece]").first).to_contain_text("receipts")
    assert barriers() == []
