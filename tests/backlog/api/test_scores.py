"""Scores are computed once, explained, replaced and never lost; and ranked only with what is comparable."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.test import APIClient

from backlog.models import Score
from research.models import User
from tests.factories import BacklogItemFactory, OpportunityFactory, ScoreFactory, SegmentFactory
from tests.factories.backlog import RICE

URL = "/api/v1/scores/"


@pytest.fixture
def client(ben: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(ben)
    return client


def post(client: APIClient, **body: Any) -> Any:
    return client.post(URL, {"framework": "rice", "inputs": RICE, **body})


def pointers(answer: Any) -> list[str]:
    assert answer.status_code == 400, answer.content
    return [flaw["pointer"] for flaw in answer.json()["errors"]]


def test_a_score_answers_its_value_with_its_explanation(client: APIClient, ben: User) -> None:
    item = BacklogItemFactory.create()

    answer = post(client, item=item.pk, reason="First guess")

    told = answer.json()
    assert answer.status_code == 201
    assert (told["value"], told["comparable_with"], told["by"], told["is_current"]) == (
        600,
        "per quarter",
        ben.pk,
        True,
    )
    assert told["explanation"] == "500 per quarter × 3 (massive impact) × 80 % confidence ÷ 2 person-months = 600."
    assert told["inputs"] == RICE


def test_another_one_replaces_it_and_says_who_changed_what_and_why(client: APIClient) -> None:
    item = BacklogItemFactory.create()
    first = post(client, item=item.pk).json()

    second = post(client, item=item.pk, inputs={**RICE, "confidence": 50}, reason="Nobody tested it").json()

    assert second["replaces"] == first["id"]
    assert second["changes"] == [{"input": "confidence", "label": "Confidence in percent", "before": "80", "now": "50"}]
    assert [row["id"] for row in client.get(URL, {"item": item.pk}).json()["results"]] == [second["id"]]
    history = client.get(URL, {"item": item.pk, "history": "true"}).json()["results"]
    assert [(row["id"], row["value"]) for row in history] == [(second["id"], 375), (first["id"], 600)]


def test_what_the_framework_cannot_take_is_pointed_to(client: APIClient) -> None:
    item = BacklogItemFactory.create()

    assert pointers(post(client, item=item.pk, inputs={**RICE, "confidence": 0.8, "impact": 7})) == [
        "/inputs/impact",
        "/inputs/confidence",
    ]
    assert pointers(post(client, item=item.pk, inputs=[1])) == ["/inputs"]
    assert not Score.objects.exists()


def test_an_item_s_framework_takes_no_opportunity_and_the_other_way_round(client: APIClient) -> None:
    item, opportunity, segment = BacklogItemFactory.create(), OpportunityFactory.create(), SegmentFactory.create()
    need = {"importance": 9, "satisfaction": 3}

    assert pointers(post(client)) == ["/item"]
    assert pointers(post(client, item=item.pk, opportunity=opportunity.pk)) == ["/opportunity"]
    assert pointers(post(client, item=item.pk, segment=segment.pk)) == ["/segment"]
    assert pointers(post(client, item=item.pk, framework="opportunity", inputs=need)) == ["/opportunity"]


def test_an_opportunity_has_a_score_of_its_own_in_each_segment(client: APIClient) -> None:
    opportunity, segment = OpportunityFactory.create(), SegmentFactory.create()
    body = {"opportunity": opportunity.pk, "framework": "opportunity"}

    whole = post(client, **body, inputs={"importance": 4, "satisfaction": 8}).json()
    of_segment = post(client, **body, segment=segment.pk, inputs={"importance": 9, "satisfaction": 3}).json()

    assert (whole["value"], of_segment["value"]) == (4, 15)
    assert (whole["is_current"], of_segment["replaces"]) == (True, None)


def test_they_are_ordered_by_score_within_a_framework(client: APIClient) -> None:
    for reach in (100, 300, 200):
        ScoreFactory.create(inputs={**RICE, "reach": reach})

    rows = client.get(f"{URL}?framework=rice&ordering=-score").json()["results"]

    assert [row["value"] for row in rows] == [360, 240, 120]


def test_over_different_periods_they_are_not_ranked_together(client: APIClient) -> None:
    ScoreFactory.create()
    monthly = ScoreFactory.create(inputs={**RICE, "reach_period": "month"})

    refused = client.get(f"{URL}?framework=rice&ordering=-score")
    asked = client.get(f"{URL}?framework=rice&ordering=-score&comparable_with=per month").json()["results"]

    assert pointers(refused) == ["/comparable_with"]
    assert "per month, per quarter" in refused.json()["errors"][0]["detail"]
    assert [row["id"] for row in asked] == [monthly.pk]


def test_different_frameworks_are_not_ranked_together(client: APIClient) -> None:
    ScoreFactory.create()
    ScoreFactory.create(framework="ice", inputs={"impact": 1, "confidence": 1, "ease": 1})

    assert pointers(client.get(f"{URL}?ordering=score")) == ["/framework"]


def test_the_ranking_is_apart_for_each_period_and_explains_ties(client: APIClient) -> None:
    one, other = (ScoreFactory.create(item=BacklogItemFactory(number=number)) for number in (1, 2))
    ScoreFactory.create(inputs={**RICE, "reach_period": "month"})
    ScoreFactory.create(item=BacklogItemFactory(status="done"))

    told = client.get(f"{URL}ranking/?framework=rice").json()

    assert [len(ranking["places"]) for ranking in told["rankings"]] == [2, 1]
    first, second = told["rankings"][0]["places"]
    assert [(first["score"], first["rank"]), (second["score"], second["rank"])] == [(one.pk, 1), (other.pk, 1)]
    assert first["tie"] == "Tied with #2: the score does not decide between them."
    assert "different periods" in told["note"]


def test_the_ranking_warns_where_musts_fill_the_timebox(client: APIClient) -> None:
    for priority, effort in (("must", 7), ("should", 3)):
        inputs = {"priority": priority, "timebox": "Spring", "effort": effort}
        ScoreFactory.create(framework="moscow", inputs=inputs)

    (ranking,) = client.get(f"{URL}ranking/?framework=moscow").json()["rankings"]

    assert ranking["note"].startswith("Musts take 70 %")
    assert [place["value"] for place in ranking["places"]] == ["Must have", "Should have"]


def test_what_changed_since_last_week_leaves_out_what_is_older(client: APIClient) -> None:
    old = ScoreFactory.create(at=timezone.now() - timedelta(days=8))
    new = ScoreFactory.create(item=old.item, inputs={**RICE, "reach": 250}, reason="Counted again")

    (told,) = client.get(f"{URL}changes/").json()["results"]

    assert (told["score"], told["value_before"], told["value"], told["reason"]) == (
        new.pk,
        "600",
        "300",
        "Counted again",
    )
    assert told["changes"] == [{"input": "reach", "label": "Reach", "before": "500", "now": "250"}]
    earlier = (timezone.now() - timedelta(days=30)).isoformat()
    assert len(client.get(f"{URL}changes/", {"since": earlier}).json()["results"]) == 2


@pytest.mark.parametrize("query", ["ranking/", "ranking/?framework=x", "changes/?since=x", "ranking/?product=0"])
def test_a_question_that_makes_no_sense_is_400(query: str, client: APIClient) -> None:
    if query.startswith("ranking/?product"):
        query += "&framework=rice"
    assert client.get(f"{URL}{query}").status_code == 400


@pytest.mark.parametrize("query", ["ranking/?framework=rice", "changes/", "?framework=rice&ordering=-score"])
def test_more_scores_ask_no_more_queries(query: str, client: APIClient) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"{URL}{query}").status_code == 200
        return len(queries)

    ScoreFactory.create_batch(2)
    asked()
    few = asked()
    ScoreFactory.create_batch(4)

    assert asked() == few


def test_a_score_is_never_changed_nor_taken_away(client: APIClient) -> None:
    score = ScoreFactory.create()

    assert client.patch(f"{URL}{score.pk}/", {"reason": "x"}).status_code == 405
    assert client.delete(f"{URL}{score.pk}/").status_code == 405
