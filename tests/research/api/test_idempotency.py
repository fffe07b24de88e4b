"""`Idempotency-Key`: sent twice, done once."""

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.utils import timezone
from rest_framework.test import APIClient

from research.models import Account, IdempotencyKey, User
from tests.factories import AccountFactory, InterviewFactory

ADDRESS = "/api/v1/accounts/"


def post(client: APIClient, body: dict[str, Any], *, key: str = "k", **kwargs: Any) -> Any:
    return client.post(ADDRESS, body, headers={"Idempotency-Key": key}, **kwargs)


def test_the_second_answer_is_the_first(client: APIClient) -> None:
    first, second = post(client, {"name": "Acme"}), post(client, {"name": "Acme"})

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert (first["ETag"], first["Location"]) == (second["ETag"], second["Location"])
    assert Account.objects.count() == 1


def test_the_order_of_keys_does_not_make_another_request(client: APIClient) -> None:
    post(client, {"name": "Acme", "domain": "a.example"})

    assert post(client, {"domain": "a.example", "name": "Acme"}).status_code == 201


def test_a_key_is_good_for_one_request(client: APIClient) -> None:
    post(client, {"name": "Acme"})

    assert post(client, {"name": "Other"}).status_code == 422
    assert client.post("/api/v1/segments/", {"name": "Acme"}, headers={"Idempotency-Key": "k"}).status_code == 422


def test_two_people_may_choose_the_same_key(client: APIClient, gus: User) -> None:
    post(client, {"name": "Acme"})
    gus.is_superuser = True
    gus.save()
    other = APIClient()
    other.force_authenticate(gus)

    assert post(other, {"name": "Other"}).status_code == 201


def test_what_was_refused_is_asked_anew(client: APIClient) -> None:
    in_the_way = AccountFactory.create(name="Acme")
    refused = post(client, {"name": "acme"})
    in_the_way.delete()

    assert refused.status_code == 409
    assert not IdempotencyKey.objects.exists()
    assert post(client, {"name": "acme"}).status_code == 201


def test_a_key_is_forgotten_after_a_day(client: APIClient) -> None:
    post(client, {"name": "Acme"})
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=25))

    assert post(client, {"name": "Other"}).status_code == 201


def test_a_key_has_a_length(client: APIClient) -> None:
    answer = post(client, {"name": "Acme"}, key="k" * 256)

    assert answer.status_code == 400
    assert answer.json()["errors"] == [
        {"pointer": "/Idempotency-Key", "detail": "A key has at most 255 characters.", "in": "header"}
    ]


def test_a_file_that_is_sent_twice_is_kept_once(client: APIClient) -> None:
    interview = InterviewFactory.create()

    def send(words: bytes) -> Any:
        file = SimpleUploadedFile("notes.txt", words)
        body = {"interview": interview.pk, "file": file}
        return client.post("/api/v1/notes/", body, format="multipart", headers={"Idempotency-Key": "k"})

    first, second, other = send(b"They keep two calendars."), send(b"They keep two calendars."), send(b"Else.")

    assert (first.status_code, second.status_code, other.status_code) == (201, 201, 422)
    assert first.content == second.content
    assert interview.notes.count() == 1


def test_the_second_of_two_at_once_is_told_to_wait(client: APIClient, ada: User) -> None:
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        name = f"research.idempotency:{ada.pk}:k"
        cursor.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [name])
        answer = post(client, {"name": "Acme"})
    other.close()

    assert answer.status_code == 409
    assert not Account.objects.exists()
