"""/surveys/<id>/opportunity-scores/"""

from typing import Any

import pytest
from rest_framework.test import APIClient

from backlog.models import Score
from research.models import Survey, SurveyStatement, User
from tests.factories import (
    OpportunityFactory,
    SegmentFactory,
    SurveyFactory,
    SurveyRatingFactory,
    SurveyResponseFactory,
    SurveyStatementFactory,
)

IMPORT = "/api/v1/survey-responses/import/"


@pytest.fixture
def client(ben: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(ben)
    return client


def rate(
    client: APIClient, statement: SurveyStatement, *, important: int, satisfied: int, of: int = 10, segment: str = ""
) -> None:
    rows = [
        f"{segment}-{number},{statement.opportunity_id},"
        f"{4 + number % 2 if number < important else 3},{5 if number < satisfied else 1},{segment}"
        for number in range(of)
    ]
    sheet = "key,opportunity,importance,satisfaction,segment\n" + "\n".join(rows)
    answer = client.post(IMPORT, {"survey": statement.survey_id, "text": sheet}, format="json")
    assert answer.status_code == 200, answer.content


def landscapes(client: APIClient, survey: Survey) -> dict[int | None, list[dict[str, Any]]]:
    document = client.get(f"/api/v1/surveys/{survey.pk}/opportunity-scores/").json()
    return {one["segment"]: one["opportunities"] for one in document["landscapes"]}


@pytest.mark.parametrize(
    ("important", "satisfied", "score", "served"),
    [
        pytest.param(9, 3, 15.0, "under-served", id="9 and 3"),
        pytest.param(4, 8, 4.0, "over-served", id="4 and 8"),
        pytest.param(5, 5, 5.0, "served about right", id="5 and 5"),
    ],
)
def test_the_score_comes_out_as_its_source_has_it(
    client: APIClient, important: int, satisfied: int, score: float, served: str
) -> None:
    statement = SurveyStatementFactory.create()
    rate(client, statement, important=important, satisfied=satisfied)

    (found,) = landscapes(client, statement.survey)[None]

    assert (found["importance"], found["satisfaction"]) == (important, satisfied)
    assert (found["score"], found["n"], found["served"]) == (score, 10, served)
    assert found["importance_low"] < found["importance"] < found["importance_high"]
    assert found["note"] == "Fewer than 20 answers: a few more may change its place."


def test_segments_stand_beside_everybody_the_highest_score_first(client: APIClient) -> None:
    survey = SurveyFactory.create(opportunity=True)
    low, high = SurveyStatementFactory.create_batch(2, survey=survey)
    segment = SegmentFactory.create(name="Travellers")
    for statement, important in ((low, 3), (high, 20)):
        SurveyRatingFactory.create_batch(important, statement=statement, satisfaction=1)
    response = SurveyResponseFactory.create(survey=survey, score=None, segment=segment)
    SurveyRatingFactory.create(statement=low, response=response, importance=1, satisfaction=5)

    found = landscapes(client, survey)

    assert [one["opportunity"] for one in found[None]] == [high.opportunity_id, low.opportunity_id]
    assert found[None][0]["note"] == ""
    assert [(one["opportunity"], one["score"], one["n"]) for one in found[segment.pk]] == [(low.opportunity_id, 0.0, 1)]


def test_scores_are_kept_once_and_anew_when_answers_change_them(client: APIClient, ben: User) -> None:
    statement, segment = SurveyStatementFactory.create(), SegmentFactory.create(name="Travellers")
    rate(client, statement, important=9, satisfied=3, segment="Travellers")
    address = f"/api/v1/surveys/{statement.survey_id}/opportunity-scores/"

    first = client.post(address, {}, format="json").json()["scores"]
    again = client.post(address, {}, format="json").json()["scores"]
    rate(client, statement, important=0, satisfied=0)
    third = client.post(address, {}, format="json").json()["scores"]

    assert (len(first), again, len(third)) == (2, [], 1)
    kept = Score.objects.current().get(segment=segment)
    assert (float(kept.score), kept.inputs["respondents"], kept.by) == (15.0, 10, ben)
    assert kept.opportunity == statement.opportunity
    replaced = Score.objects.get(pk=third[0])
    assert replaced.replaces is not None
    assert replaced.replaces.inputs["respondents"] == 10
    assert replaced.inputs["respondents"] == 20


def test_nothing_is_kept_of_nobody(client: APIClient) -> None:
    survey = SurveyStatementFactory.create().survey

    answer = client.post(f"/api/v1/surveys/{survey.pk}/opportunity-scores/", {}, format="json")

    assert answer.status_code == 409
    assert "Nobody has answered yet" in answer.content.decode()
    assert landscapes(client, survey) == {}


def test_two_opportunities_that_became_one_are_scored_once(client: APIClient) -> None:
    survey = SurveyFactory.create(opportunity=True)
    opportunity = OpportunityFactory.create()
    few, many = SurveyStatementFactory.create_batch(2, survey=survey, opportunity=opportunity)
    SurveyRatingFactory.create_batch(2, statement=few)
    SurveyRatingFactory.create_batch(3, statement=many)

    client.post(f"/api/v1/surveys/{survey.pk}/opportunity-scores/", {}, format="json")

    assert Score.objects.get(opportunity=opportunity).inputs["respondents"] == 3


def test_nps_has_no_landscape(client: APIClient) -> None:
    assert client.get(f"/api/v1/surveys/{SurveyFactory.create().pk}/opportunity-scores/").status_code == 404


def test_whoever_decides_nothing_keeps_no_scores(ada: User) -> None:
    survey = SurveyRatingFactory.create().response.survey
    client = APIClient()
    client.force_authenticate(ada)
    address = f"/api/v1/surveys/{survey.pk}/opportunity-scores/"

    assert client.get(address).status_code == 200
    assert client.post(address, {}, format="json").status_code == 403


def test_many_statements_and_segments_ask_no_more_queries(
    client: APIClient, django_assert_max_num_queries: Any
) -> None:
    survey = SurveyFactory.create(opportunity=True)
    for _ in range(6):
        statement = SurveyStatementFactory.create(survey=survey)
        response = SurveyResponseFactory.create(survey=survey, score=None, segment=SegmentFactory.create())
        SurveyRatingFactory.create(statement=statement, response=response)

    with django_assert_max_num_queries(9):
        assert len(landscapes(client, survey)) == 7
