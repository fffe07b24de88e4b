"""How often a person may search and send files."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from research.api import throttles
from research.models import User


def test_searching_too_often_is_put_off_for_that_person_only(
    client: APIClient, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttles.SearchThrottle, "limit", 2)
    search = {"search": "calendar"}

    answers = [client.get("/api/v1/insights/", search) for _ in range(3)]
    unsearched = client.get("/api/v1/insights/")
    client.force_authenticate(ben)
    another = client.get("/api/v1/insights/", search)

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 1 <= int(answers[-1]["Retry-After"]) <= 60
    assert answers[-1]["Content-Type"] == "application/problem+json"
    assert (unsearched.status_code, another.status_code) == (200, 200)


def test_sending_files_too_often_is_put_off(client: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(throttles.ImportThrottle, "limit", 1)

    def send() -> int:
        file = SimpleUploadedFile("a.txt", b"Hello.")
        return client.post("/api/v1/notes/", {"file": file}, format="multipart").status_code

    assert [send(), send()] == [400, 429]
