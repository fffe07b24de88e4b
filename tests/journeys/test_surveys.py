"""From a link to an answer to evidence: a survey is answered without the mouse, read, and its comment highlighted."""

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from research.models import Highlight, SurveyLink, SurveyResponse
from research.permissions import Role
from tests.factories import (
    SegmentFactory,
    SurveyFactory,
    SurveyLinkFactory,
    SurveyRatingFactory,
    SurveyResponseFactory,
    SurveyStatementFactory,
    UserFactory,
)


def test_a_link_leads_to_an_answer_and_its_comment_to_a_highlight(
    page: Page, browser: Browser, live_server: LiveServer, log_in: Callable[[str], None]
) -> None:
    UserFactory(username="ada", role=Role.RESEARCHER)
    survey = SurveyFactory.create(title="Would they tell others?")
    SegmentFactory.create(name="Travellers")
    log_in("ada")

    page.get_by_role("link", name="Surveys", exact=True).click()
    page.get_by_role("link", name="Would they tell others?").click()
    page.get_by_label("Segment").select_option("Travellers")
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Travellers", exact=True).input_value()

    stranger = browser.new_context().new_page()
    stranger.goto(address)
    expect(stranger.get_by_role("heading", name="How likely are you to recommend us?")).to_be_visible()
    stranger.get_by_role("radio", name="0", exact=True).focus()
    for _ in range(3):
        stranger.keyboard.press("ArrowRight")
    expect(stranger.get_by_role("radio", name="3")).to_be_checked()
    stranger.keyboard.press("Tab")
    stranger.keyboard.type("It hangs every Friday.")
    stranger.keyboard.press("Tab")
    stranger.keyboard.press("Enter")
    expect(stranger.get_by_role("heading", name="Thank you")).to_be_visible()
    stranger.context.close()

    page.reload()
    expect(page.get_by_text("n = 1 ·")).to_be_visible()
    expect(page.get_by_text("It hangs every Friday.")).to_be_visible()
    page.get_by_role("button", name="Bring 1 comment to the inbox").click()
    expect(page.get_by_text("1 comment waits in the inbox.")).to_be_visible()
    page.get_by_role("link", name="Inbox", exact=True).click()
    expect(page.get_by_role("heading", name="3 of 10 · Would they tell others?")).to_be_visible()
    expect(page.locator(".inbox-hint")).to_be_visible()
    page.locator(".inbox-text").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("p")
    expect(page.locator(".inbox-marks > li")).to_have_count(1)

    response = SurveyResponse.objects.get()
    highlight = Highlight.objects.get()
    assert (response.survey, response.score) == (survey, 3)
    assert response.segment is not None
    assert response.segment.name == "Travellers"
    assert response.feedback == highlight.note.interview
    assert "It hangs every Friday." in highlight.quote
    assert highlight.verbatim
    assert SurveyLink.objects.get().secret in address


def test_importance_and_satisfaction_are_answered_by_keyboard_and_kept_as_scores(
    page: Page, live_server: LiveServer, log_in: Callable[[str], None], console: list[str]
) -> None:
    UserFactory(username="ben", role=Role.PRODUCT_MANAGER)
    statement = SurveyStatementFactory.create(wording="I lose receipts.", survey__title="What matters")
    link = SurveyLinkFactory.create(survey=statement.survey)
    log_in("ben")
    page.goto(f"{live_server.url}/answer/{link.secret}/")

    question = page.get_by_role("group", name="I lose receipts.")
    question.get_by_role("radio", name="Not important").focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    expect(question.get_by_role("radio", name="Extremely important")).to_be_checked()
    page.get_by_role("button", name="Send").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("Something is missing below.")
    console[:] = [line for line in console if "400 (Bad Request)" not in line]
    expect(question.get_by_role("radio", name="Extremely important")).to_be_checked()
    question.get_by_role("radio", name="Not satisfied").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()

    page.goto(f"{live_server.url}/surveys/{statement.survey_id}/")
    expect(page.get_by_role("row", name="I lose receipts.")).to_contain_text("20.0")
    page.get_by_role("button", name="Keep these as scores").press("Enter")
    expect(page.get_by_text("1 score kept")).to_be_visible()
    assert SurveyResponse.objects.get().ratings.get().statement == statement


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_about_surveys_bars_anybody_at_any_width(
    page: Page,
    live_server: LiveServer,
    log_in: Callable[[str], None],
    barriers: Callable[[], list[str]],
    scheme: Literal["light", "dark"],
) -> None:
    UserFactory(username="ben", role=Role.PRODUCT_MANAGER)
    segment = SegmentFactory.create(name="Travellers")
    nps, needs = SurveyLinkFactory.create(), SurveyLinkFactory.create(survey=SurveyFactory.create(opportunity=True))
    for score in (2, 8, 10):
        SurveyResponseFactory.create(survey=nps.survey, score=score, segment=segment, comment="It hangs.")
    for importance in (1, 5):
        rating = SurveyRatingFactory.create(statement__survey=needs.survey, importance=importance)
    empty = SurveyFactory.create()
    log_in("ben")
    page.emulate_media(color_scheme=scheme)
    found, too_wide = [], []
    for address, width in (
        ("/surveys/", 1440),
        (f"/surveys/{nps.survey_id}/", 1440),
        (f"/surveys/{nps.survey_id}/", 390),
        (f"/surveys/{needs.survey_id}/", 1440),
        (f"/surveys/{needs.survey_id}/", 800),
        (f"/surveys/{empty.pk}/", 800),
        (f"/surveys/{nps.survey_id}/csv/", 1440),
        (f"/research/survey/{needs.survey_id}/change/", 1440),
        (f"/research/surveyresponse/{rating.response_id}/change/", 1440),
        (f"/answer/{nps.secret}/", 390),
        (f"/answer/{needs.secret}/", 390),
        (f"/answer/{needs.secret}/", 1440),
    ):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(f"{live_server.url}{address}")
        found += [f"{address} {width}: {line}" for line in barriers()]
        if page.evaluate("document.documentElement.scrollWidth") > width:
            too_wide.append(f"{address} {width}")

    assert found == []
    assert too_wide == []
