"""/assumption-tests/: planned, held against their criterion, recorded."""

from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from research.models import User
from tests.factories import AssumptionTestFactory, BacklogItemFactory, InterviewFactory, MeasurementFactory

ADDRESS = "/api/v1/assumption-tests/"


@pytest.fixture
def client(ben: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(ben)
    return client


def planned(**more: Any) -> dict[str, Any]:
    return {
        "item": BacklogItemFactory.create().pk,
        "assumption": "They trust it.",
        "kind": "desirability",
        "method": "usability_study",
        **more,
    }


def test_a_test_goes_from_its_plan_to_its_result(client: APIClient) -> None:
    made = client.post(ADDRESS, planned(criterion="6 of 8 do.", planned_on="2026-12-01")).json()
    assert (made["state"], made["result"]) == ("planned", "")
    assert made["criterion_at"]

    address = f"{ADDRESS}{made['id']}/"
    running = client.patch(address, {"started_on": f"{timezone.localdate()}"}).json()
    done = client.post(f"{address}record/", {"result": "supported", "words": "7 of 8 did.", "participants": 8}).json()

    assert running["state"] == "running"
    assert (done["state"], done["result"], done["result_words"]) == ("done", "supported", "7 of 8 did.")
    assert (done["supported_before"], done["supported_after"]) == ("less than 50 %: a moonshot", "80 %")
    support = client.get(f"/api/v1/backlog-items/{made['item']}/support/").json()
    assert support["solution"] == {
        "tests": 1,
        "participants": 8,
        "evidence_class": "User evidence",
        "refuted": 0,
        "words": "User evidence: 1 test, usability study, 8 participants",
    }


def test_changing_the_criterion_after_the_result_is_409(client: APIClient) -> None:
    test = AssumptionTestFactory.create(result="refuted")

    answer = client.patch(f"{ADDRESS}{test.pk}/", {"criterion": "1 of 8."})

    assert answer.status_code == 409
    assert "stay as they were" in answer.json()["detail"]
    assert client.patch(f"{ADDRESS}{test.pk}/", {"plan": "In the hall."}).status_code == 200


def test_a_result_without_a_criterion_is_409(client: APIClient) -> None:
    test = AssumptionTestFactory.create(criterion="", criterion_at=None)

    answer = client.post(f"{ADDRESS}{test.pk}/record/", {"result": "supported"})

    assert answer.status_code == 409


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({"result": "great"}, "/result", id="no such result"),
        pytest.param({"result": "supported", "done_on": "2999-01-01"}, "/done_on", id="in the future"),
        pytest.param({"result": "supported", "participants": -1}, "/participants", id="less than nobody"),
        pytest.param({"result": "supported", "evidence_class": 0}, "/evidence_class", id="no such class"),
        pytest.param({"result": "supported", "words": "a\x00b"}, "/words", id="a NUL"),
    ],
)
def test_a_result_that_makes_no_sense_is_400(client: APIClient, body: dict[str, Any], pointer: str) -> None:
    test = AssumptionTestFactory.create()

    answer = client.post(f"{ADDRESS}{test.pk}/record/", body, format="json")

    assert answer.status_code == 400
    assert pointer in str(answer.json())


def test_it_leads_to_one_thing_at_most(client: APIClient) -> None:
    body = planned(interview=InterviewFactory.create().pk, measurement=MeasurementFactory.create().pk)

    answer = client.post(ADDRESS, body)

    assert answer.status_code == 400
    assert "one of them" in str(answer.json())


@pytest.mark.parametrize(("state", "found"), [("planned", 0), ("running", 1), ("done", 2)])
def test_they_are_found_by_how_far_they_are(client: APIClient, state: str, found: int) -> None:
    tests = [
        AssumptionTestFactory.create(),
        AssumptionTestFactory.create(started_on=timezone.localdate()),
        AssumptionTestFactory.create(result="refuted"),
    ]

    results = client.get(f"{ADDRESS}?state={state}").json()["results"]

    assert [one["id"] for one in results] == [tests[found].pk]
