"""The page of a survey of importance and satisfaction: its landscape, its table, and scores that are kept."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backlog.admin import drawn_landscape
from backlog.models import Score
from backlog.tracing import landscape
from research.models import Survey, User
from tests.factories import (
    SegmentFactory,
    SurveyFactory,
    SurveyRatingFactory,
    SurveyResponseFactory,
    SurveyStatementFactory,
)


@pytest.fixture
def desk(client: Client, ben: User) -> Client:
    """Ben, logged in."""
    client.force_login(ben)
    return client


def rated(
    survey: Survey, *, importance: int, satisfaction: int, wording: str = "I lose receipts.", **more: Any
) -> None:
    statement = SurveyStatementFactory.create(survey=survey, wording=wording)
    response = SurveyResponseFactory.create(survey=survey, score=None, **more)
    SurveyRatingFactory.create(statement=statement, response=response, importance=importance, satisfaction=satisfaction)


def test_the_landscape_says_in_words_what_it_draws(desk: Client) -> None:
    survey = SurveyFactory.create(opportunity=True)
    rated(survey, importance=2, satisfaction=5, wording="<b>Taxes</b>")
    rated(survey, importance=5, satisfaction=1)

    page = desk.get(f"/surveys/{survey.pk}/").content.decode()

    assert "1. I lose receipts. Importance 10.0, satisfaction 0.0, score 20.0, under-served, n = 1." in page
    assert "2. &lt;b&gt;Taxes&lt;/b&gt;" in page
    assert "over-served" in page
    assert "Fewer than 20 answers" in page
    assert re.findall(r"<td>(\d)</td><th", page) == ["1", "2"]


def test_a_segment_has_a_landscape_of_its_own(desk: Client) -> None:
    survey, segment = SurveyFactory.create(opportunity=True), SegmentFactory.create(name="Travellers")
    rated(survey, importance=5, satisfaction=1, segment=segment)
    rated(survey, importance=1, satisfaction=1, wording="Only of others.")

    page = desk.get(f"/surveys/{survey.pk}/?segment={segment.pk}").content.decode()

    assert "Travellers · n = 1" in page
    assert "Only of others." not in page
    assert desk.get(f"/surveys/{survey.pk}/?segment=999999").status_code == 404
    assert desk.get(f"/surveys/{survey.pk}/?segment=x").status_code == 400


def test_one_button_keeps_the_scores(desk: Client, ben: User) -> None:
    survey = SurveyFactory.create(opportunity=True)
    rated(survey, importance=5, satisfaction=1)

    told = desk.post(f"/surveys/{survey.pk}/scores/", follow=True).content.decode()
    again = desk.post(f"/surveys/{survey.pk}/scores/", follow=True).content.decode()

    assert "1 score kept" in told
    assert "All scores are kept already." in again
    assert Score.objects.get().by == ben


def test_nothing_is_kept_of_nobody_nor_by_whoever_decides_nothing(client: Client, ben: User, ada: User) -> None:
    survey = SurveyFactory.create(opportunity=True)
    client.force_login(ben)
    assert "there is nothing to score" in client.post(f"/surveys/{survey.pk}/scores/", follow=True).content.decode()
    rated(survey, importance=5, satisfaction=1)
    client.force_login(ada)

    assert "Keep these as scores" not in client.get(f"/surveys/{survey.pk}/").content.decode()
    assert client.post(f"/surveys/{survey.pk}/scores/").status_code == 403


def test_many_statements_ask_no_more_queries(desk: Client) -> None:
    survey = SurveyFactory.create(opportunity=True)
    counts = []
    for number in (2, 4):
        for _ in range(number):
            rated(survey, importance=5, satisfaction=1, segment=SegmentFactory.create())
        with CaptureQueriesContext(connection) as queries:
            desk.get(f"/surveys/{survey.pk}/")
        counts.append(len(queries))

    assert counts[0] == counts[1]


@pytest.mark.django_db
def test_dots_at_one_place_stand_beside_one_another_within_the_picture() -> None:
    survey = SurveyFactory.create(opportunity=True)
    for _ in range(5):
        rated(survey, importance=5, satisfaction=1)

    drawn = drawn_landscape.drawn(landscape.of(survey).of[0])

    places = [(dot.x, dot.y) for dot in drawn.dots]
    assert len(set(places)) == 5
    assert all(drawn.left <= x <= drawn.right and drawn.top <= y <= drawn.floor for x, y in places)
