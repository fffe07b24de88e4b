"""The menu: the user's words first, everything else under Manage. Only pages that exist and open are in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib.admin import AdminSite
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst

from backlog.models import BacklogItem, Objective
from research.models import Funnel, Highlight, Insight, Interview, Metric, Opportunity, Participant, Study, Survey, Tag

RESEARCH_READER = "research.view_unpublished_insight"
"""Who works with research has it; a stakeholder, who reads what was published, has not."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the menu. `icon` names a symbol of icons.svg; pages under `within` belong to it, too."""

    label: str
    address: str
    icon: str = ""
    within: str = ""
    is_current: bool = False

    def weight(self, request: HttpRequest) -> int:
        """Tell how well the entry fits the page: -1 not at all, else by how much of its address."""
        if self.within and request.path.startswith(self.within):
            return len(self.within)
        path, _, query = self.address.partition("?")
        is_within = request.path == path or (path != reverse("admin:index") and request.path.startswith(path))
        asked = parse_qsl(query)
        if not is_within or any(request.GET.get(name) != value for name, value in asked):
            return -1
        return len(path) + len(asked)


@dataclass(frozen=True, kw_only=True)
class Menu:
    entries: tuple[Entry, ...]
    manage: tuple[Entry, ...]

    @property
    def current_list(self) -> str:
        """Return the name of the list that the page is, as the menu has it: Roadmap is a list of items."""
        return next((entry.label for entry in self.entries if entry.is_current), "")

    @property
    def is_manage_current(self) -> bool:
        return any(entry.is_current for entry in self.manage)


@dataclass(frozen=True, kw_only=True)
class _Line:
    """A list of records, filtered or not, or a page by the name of its address; for whoever may read the model.

    The list that a page takes the place of is under Manage. `is_for_stakeholders`: they have it in their menu, too.
    """

    label: str
    icon: str
    model: type[Model]
    page: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    is_for_stakeholders: bool = False
    within: str = ""

    @property
    def is_the_list(self) -> bool:
        return not self.page and not self.filters

    def address(self, unfiltered: str) -> str:
        if self.page:
            return reverse(self.page)
        return f"{unfiltered}?{urlencode(self.filters)}" if self.filters else unfiltered


LINES = (
    _Line(label="Search", icon="search", model=Insight, page="search", is_for_stakeholders=True),
    _Line(label="Inbox", icon="inbox", model=Interview, page="inbox"),
    _Line(label="Studies", icon="studies", model=Study),
    _Line(label="Participants", icon="participants", model=Participant),
    _Line(label="Tags", icon="tags", model=Tag, page="tags"),
    _Line(label="Compare", icon="compare", model=Highlight, page="compare"),
    _Line(label="Insights", icon="insights", model=Insight, is_for_stakeholders=True),
    _Line(label="Opportunities", icon="opportunities", model=Opportunity),
    _Line(label="Opportunity tree", icon="tree", model=Opportunity, page="opportunity_tree"),
    _Line(label="Backlog", icon="backlog", model=BacklogItem, page="backlog"),
    _Line(label="Roadmap", icon="roadmap", model=BacklogItem, page="roadmap", is_for_stakeholders=True),
    _Line(label="Strategy", icon="strategy", model=Objective, page="strategy"),
    _Line(label="Metrics", icon="metrics", model=Metric, page="metrics"),
    _Line(label="Surveys", icon="surveys", model=Survey, page="surveys"),
    _Line(label="Funnels", icon="funnel", model=Funnel, within="/funnels/"),
)


def menu(site: AdminSite, request: HttpRequest, *, apps: Iterable[Mapping[str, Any]]) -> Menu:
    """Return the menu of whoever asks, with the entry marked that the page belongs to. `apps` as `get_app_list` has it.

    Asks for permissions only, which a request loads once.
    """
    models = {model["model"]: model for app in apps for model in app["models"] if model["admin_url"]}
    is_reader = request.user.has_perm(RESEARCH_READER)
    lines = [
        Entry(
            label=each.label,
            icon=each.icon,
            address=each.address(models[each.model]["admin_url"]),
            within=each.within,
        )
        for each in LINES
        if each.model in models and (is_reader or each.is_for_stakeholders)
    ]
    in_menu = {each.model for each in LINES if each.is_the_list}
    others = [_entry(model) for key, model in models.items() if key not in in_menu]
    is_manager = is_reader or any(model["perms"]["change"] for model in models.values())
    home = Entry(label="Home", icon="home", address=reverse("admin:index", current_app=site.name))
    return _marked(Menu(entries=(home, *lines), manage=tuple(_sorted(others)) if is_manager else ()), request)


def _entry(model: Mapping[str, Any]) -> Entry:
    return Entry(label=str(capfirst(model["name"])), address=model["admin_url"])


def _sorted(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.label.casefold())


def _marked(whole: Menu, request: HttpRequest) -> Menu:
    """Mark the one entry that fits the page best."""
    best = max((*whole.entries, *whole.manage), key=lambda entry: entry.weight(request))
    if best.weight(request) < 0:
        return whole

    def mark(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(replace(entry, is_current=entry is best) for entry in entries)

    return Menu(entries=mark(whole.entries), manage=mark(whole.manage))
