"""/segments/"""

from rest_framework.test import APIClient

from tests.factories import ParticipantFactory, SegmentFactory

ADDRESS = "/api/v1/segments/"


def test_a_name_is_all_that_a_segment_needs(client: APIClient) -> None:
    answer = client.post(ADDRESS, {"name": "Team leads"})

    assert answer.status_code == 201
    assert answer["Location"].endswith(f"{ADDRESS}{answer.json()['id']}/")


def test_a_name_is_needed(client: APIClient) -> None:
    answer = client.post(ADDRESS, {"size": 3}, format="json")

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == ["/name"]


def test_a_name_is_taken_once(client: APIClient) -> None:
    SegmentFactory.create(name="Team leads")

    assert client.post(ADDRESS, {"name": "team leads"}).status_code == 409


def test_sent_twice_with_a_key_it_is_added_once(client: APIClient) -> None:
    first, second = [client.post(ADDRESS, {"name": "Team leads"}, headers={"Idempotency-Key": "k"}) for _ in range(2)]

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]


def test_people_stay_when_their_segment_goes(client: APIClient) -> None:
    segment = SegmentFactory.create()
    person = ParticipantFactory.create()
    person.segments.add(segment)

    answer = client.delete(f"{ADDRESS}{segment.pk}/")

    assert answer.status_code == 204
    assert client.get(f"/api/v1/participants/{person.pk}/").json()["segments"] == []
