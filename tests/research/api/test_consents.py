"""/consents/"""

import pytest
from rest_framework.test import APIClient

from research.models import User
from tests.factories import ConsentFactory, InterviewFactory, ParticipantFactory, StudyFactory

ADDRESS = "/api/v1/consents/"
GIVEN = "2026-03-02T10:00:00Z"


def test_a_consent_names_who_for_what_and_when(client: APIClient, ada: User) -> None:
    person = ParticipantFactory.create()

    answer = client.post(ADDRESS, {"participant": person.pk, "scope": "record", "given_at": GIVEN})

    assert answer.status_code == 201
    assert (answer.json()["study"], answer.json()["withdrawn_at"]) == (None, None)
    assert answer.json()["created_by"] == ada.pk


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        pytest.param({"participant": 999_999}, "/participant", id="somebody who is missing"),
        pytest.param({"scope": "everything"}, "/scope", id="a scope that there is not"),
        pytest.param({"given_at": "yesterday"}, "/given_at", id="a time that is none"),
        pytest.param({"withdrawn_at": GIVEN}, "/withdrawn_at", id="withdrawn as it is given"),
    ],
)
def test_what_does_not_fit_is_pointed_to(more: dict[str, object], pointer: str, client: APIClient) -> None:
    person = ParticipantFactory.create()

    answer = client.post(ADDRESS, {"participant": person.pk, "scope": "record", "given_at": GIVEN, **more})

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [pointer]


def test_it_cannot_expire_before_it_was_given(client: APIClient) -> None:
    person = ParticipantFactory.create()
    body = {"participant": person.pk, "scope": "record", "given_at": GIVEN, "expires_at": "2026-01-01T00:00:00Z"}

    answer = client.post(ADDRESS, body)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["detail"] == "A consent cannot expire before it was given."


def test_two_for_the_same_thing_do_not_overlap(client: APIClient) -> None:
    held = ConsentFactory.create()

    body = {"participant": held.participant_id, "scope": held.scope, "given_at": "2036-01-01T00:00:00Z"}
    answer = client.post(ADDRESS, body)

    assert answer.status_code == 409
    assert answer.json()["detail"] == "There is a consent for the same thing in that time already."


def test_its_interview_is_one_of_its_study(client: APIClient) -> None:
    body = {"participant": ParticipantFactory().pk, "scope": "record", "given_at": GIVEN}
    interview = InterviewFactory()

    astray = client.post(ADDRESS, {**body, "interview": interview.pk, "study": StudyFactory().pk})
    fitting = client.post(ADDRESS, {**body, "interview": interview.pk, "study": interview.study_id})

    assert (astray.status_code, fitting.status_code) == (400, 201)
    assert astray.json()["errors"][0]["pointer"] == "/interview"


def test_it_is_withdrawn_once(client: APIClient) -> None:
    consent = ConsentFactory.create()

    first = client.post(f"{ADDRESS}{consent.pk}/withdraw/", {})
    second = client.post(f"{ADDRESS}{consent.pk}/withdraw/", {})

    assert (first.status_code, second.status_code) == (200, 409)
    assert first.json()["withdrawn_at"]
    assert second.json()["type"] == "urn:throughline:problem:withdrawn-already"


def test_it_is_not_withdrawn_before_it_was_given(client: APIClient) -> None:
    consent = ConsentFactory.create()

    answer = client.post(f"{ADDRESS}{consent.pk}/withdraw/", {"withdrawn_at": "2001-01-01T00:00:00Z"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/withdrawn_at"


def test_withdrawing_an_old_version_is_refused(client: APIClient) -> None:
    consent = ConsentFactory.create()

    answer = client.post(f"{ADDRESS}{consent.pk}/withdraw/", {}, headers={"If-Match": '"0"'})

    assert answer.status_code == 412


def test_one_of_a_private_study_is_not_there(client: APIClient) -> None:
    consent = ConsentFactory.create(study=StudyFactory(private=True))

    assert client.get(f"{ADDRESS}{consent.pk}/").status_code == 404
    assert client.post(f"{ADDRESS}{consent.pk}/withdraw/", {}).status_code == 404


@pytest.mark.parametrize("is_in_force", ["true", "false"])
def test_those_in_force_are_asked_for(is_in_force: str, client: APIClient) -> None:
    held, taken_back = ConsentFactory.create(), ConsentFactory.create()
    client.post(f"{ADDRESS}{taken_back.pk}/withdraw/", {})

    rows = client.get(ADDRESS, {"is_in_force": is_in_force}).json()["results"]

    assert [row["id"] for row in rows] == [held.pk if is_in_force == "true" else taken_back.pk]
