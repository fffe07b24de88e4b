"""A real browser on a real server. Where no Chromium is at hand, journeys are skipped and say so."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.signals import request_finished, request_started
from django.db import connection
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from research.meaning import storage
from research.models import Meaning
from tests.conftest import bring_first_rows

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PASSWORD = "correct horse battery"
PATIENCE = 20_000
"""Milliseconds that a step may take on a busy machine, whether it is waited for or expected."""


@pytest.fixture(scope="module")
def browser(first_rows_return: None) -> Iterator[Browser]:
    """Chromium. Playwright runs an event loop in this thread, where Django would refuse to ask the database.

    And where Django has another connection than elsewhere, so the database is made before.
    """
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        found = next((path for name in NAMES if (path := shutil.which(name))), playwright.chromium.executable_path)
        if not Path(found).exists():
            pytest.skip(f"No Chromium: none of {', '.join(NAMES)} is on the path, and Playwright has none of its own.")
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def console() -> list[str]:
    """What the browser complains of, such as its policy being broken. A test fails if anything is left in it."""
    return []


@pytest.fixture
def page(browser: Browser, transactional_db: None, live_server: LiveServer, console: list[str]) -> Iterator[Page]:
    """A page at the server's door."""
    bring_first_rows()
    # Without motion: a colour that is measured half-way through a transition is nobody's colour.
    context = browser.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.on("console", lambda message: console.extend(_complaints(message)))
    page.on("pageerror", lambda error: console.append(str(error)))
    page.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    requests = Requests()
    with requests.counted():
        page.goto(f"{live_server.url}/login/")
        yield page
        context.close()
        requests.wait()
    _empty_what_is_no_model_s()
    assert console == []


class Requests:
    """How many the server, which runs in a thread of this process, is answering."""

    def __init__(self) -> None:
        self.changed, self.count = Condition(), 0

    @contextmanager
    def counted(self) -> Iterator[None]:
        request_started.connect(self._begun)
        request_finished.connect(self._ended)
        yield
        request_started.disconnect(self._begun)
        request_finished.disconnect(self._ended)

    def wait(self) -> None:
        """Let it finish what a page had asked for: emptying the tables meanwhile, the two could wait for each other."""
        with self.changed:
            self.changed.wait_for(lambda: self.count <= 0, timeout=PATIENCE / 1000)

    def _begun(self, **_: object) -> None:
        with self.changed:
            self.count += 1

    def _ended(self, **_: object) -> None:
        with self.changed:
            self.count -= 1
            self.changed.notify_all()


def _empty_what_is_no_model_s() -> None:
    """Tables that are made by SQL are left as they are when all others are emptied after a test."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE research_event, procrastinate_jobs CASCADE")
    if storage.is_there():
        Meaning.objects.all().delete()


@pytest.fixture
def log_in(page: Page) -> Callable[[str], None]:
    def log_in(username: str) -> None:
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Log in").click()
        page.get_by_role("heading", level=1).wait_for()

    return log_in


@pytest.fixture
def barriers(page: Page, console: list[str]) -> Callable[[], list[str]]:
    """What axe finds on the page: rule and element, one a line. Its own styles break our policy; that is no complaint."""

    def barriers() -> list[str]:
        before = len(console)
        found = Axe().run(page).response["violations"]
        del console[before:]
        return [
            f"{rule['id']}: {node['html'][:200]} {node['failureSummary']}" for rule in found for node in rule["nodes"]
        ]

    return barriers


def _complaints(message: ConsoleMessage) -> list[str]:
    return [message.text] if message.type in {"error", "warning"} else []
