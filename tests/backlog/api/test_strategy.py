"""/objectives/, /key-results/, /check-ins/ and /visions/"""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import ProgrammingError, transaction
from django.utils import timezone
from rest_framework.test import APIClient

from backlog.models import CheckIn, KeyResult
from research.models import User
from tests.factories import (
    CheckInFactory,
    KeyResultFactory,
    MetricFactory,
    ObjectiveFactory,
    OpportunityFactory,
    OutcomeOpportunityFactory,
)

RESULTS, CHECK_INS = "/api/v1/key-results/", "/api/v1/check-ins/"


@pytest.fixture
def client(ben: User) -> APIClient:
    """What ben sends."""
    client = APIClient()
    client.force_authenticate(ben)
    return client


def checked_in(client: APIClient, key_result: KeyResult, **body: Any) -> Any:
    given = {"key_result": key_result.pk, "on": "2026-02-20", "value": 34, "state": "at_risk", **body}
    return client.post(CHECK_INS, given, format="json")


def test_a_key_result_shows_its_pace_while_it_is_open_and_its_grade_once_it_is_closed(client: APIClient) -> None:
    made = KeyResultFactory(start=20, target=40)
    checked_in(client, made)

    before = client.get(f"{RESULTS}{made.pk}/").json()["standing"]
    closed = client.post(f"/api/v1/objectives/{made.objective_id}/close/", {}, format="json").json()
    after = client.get(f"{RESULTS}{made.pk}/").json()["standing"]

    assert (before["current"], before["pace"]["way"], before["grade"]) == (34.0, 0.7, None)
    assert before["pace"]["forecast"] == 48.0
    assert (after["grade"], after["colour"], after["pace"]) == (0.7, "green", None)
    assert (closed["grade"], closed["closed_on"]) == (0.7, str(timezone.localdate()))


def test_a_commitment_that_is_nearly_kept_is_not_green(client: APIClient) -> None:
    made = KeyResultFactory(is_committed=True)
    checked_in(client, made, value=39)
    client.post(f"/api/v1/objectives/{made.objective_id}/close/", {}, format="json")

    assert client.get(f"{RESULTS}{made.pk}/").json()["standing"]["colour"] == "yellow"


def test_an_objective_is_graded_by_weight(client: APIClient) -> None:
    objective = ObjectiveFactory()
    CheckInFactory(key_result=KeyResultFactory(objective=objective, weight=3), value=40)
    KeyResultFactory(objective=objective, weight=1)

    answer = client.post(f"/api/v1/objectives/{objective.pk}/close/", {}, format="json")

    assert answer.json()["grade"] == 0.75


def test_a_closed_objective_takes_no_check_in_until_it_is_open_again(client: APIClient) -> None:
    made = KeyResultFactory()
    address = f"/api/v1/objectives/{made.objective_id}/"
    client.post(f"{address}close/", {}, format="json")

    refused = checked_in(client, made)
    again = client.post(f"{address}reopen/", {}, format="json")

    assert refused.status_code == 409
    assert (again.json()["grade"], again.json()["closed_on"]) == (None, None)
    assert checked_in(client, made).status_code == 201


@pytest.mark.parametrize("on", ["2025-12-31", str(timezone.localdate() + timedelta(days=2))])
def test_nobody_checks_in_before_the_start_or_in_the_future(client: APIClient, on: str) -> None:
    answer = checked_in(client, KeyResultFactory(), on=on)

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == ["/on"]


def test_what_was_checked_in_stays(client: APIClient) -> None:
    made = CheckInFactory()

    assert client.patch(f"{CHECK_INS}{made.pk}/", {"value": 1}, format="json").status_code == 405
    assert client.delete(f"{CHECK_INS}{made.pk}/").status_code == 405
    with pytest.raises(ProgrammingError, match="annot update"), transaction.atomic():
        CheckIn.objects.filter(pk=made.pk).update(value=1)


def test_a_key_result_has_a_way_to_go(client: APIClient) -> None:
    body = {"objective": ObjectiveFactory().pk, "metric": MetricFactory().pk, "start": 4, "target": 4}

    answer = client.post(RESULTS, body, format="json")

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == ["/target"]


def test_an_opportunity_hangs_under_one_outcome(client: APIClient) -> None:
    taken = OutcomeOpportunityFactory()
    free = OpportunityFactory()
    made = KeyResultFactory()

    hung = client.patch(f"{RESULTS}{made.pk}/", {"opportunities": [free.pk]}, format="json")
    refused = client.patch(f"{RESULTS}{made.pk}/", {"opportunities": [taken.opportunity_id]}, format="json")
    found = client.get(RESULTS, {"opportunity": free.pk}).json()["results"]

    assert hung.json()["opportunities"] == [free.pk]
    assert refused.status_code == 409
    assert [row["id"] for row in found] == [made.pk]


def test_a_vision_s_versions_are_kept(client: APIClient) -> None:
    for words in ("First", "Second"):
        assert client.post("/api/v1/visions/", {"statement": words}, format="json").status_code == 201

    found = client.get("/api/v1/visions/").json()["results"]

    assert [row["statement"] for row in found] == ["Second", "First"]
    assert client.patch(f"/api/v1/visions/{found[0]['id']}/", {"statement": "x"}, format="json").status_code == 405


def test_outcomes_of_a_product_are_the_key_results_of_its_open_objectives(client: APIClient) -> None:
    kept = KeyResultFactory()
    KeyResultFactory(objective=ObjectiveFactory(closed_on=date(2026, 3, 1)))

    assert list(KeyResult.objects.outcomes_of(kept.objective.product)) == [kept]
