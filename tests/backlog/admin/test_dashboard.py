"""The home page."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from backlog.admin import dashboard
from backlog.admin.dashboard import Home
from research.models import Highlight, Insight, Interview, Product, User
from tests.factories import (
    BacklogItemFactory,
    EvidenceFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    StudyFactory,
    TaggingFactory,
)

WEDNESDAY = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


def home_of(user: User) -> Home:
    return dashboard.of(user, at=WEDNESDAY)


def counts(home: Home) -> list[int]:
    assert home.weeks
    return [week.interviews for week in home.weeks.bars]


@pytest.fixture
def noted(db: None) -> None:
    """There is a note, without which the home page shows no chart."""
    NoteFactory(interview=InterviewFactory(held_at=WEDNESDAY - timedelta(weeks=60)))


def a_chain() -> None:
    """One of everything, from the study to the item."""
    highlight = HighlightFactory()
    HighlightParticipantFactory(highlight=highlight)
    TaggingFactory(highlight=highlight)
    insight = InsightFactory(status=Insight.Status.IN_REVIEW)
    InsightEvidenceFactory(insight=insight, highlight=highlight)
    EvidenceFactory(insight=insight, item=BacklogItemFactory())


def test_the_first_steps_lead_along_the_chain(ada: User) -> None:
    StudyFactory()

    steps = home_of(ada).steps

    assert [step.is_done for step in steps] == [True, False, False, False, False]
    assert [step.page for step in steps] == ["", "log", "", "", ""]


def test_a_step_that_one_may_not_take_has_no_button(priya: User) -> None:
    assert [step.page for step in home_of(priya).steps] == [""] * 5


def test_the_steps_are_gone_when_all_are_done(ada: User) -> None:
    a_chain()

    assert home_of(ada).steps == ()


def test_steps_done_out_of_sight_are_not_done(ada: User) -> None:
    StudyFactory(private=True)

    assert not home_of(ada).steps[0].is_done


def test_interviews_are_counted_by_the_week_in_which_they_were_held(ada: User, noted: None) -> None:
    for held_at in (WEDNESDAY, datetime(2026, 3, 2, 0, 0, tzinfo=UTC), datetime(2026, 3, 1, 23, 59, tzinfo=UTC)):
        InterviewFactory(held_at=held_at)

    assert counts(home_of(ada)) == [*[0] * 10, 1, 2]


def test_weeks_begin_on_the_product_s_day_in_its_time_zone(ada: User, noted: None) -> None:
    Product.objects.update(week_starts_on=6, time_zone="America/New_York")
    InterviewFactory(held_at=datetime(2026, 3, 1, 4, 59, tzinfo=UTC))  # Saturday night over there
    InterviewFactory(held_at=datetime(2026, 3, 1, 5, 1, tzinfo=UTC))

    assert counts(home_of(ada))[-2:] == [1, 1]


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"kind": "app_review"}, id="feedback"),
        pytest.param({"status": Interview.Status.NO_SHOW}, id="nobody came"),
        pytest.param({"held_at": WEDNESDAY + timedelta(hours=1)}, id="not yet"),
        pytest.param({"held_at": WEDNESDAY - timedelta(weeks=12)}, id="long ago"),
    ],
)
def test_what_was_no_interview_lately_is_not_counted(ada: User, noted: None, given: dict[str, Any]) -> None:
    InterviewFactory(**{"held_at": WEDNESDAY, **given})

    assert sum(counts(home_of(ada))) == 0


def test_interviews_of_a_private_study_are_not_counted_for_others(ada: User, noted: None) -> None:
    InterviewFactory(study=StudyFactory(private=True), held_at=WEDNESDAY)

    assert sum(counts(home_of(ada))) == 0


def test_the_newest_highlights_are_peoples_words_that_one_may_see(ada: User) -> None:
    seen = HighlightFactory()
    HighlightFactory(by_interviewer=True)
    HighlightFactory(start=None, end=None, quote="", state=Highlight.State.WITHDRAWN)
    HighlightFactory(note=NoteFactory(interview=InterviewFactory(study=StudyFactory(private=True))))

    assert list(home_of(ada).highlights) == [seen]


def test_a_stakeholder_sees_published_insights_only(dev: User) -> None:
    published = InsightFactory(status=Insight.Status.PUBLISHED)
    a_chain()

    home = home_of(dev)

    assert list(home.published) == [published]
    assert (home.highlights, home.in_review, home.debts, home.weeks, home.steps) == ((), (), (), None, ())


def test_what_needs_evidence_leaves_the_backlog_out_for_whoever_does_not_read_it(priya: User, ada: User) -> None:
    BacklogItemFactory()
    InsightFactory()

    assert {debt["type"] for debt in home_of(ada).debts} == {"item", "insight"}
    assert {debt["type"] for debt in home_of(priya).debts} == {"insight"}


@pytest.mark.parametrize("name", ["ada", "ben", "cleo", "priya", "dev", "gus"])
def test_home_opens_for_every_role_empty_and_full(client: Client, name: str, request: pytest.FixtureRequest) -> None:
    client.force_login(request.getfixturevalue(name))

    assert client.get("/").status_code == 200
    a_chain()
    assert client.get("/").status_code == 200


def test_the_chart_says_in_words_what_it_shows(client: Client, ada: User, noted: None) -> None:
    client.force_login(ada)

    page = client.get("/").content.decode()

    assert "Interviews held: 0 in the week of" in page


def test_home_asks_as_often_for_much_as_for_little(
    client: Client, ada: User, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    client.force_login(ada)
    for _ in range(2):
        a_chain()
    client.get("/")
    with django_assert_max_num_queries(24) as two:
        client.get("/")
    for _ in range(4):
        a_chain()

    with django_assert_num_queries(len(two)):
        client.get("/")
