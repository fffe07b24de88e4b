"""/participants/"""

import pytest
from rest_framework.test import APIClient

from tests.factories import AccountFactory, InterviewFactory, ParticipantFactory, SegmentFactory, StudyFactory

ADDRESS = "/api/v1/participants/"


def test_without_a_code_they_get_the_next_one(client: APIClient) -> None:
    ParticipantFactory.create(code="P-0041")

    answer = client.post(ADDRESS, {"role": "office manager"})

    assert answer.status_code == 201
    assert answer.json()["code"] == "P-0042"


def test_account_and_segments_come_by_id(client: APIClient) -> None:
    account, segment = AccountFactory.create(), SegmentFactory.create()

    body = {"account": account.pk, "segments": [segment.pk], "attributes": {"region": "north"}}
    made = client.post(ADDRESS, body, format="json").json()

    assert (made["account"], made["segments"], made["attributes"]) == (account.pk, [segment.pk], {"region": "north"})


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({"account": 999_999}, "/account", id="an account that is missing"),
        pytest.param({"segments": [999_999]}, "/segments/0", id="a segment that is missing"),
        pytest.param({"attributes": [1]}, "/attributes", id="attributes that are a list"),
        pytest.param({"name": "Jane Doe"}, "/name", id="a name"),
    ],
)
def test_what_does_not_fit_is_pointed_to(body: dict[str, object], pointer: str, client: APIClient) -> None:
    answer = client.post(ADDRESS, body, format="json")

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [pointer]


def test_a_code_stays(client: APIClient) -> None:
    person = ParticipantFactory.create()

    answer = client.patch(f"{ADDRESS}{person.pk}/", {"code": "P-9999"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/code"


def test_somebody_met_in_a_private_study_only_is_not_there(client: APIClient) -> None:
    person = ParticipantFactory.create()
    InterviewFactory.create(study=StudyFactory(private=True)).participants.add(person)

    assert client.get(f"{ADDRESS}{person.pk}/").status_code == 404
    assert client.get(ADDRESS, {"code": person.code}).json()["results"] == []


def test_they_are_found_by_account_and_segment(client: APIClient) -> None:
    segment = SegmentFactory.create()
    wanted = ParticipantFactory.create(account=AccountFactory())
    wanted.segments.add(segment)
    ParticipantFactory.create()

    for query in ({"account": wanted.account_id}, {"segment": segment.pk}, {"code": wanted.code.lower()}):
        assert [row["id"] for row in client.get(ADDRESS, query).json()["results"]] == [wanted.pk]
