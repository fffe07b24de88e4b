"""A Kano survey from the backlog to a score: made by a product manager, answered by somebody without an account."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from backlog.models import KanoAnswer, KanoSurvey, Score
from research.permissions import Role
from tests.factories import BacklogItemFactory, SegmentFactory, UserFactory


def test_from_items_to_a_survey_to_answers_to_scores(
    page: Page, live_server: LiveServer, log_in: Callable[[str], None], barriers: Callable[[], list[str]]
) -> None:
    UserFactory(username="ben", role=Role.PRODUCT_MANAGER)
    BacklogItemFactory.create_batch(4)
    SegmentFactory(name="Travellers")
    log_in("ben")
    found: dict[str, list[str]] = {}

    def look(name: str) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found[f"{name} {scheme}"] = barriers()

    # Begun: four items, suggested words, a link for a segment.
    page.goto(f"{live_server.url}/kano/")
    page.get_by_role("link", name="New Kano survey").click()
    for box in page.get_by_role("checkbox").all():
        box.check()
    look("choosing")
    page.get_by_role("button", name="Next: the words").click()
    page.get_by_label("Title").fill("Autumn")
    page.get_by_label("If it is there").first.fill("If it were there?")
    page.get_by_label("Travellers").check()
    look("words")
    page.get_by_role("button", name="Open the survey").click()
    expect(page.get_by_text("The survey is open.")).to_be_visible()
    look("open")
    link = page.get_by_label("Travellers", exact=True).input_value()

    # Answered with nothing but the keyboard, by somebody whom nobody knows; once with a gap.
    assert page.context.browser
    outside = page.context.browser.new_context(viewport={"width": 390, "height": 800}, reduced_motion="reduce")
    form = outside.new_page()
    form.goto(link)
    expect(form.get_by_role("heading", level=1)).to_have_text("How would you feel?")
    rows = form.get_by_role("group")
    expect(rows).to_have_count(8)
    for number in range(7):
        form.keyboard.press("Tab")
        form.keyboard.press("Space" if number % 2 == 0 else "ArrowUp")
    form.keyboard.press("Tab")
    form.keyboard.press("Tab")
    expect(form.get_by_role("button", name="Send my answers")).to_be_focused()
    form.keyboard.press("Enter")
    expect(form.get_by_role("alert")).to_contain_text("1 answer is missing")
    form.get_by_role("link", name="Go to the first").press("Enter")
    form.keyboard.press("Tab")
    form.keyboard.press("ArrowUp")
    form.keyboard.press("Tab")
    form.keyboard.press("Enter")
    expect(form.get_by_role("heading", name="Thank you")).to_be_visible()
    outside.close()
    survey = KanoSurvey.objects.get()
    answers = KanoAnswer.objects.values_list("functional", "dysfunctional", "segment__name")
    assert list(answers) == [(1, 5, "Travellers")] * 4

    # The public form is open to everybody in every light.
    page.goto(link)
    look("form")

    # Read, and kept.
    page.goto(f"{live_server.url}/kano/{survey.pk}/")
    expect(page.get_by_role("img", name="Better against worse, 4 items")).to_be_visible()
    expect(page.get_by_role("row", name="#").first).to_contain_text("One-dimensional")
    look("results")
    page.get_by_role("button", name="Use as Kano scores").click()
    expect(page.get_by_text("4 scores kept")).to_be_visible()
    assert set(Score.objects.values_list("result__value", flat=True)) == {"O"}
    assert {name: lines for name, lines in found.items() if lines} == {}
