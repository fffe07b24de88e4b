"""The roadmap of a product for an audience."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from backlog.models import BacklogItem
from backlog.tracing import roadmap, roadmap_board, roadmap_timeline
from backlog.tracing.roadmap import Audience, NotForThem, RoadmapDocument
from research.models import Product, User
from tests.factories import (
    BacklogItemFactory,
    KeyResultFactory,
    MetricFactory,
    OpportunityFactory,
    OutcomeOpportunityFactory,
    ReleaseFactory,
    ScoreFactory,
)

Told = Callable[..., RoadmapDocument]


@pytest.fixture
def told(ben: User) -> Told:
    """What the team reads, unless another audience and viewer are given."""

    def told(audience: Audience = Audience.TEAM, viewer: Any = ben) -> RoadmapDocument:
        return roadmap.of_product(Product.objects.earliest("id"), audience=audience, viewer=viewer, at=timezone.now())

    return told


def titles(document: RoadmapDocument) -> list[str]:
    return [entry["title"] for entry in document["entries"]]


def planned(metric: str = "Sent twice", **fields: Any) -> BacklogItem:
    """An item for an outcome, in a release, with an owner and an effort."""
    result = KeyResultFactory(metric=MetricFactory(name=metric, unit="%"), objective__title="Safe at once")
    above = OutcomeOpportunityFactory(key_result=result).opportunity
    item: BacklogItem = BacklogItemFactory(
        addresses=OpportunityFactory(parent=above, statement="It gets lost"), release=ReleaseFactory(), **fields
    )
    return item


def test_an_entry_serves_the_outcome_that_its_opportunity_hangs_under_however_deep(told: Told) -> None:
    planned()

    (entry,) = told()["entries"]

    assert entry["opportunity"] == "It gets lost"
    assert entry["outcome"]
    assert (entry["outcome"]["metric"], entry["outcome"]["target"]) == ("Sent twice", "40 %")
    assert entry["objective"]
    assert entry["objective"]["title"] == "Safe at once"
    assert entry["strength"]["band"] == "none"


def test_what_is_done_stays_with_its_release_and_steps_on_the_way_are_no_entries(told: Told) -> None:
    BacklogItemFactory(title="Done alone", status="done")
    BacklogItemFactory(title="Shipped", status="done", release=ReleaseFactory(status="shipped"))
    BacklogItemFactory(title="Dropped", status="dropped", release=ReleaseFactory())
    BacklogItemFactory(title="A task", kind="task")
    BacklogItemFactory(title="A spike", kind="spike")

    assert titles(told()) == ["Shipped"]
    assert [card for column in roadmap_board.columns(told()) for card in column.cards] == []


def test_stakeholders_see_nothing_that_is_internal(told: Told, dev: User, cleo: User) -> None:
    hidden = planned(title="A takeover", is_internal=True)
    shown = BacklogItemFactory(title="A receipt", owner=cleo, parent=hidden)
    ScoreFactory(item=shown)

    team, others = told(), told(Audience.STAKEHOLDERS, dev)

    assert titles(team) == ["A takeover", "A receipt"]
    assert team["entries"][1]["internal"]
    assert (team["entries"][1]["internal"]["owner"], team["entries"][1]["internal"]["effort"]) == ("cleo", 40.0)
    assert titles(others) == ["A receipt"]
    assert others["entries"][0]["internal"] is None
    words = json.dumps(others, default=str)
    assert "A takeover" not in words
    assert "cleo" not in words


def test_whoever_has_a_link_reads_no_figures_and_no_flags(told: Told) -> None:
    planned()

    (entry,) = told(Audience.PUBLIC, AnonymousUser())["entries"]

    assert entry["outcome"]
    assert (entry["outcome"]["start"], entry["outcome"]["target"]) == (None, None)
    assert (entry["strength"]["flags"], entry["strength"]["reasons"]) == ([], [])


def test_a_stakeholder_asks_for_the_team_s_view_in_vain(told: Told, dev: User) -> None:
    with pytest.raises(NotForThem):
        told(Audience.TEAM, dev)


def test_a_release_that_was_called_off_is_gone_and_its_items_stay(told: Told) -> None:
    BacklogItemFactory(release=ReleaseFactory(status="called_off"))

    document = told()

    assert document["releases"] == []
    assert document["entries"][0]["release"] is None


@pytest.mark.parametrize("audience", list(Audience))
def test_a_longer_roadmap_takes_no_more_queries(audience: Audience, told: Told) -> None:
    def queries(many: int) -> int:
        for number in range(many):
            planned(metric=f"Metric {many}.{number}")
        told(audience)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            told(audience)
        return len(counted)

    assert queries(2) == queries(4)


def test_the_timeline_has_a_lane_for_each_objective_and_boxes_that_cover_nothing(told: Told) -> None:
    planned(title="<b>Hold</b>")
    long = ReleaseFactory(name="Long", starts_on=date(2026, 9, 1), ships_on=date(2026, 12, 1))
    inside = ReleaseFactory(name="Inside", starts_on=date(2026, 10, 1), ships_on=date(2026, 11, 1))
    for release in (long, inside):
        BacklogItemFactory(release=release)

    picture = roadmap_timeline.drawn(told(), today=date(2026, 10, 10))

    assert picture
    first, last = picture.lanes
    assert " ".join(line.text for line in first.label) == "Safe at once"
    assert " ".join(line.text for line in last.label) == "No objective yet"
    one, other = last.boxes
    assert one.y + one.height <= other.y
    assert last.y + last.height >= other.y + other.height
    assert picture.today
    assert one.x < picture.today < one.x + one.width


def test_without_a_release_there_is_no_picture(told: Told) -> None:
    BacklogItemFactory()

    assert roadmap_timeline.drawn(told(), today=date(2026, 10, 10)) is None
