"""The home page, in a browser: what waits, what changed, for a researcher and for a stakeholder."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from research.models import User
from research.permissions import Role
from tests.factories import (
    BacklogItemFactory,
    EvidenceFactory,
    HighlightFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    TaggingFactory,
    UserFactory,
    VisitFactory,
)


@pytest.fixture
def ada(page: Page) -> User:
    """A researcher who was here yesterday; since then an insight gained a passage. One interview waits for her."""
    ada: User = UserFactory.create(username="ada", role=Role.RESEARCHER)
    interview = InterviewFactory(title="A planner", held_at=timezone.now())
    interview.interviewers.add(ada)
    highlight = HighlightFactory(note=NoteFactory(interview=interview))
    TaggingFactory(highlight=highlight)
    insight = InsightFactory(title="Two calendars", status="published", published_at=timezone.now())
    InsightEvidenceFactory(insight=insight, highlight=highlight)
    EvidenceFactory(insight=insight, item=BacklogItemFactory(title="One calendar", horizon="now"))
    InsightFactory(title="Paper beside it", status="in_review", owner=ada)
    VisitFactory(user=ada, seen_at=timezone.now() - timedelta(days=1))
    return ada


def test_by_mouse_to_what_changed_and_to_what_waits(page: Page, ada: User, log_in: Callable[[str], None]) -> None:
    log_in("ada")
    changes = page.get_by_role("region", name="Since you were last here")
    expect(changes).to_contain_text("+1 passage")
    expect(page.get_by_text("A streak begins.")).to_be_visible()
    expect(page.get_by_role("region", name="In review")).to_contain_text("Paper beside it")

    page.get_by_role("region", name="Your interviews to code").get_by_role("link", name="A planner").click()
    assert "/notes/" in page.url

    page.goto(page.url.split("/notes/")[0])
    changes.get_by_role("link", name="One calendar").click()
    expect(page.get_by_text("Who says so?").first).to_be_visible()
    assert "/who-says-so/" in page.url


def test_by_keyboard_alone_to_what_waits(page: Page, ada: User, log_in: Callable[[str], None]) -> None:
    log_in("ada")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "A planner":
            break
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("A planner")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [800, 1440])
def test_it_bars_nobody_and_fits(
    page: Page,
    live_server: LiveServer,
    ada: User,
    log_in: Callable[[str], None],
    barriers: Callable[[], list[str]],
    scheme: Any,
    width: int,
) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    UserFactory.create(username="dev", role=Role.STAKEHOLDER)
    VisitFactory(user=User.objects.get(username="dev"), seen_at=timezone.now() - timedelta(days=1))
    found = {}
    for name in ("ada", "dev"):
        page.context.clear_cookies()
        page.goto(f"{live_server.url}/login/")
        log_in(name)
        page.goto(live_server.url)
        expect(page.get_by_role("region", name="Since you were last here")).to_be_visible()
        fits = page.evaluate("document.documentElement.scrollWidth") <= width
        found[name] = barriers() + ([] if fits else ["too wide"])

    assert found == {"ada": [], "dev": []}
