"""Every list and every form of the workplace, in a browser, in light and dark: open to everybody, nothing complained of."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib import admin
from django.db.models import Model
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from research.admin.links import address_of, address_of_list
from research.models import ApiToken, Consent, ContactDetails, Invitation, User
from research.permissions import Role
from tests.contracts.test_models import factory_of
from tests.factories import UserFactory

OF_ADMINISTRATORS = (ApiToken, Invitation, User)
OF_PRIVACY_OFFICERS = (Consent, ContactDetails)
COLOURS = {"runOnly": ["color-contrast"]}


def whoever_manages(model: type[Model]) -> Role:
    """Return the role that sees the most of the model's pages."""
    if model in OF_ADMINISTRATORS:
        return Role.ADMINISTRATOR
    if model in OF_PRIVACY_OFFICERS:
        return Role.PRIVACY_OFFICER
    return Role.PRODUCT_OWNER if model._meta.app_label == "backlog" else Role.RESEARCHER


@pytest.fixture
def violations(page: Page, console: list[str]) -> Callable[[], list[str]]:
    """What axe finds on the page as it is in light, and of its colours in dark."""

    def violations() -> list[str]:
        before = len(console)
        found = list(Axe().run(page).response["violations"])
        page.emulate_media(color_scheme="dark")
        found += Axe().run(page, options=COLOURS).response["violations"]
        page.emulate_media(color_scheme="light")
        del console[before:]  # axe's own styles break our policy
        return [f"{rule['id']}: {node['html'][:160]}" for rule in found for node in rule["nodes"]]

    return violations


@pytest.mark.parametrize("role", [Role.RESEARCHER, Role.PRODUCT_OWNER, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_nothing_on_any_list_or_form_bars_anybody(
    page: Page,
    live_server: LiveServer,
    log_in: Callable[[str], None],
    violations: Callable[[], list[str]],
    role: Role,
) -> None:
    UserFactory(username="sam", role=role)
    log_in("sam")
    found = {}
    for model in sorted(admin.site._registry, key=lambda model: model._meta.label):
        if model._meta.app_label not in ("research", "backlog") or whoever_manages(model) != role:
            continue
        row = factory_of(model).create()
        pages = [address_of_list(model), address_of(row)]
        if page.request.get(f"{live_server.url}{pages[0]}add/").ok:
            pages.append(f"{pages[0]}add/")
        for address in pages:
            page.goto(f"{live_server.url}{address}")
            found[address] = violations()

    assert [f"{address} {line}" for address, lines in found.items() for line in lines] == []
    assert len(found) > 2
