"""A study on one page."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from research.models import CodingStatus, Insight, Interview, Study, Tag, User
from tests.factories import (
    CodingStatusFactory,
    GuideQuestionFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
)

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>"


@pytest.fixture
def desk(client: Client, ada: User) -> Client:
    client.force_login(ada)
    return client


def page_of(study: Study) -> str:
    return f"/studies/{study.pk}/"


def coded(study: Study, *tags: Tag, days_ago: int = 1, status: str = "done") -> Interview:
    """An interview with a highlight for each tag, coded by somebody."""
    interview: Interview = InterviewFactory(study=study, held_at=timezone.now() - timedelta(days=days_ago))
    note = NoteFactory(interview=interview)
    for tag in tags:
        TaggingFactory(tag=tag, highlight=HighlightFactory(note=note))
    CodingStatusFactory(interview=interview, status=status)
    return interview


def test_the_curve_counts_each_tag_once_in_the_order_the_interviews_were_held(desk: Client) -> None:
    study = StudyFactory()
    first, second, third = TagFactory.create_batch(3)
    coded(study, first, third, days_ago=1)
    coded(study, first, first, second, days_ago=9)

    chart = desk.get(page_of(study)).context["chart"]

    assert [(stop.new, stop.known) for stop in chart.stops] == [(2, 2), (1, 3)]
    assert chart.sentence == "6 coded interviews more before it can be told."


def test_it_says_where_the_curve_flattens(desk: Client) -> None:
    study = StudyFactory()
    tags = TagFactory.create_batch(6)
    for days_ago, tag in zip(range(20, 14, -1), tags, strict=True):
        coded(study, tag, days_ago=days_ago)
    for days_ago in (3, 2):
        coded(study, tags[0], days_ago=days_ago)

    page = desk.get(page_of(study)).content.decode()

    assert "Saturated: 6+2 at ≤ 5 %." in page
    assert "n = 8 interviews" in page


def test_interviews_whose_coding_is_not_done_are_named_beside_the_curve(desk: Client) -> None:
    study = StudyFactory()
    open_one = coded(study, TagFactory(), status="in_progress")
    coded(study, TagFactory())

    page = desk.get(page_of(study))

    assert page.context["uncoded"] == [open_one]
    assert len(page.context["chart"].stops) == 1


def test_feedback_is_listed_and_counts_as_no_interview(desk: Client) -> None:
    study = StudyFactory()
    InterviewFactory(study=study, kind=Interview.Kind.SUPPORT_TICKET)
    InterviewFactory(study=study, status=Interview.Status.PLANNED)

    page = desk.get(page_of(study))

    assert len(page.context["interviews"]) == 2
    assert page.context["figures"][:2] == [(0, "interviews held"), (1, "planned")]


def test_the_guide_is_shown_in_its_order(desk: Client) -> None:
    study = StudyFactory()
    GuideQuestionFactory(study=study, position=2, text="And then?")
    GuideQuestionFactory(study=study, position=1, text="Tell me about the last time.")

    page = desk.get(page_of(study)).content.decode()

    assert page.index("Tell me about the last time.") < page.index("And then?")


def test_insights_that_rest_on_it_are_listed_with_their_strength(desk: Client) -> None:
    study = StudyFactory()
    highlight = HighlightFactory(note__interview__study=study)
    HighlightParticipantFactory(highlight=highlight)
    evidence = InsightEvidenceFactory(highlight=highlight)
    InsightFactory(title="Of nothing here")
    own = InsightFactory(study=study, title="Of its own")

    page = desk.get(page_of(study))

    assert [one["insight"] for one in page.context["insights"]] == [evidence.insight, own]
    assert "single voice" in page.content.decode()
    assert "Of nothing here" not in page.content.decode()


def test_the_next_interview_is_logged_from_here(desk: Client) -> None:
    study = StudyFactory()

    assert f'href="/log/?study={study.pk}"' in desk.get(page_of(study)).content.decode()


def test_an_empty_study_says_what_to_do(desk: Client) -> None:
    page = desk.get(page_of(StudyFactory())).content.decode()

    assert "Log the first" in page
    assert "The curve begins with the first interview whose coding is done." in page
    assert "offers templates" in page


def test_a_private_study_is_found_by_its_members_only(desk: Client, ada: User) -> None:
    hidden, own = StudyFactory(private=True), StudyFactory(private=True, lead=ada)

    assert desk.get(page_of(hidden)).status_code == 404
    assert desk.get(page_of(own)).status_code == 200


@pytest.mark.parametrize(("name", "status"), [("ben", 200), ("priya", 200), ("dev", 403), ("gus", 403), ("eve", 302)])
def test_whoever_reads_research_opens_it(
    client: Client, name: str, status: int, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    assert client.get(page_of(StudyFactory())).status_code == status


def test_hostile_words_never_become_markup(desk: Client) -> None:
    study = StudyFactory(title=HOSTILE, questions=HOSTILE, method=HOSTILE)
    GuideQuestionFactory(study=study, text=HOSTILE, probes=HOSTILE)
    Interview.objects.filter(pk=coded(study, TagFactory()).pk).update(title=HOSTILE)
    InsightFactory(study=study, title=HOSTILE)

    page = desk.get(page_of(study)).content.decode()

    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_many_interviews_ask_as_often_as_few(desk: Client) -> None:
    study: Any = StudyFactory()

    def more() -> None:
        interview = coded(study, TagFactory(), status=CodingStatus.Status.DONE)
        highlight = interview.notes.get().highlights.get()
        HighlightParticipantFactory(highlight=highlight)
        InsightEvidenceFactory(highlight=highlight, insight=InsightFactory(status=Insight.Status.DRAFT))

    for _ in range(2):
        more()
    desk.get(page_of(study))
    with CaptureQueriesContext(connection) as two:
        desk.get(page_of(study))
    for _ in range(4):
        more()

    with CaptureQueriesContext(connection) as six:
        desk.get(page_of(study))

    assert len(six) == len(two)


def test_lists_lead_here_and_the_form_is_one_click_away(desk: Client) -> None:
    study = StudyFactory()

    assert f'href="{page_of(study)}"' in desk.get("/research/study/").content.decode()
    assert f'href="/research/study/{study.pk}/change/"' in desk.get(page_of(study)).content.decode()
