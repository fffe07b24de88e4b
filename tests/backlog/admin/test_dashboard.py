"""The home page."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backlog.admin import dashboard
from backlog.admin.dashboard import Home
from research.models import Highlight, Insight, InsightEvidence, Interview, Product, User
from tests.factories import (
    BacklogItemFactory,
    CodingStatusFactory,
    EvidenceFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    ProductFactory,
    StudyFactory,
    TaggingFactory,
    VisitFactory,
)

WEDNESDAY = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


def home_of(user: User) -> Home:
    return dashboard.of(user, at=WEDNESDAY)


def counts(home: Home) -> list[int]:
    [weeks] = home.weeks
    return [week.interviews for week in weeks.bars]


@pytest.fixture
def noted(db: None) -> None:
    """There is a note, without which the home page shows no chart."""
    NoteFactory(interview=InterviewFactory(held_at=WEDNESDAY - timedelta(weeks=60)))


def links_of_late() -> Any:
    model: Any = InsightEvidence
    return model.pgh_event_model.objects


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


def test_each_product_has_its_own_weeks_one_s_own_first(ada: User, noted: None) -> None:
    other = ProductFactory(name="The other")
    quiet = ProductFactory(name="Quiet")
    quiet.members.add(ada)
    other.members.add(ada)
    InterviewFactory(held_at=WEDNESDAY)
    InterviewFactory(held_at=WEDNESDAY, study=StudyFactory(product=other))

    first, second = home_of(ada).weeks

    assert (first.product, first.this_week, second.this_week) == ("The other", 1, 1)


@pytest.mark.parametrize(
    ("weeks_ago", "told"),
    [
        pytest.param([], "No interview this week or last.", id="none"),
        pytest.param([0], "A streak begins.", id="this week"),
        pytest.param([0, 1, 2, 4], "3 weeks in a row with an interview.", id="interrupted"),
        pytest.param([1, 2], "2 weeks in a row until last week", id="not yet this week"),
        pytest.param([2, 3], "No interview this week or last.", id="broken off"),
        pytest.param(range(60), "52 weeks and more in a row", id="longer than a year"),
    ],
)
def test_the_streak_counts_weeks_in_a_row(ada: User, noted: None, weeks_ago: Sequence[int], told: str) -> None:
    for weeks in weeks_ago:
        InterviewFactory(held_at=WEDNESDAY - timedelta(weeks=weeks, days=1))

    [weeks_of_product] = home_of(ada).weeks

    assert weeks_of_product.sentence.startswith(told)


def test_the_newest_highlights_are_peoples_words_that_one_may_see_and_quote(ada: User) -> None:
    seen = HighlightFactory()
    HighlightFactory(by_interviewer=True)
    HighlightFactory(start=None, end=None, quote="", state=Highlight.State.WITHDRAWN)
    HighlightFactory(note=NoteFactory(interview=InterviewFactory(study=StudyFactory(private=True))))
    HighlightParticipantFactory()  # who has not agreed to be quoted

    assert [one.pk for one in home_of(ada).highlights] == [seen.pk]


def test_interviews_that_one_held_wait_until_one_has_coded_them(ada: User, ben: User) -> None:
    study = StudyFactory()
    waiting, begun, done, others = InterviewFactory.create_batch(4, study=study)
    for interview in (waiting, done):
        interview.interviewers.add(ada)
    others.interviewers.add(ben)
    note = NoteFactory(interview=begun)
    CodingStatusFactory(interview=begun, user=ada, status="in_progress")
    CodingStatusFactory(interview=done, user=ada, status="done")
    CodingStatusFactory(interview=waiting, user=ben, status="done")

    uncoded = home_of(ada).uncoded

    assert uncoded is not None
    assert [(one.interview, one.is_begun, one.has_text) for one in uncoded] == [
        (begun, True, True),
        (waiting, False, False),
    ]
    assert uncoded[0].address == f"/notes/{note.pk}/"


def test_whoever_does_not_mark_has_nothing_to_code(cleo: User) -> None:
    assert home_of(cleo).uncoded is None


def test_one_s_own_insights_in_review_come_first(ada: User, ben: User) -> None:
    InsightFactory(status=Insight.Status.IN_REVIEW, owner=ben)
    own = InsightFactory(status=Insight.Status.IN_REVIEW, owner=ada)

    first, second = home_of(ada).in_review

    assert (first, first.is_mine, second.is_mine) == (own, True, False)  # type: ignore[attr-defined]  # annotated


def test_what_gained_and_what_lost_evidence_since_the_last_visit_is_told(ada: User) -> None:
    before = timezone.now() - timedelta(hours=1)
    gained, lost, same = InsightFactory.create_batch(3)
    InsightEvidenceFactory(insight=gained)
    InsightEvidenceFactory(insight=gained, stance="contradicts")
    for insight in (lost, same):
        evidence = InsightEvidenceFactory(insight=insight)
        links_of_late().filter(insight=insight).delete()  # it was there before
        evidence.delete()
        if insight is same:
            InsightEvidenceFactory(insight=same, highlight=evidence.highlight)

    changes = dashboard.of(ada, at=timezone.now(), since=before).changes

    told = {one.change.pk: (one.change.net.gained, one.change.net.against, one.change.net.lost) for one in changes}
    assert told == {gained.pk: (2, 1, 0), lost.pk: (0, 0, 1)}


def test_items_gain_evidence_by_insights_for_whoever_reads_the_backlog(ada: User, priya: User) -> None:
    before = timezone.now() - timedelta(hours=1)
    item = EvidenceFactory().item

    def changed(user: User) -> list[int]:
        return [one.change.pk for one in dashboard.of(user, at=timezone.now(), since=before).changes]

    assert changed(ada) == [item.pk]
    assert changed(priya) == []


def test_changes_out_of_sight_or_long_ago_are_not_told(ada: User, dev: User) -> None:
    before = timezone.now() - timedelta(hours=1)
    hidden = InsightFactory(study=StudyFactory(private=True), status=Insight.Status.PUBLISHED)
    InsightEvidenceFactory(insight=hidden, highlight__note__interview__study=hidden.study)
    InsightEvidenceFactory(insight=InsightFactory(status=Insight.Status.DRAFT))

    assert dashboard.of(dev, at=timezone.now(), since=before).changes == []
    assert dashboard.of(ada, at=timezone.now(), since=timezone.now()).changes == []


def test_a_stakeholder_sees_published_insights_and_what_is_built_now(dev: User) -> None:
    published = InsightFactory(status=Insight.Status.PUBLISHED)
    now = BacklogItemFactory(horizon="now")
    BacklogItemFactory(horizon="now", status="done")
    a_chain()

    home = home_of(dev)

    assert [one.row for one in home.published] == [published]
    assert [one.row for one in home.roadmap] == [now]
    assert (home.highlights, home.in_review, home.debts, home.weeks, home.steps) == ((), (), (), (), ())
    assert home.uncoded is None


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
    VisitFactory(user=ada, seen_at=timezone.now(), before=timezone.now() - timedelta(days=1))
    for _ in range(2):
        a_chain()
    client.get("/")
    with django_assert_max_num_queries(32) as two:
        client.get("/")
    for _ in range(4):
        a_chain()

    with django_assert_num_queries(len(two)):
        client.get("/")
