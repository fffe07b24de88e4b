"""A study, its interviews and an account, in a browser: by mouse, by keyboard alone, in both themes."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from research.models import Interview
from research.permissions import Role
from tests.factories import (
    AccountFactory,
    CodingStatusFactory,
    ConsentFactory,
    GuideQuestionFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
    UserFactory,
    quote_of,
)

WORDS = "I keep two calendars"


@pytest.fixture
def interview(page: Page, log_in: Callable[[str], None]) -> Interview:
    """An interview of a study in which somebody of an account said something; ada has logged in."""
    ada = UserFactory.create(username="ada", role=Role.RESEARCHER)
    study = StudyFactory(title="Planning", questions="Who keeps the calendar?", lead=ada)
    GuideQuestionFactory(study=study, text="Tell me about last week.")
    interview: Interview = InterviewFactory(study=study, title="A planner")
    person = ParticipantFactory(account=AccountFactory(name="Nordlicht"))
    interview.participants.add(person)
    interview.interviewers.add(ada)
    ConsentFactory(participant=person)
    note = NoteFactory(interview=interview)
    for words, kind in ((WORDS, "pain_point"), ("neither of them is right", "question")):
        highlight = HighlightFactory(**quote_of(note, words), kind=kind)
        HighlightParticipantFactory(highlight=highlight, participant=person)
        TaggingFactory(highlight=highlight, tag=TagFactory(), tagged_by=ada)
        InsightEvidenceFactory(highlight=highlight, insight=InsightFactory())
    CodingStatusFactory(interview=interview, user=ada, status="done")
    log_in("ada")
    return interview


def test_by_mouse_from_the_list_to_the_customer(page: Page, live_server: LiveServer, interview: Interview) -> None:
    page.goto(f"{live_server.url}/research/study/")
    page.get_by_role("link", name="Planning").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Planning")
    expect(page.get_by_text("Tell me about last week.")).to_be_visible()
    expect(page.get_by_role("img", name="Different tags after each interview")).to_be_visible()

    page.get_by_role("link", name="A planner").click()
    page.get_by_text(f"“{WORDS}”").hover()
    page.get_by_role("button", name="Remember it by these words").first.click()
    expect(page.get_by_role("region", name="To remember it by")).to_contain_text(WORDS)

    page.get_by_role("link", name="Nordlicht").click()
    expect(page.get_by_role("region", name="Pain points")).to_contain_text(WORDS)
    page.get_by_role("link", name="in the note").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("A planner")
    assert "/notes/" in page.url


def test_by_keyboard_alone_a_quote_is_chosen(page: Page, live_server: LiveServer, interview: Interview) -> None:
    page.goto(f"{live_server.url}/interviews/{interview.pk}/")
    tab_to(page, "Remember it by these words")
    expect(page.locator(":focus")).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="To remember it by")).to_contain_text(WORDS)

    tab_to(page, "Choose none")
    page.keyboard.press("Enter")
    expect(page.get_by_text("No quote stands out now.")).to_be_visible()
    expect(page.get_by_role("region", name="To remember it by")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [800, 1440])
def test_the_pages_bar_nobody_and_fit(
    page: Page,
    live_server: LiveServer,
    interview: Interview,
    barriers: Callable[[], list[str]],
    scheme: Any,
    width: int,
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    found = {}

    for address in (
        f"/interviews/{interview.pk}/",
        f"/studies/{interview.study_id}/",
        f"/accounts/{interview.participants.get().account_id}/",
    ):
        page.goto(f"{live_server.url}{address}")
        fits = page.evaluate("document.documentElement.scrollWidth") <= width
        found[address] = barriers() + ([] if fits else ["too wide"])

    assert {address: lines for address, lines in found.items() if lines} == {}


def tab_to(page: Page, text: str) -> None:
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == text:
            return
    raise AssertionError(f"{text} came never under the focus.")
