"""The palette: from typed words to records."""

from typing import Any

import pytest
from django.test import Client

from research.models import User
from tests.factories import (
    BacklogItemFactory,
    ExternalReferenceFactory,
    InsightFactory,
    ParticipantFactory,
    StudyFactory,
)


def found(client: Client, text: str) -> list[tuple[str, str]]:
    answer: dict[str, Any] = client.get("/palette/", {"q": text}).json()
    return [(line["hint"], line["label"]) for line in answer["results"]]


def test_a_word_that_was_begun_finds_what_has_it(client: Client, ada: User) -> None:
    study = StudyFactory(title="Booking on the phone")
    InsightFactory(title="Phones are for looking", study=None)
    BacklogItemFactory(title="Something else")
    client.force_login(ada)

    assert found(client, "pho") == [("study", "Booking on the phone"), ("insight", "Phones are for looking")]
    assert client.get("/palette/", {"q": "booking ph"}).json()["results"] == [
        {"value": f"/studies/{study.pk}/", "label": "Booking on the phone", "hint": "study"}
    ]


def test_a_code_finds_whom_it_stands_for(client: Client, ada: User) -> None:
    ParticipantFactory(code="P-0142")
    ExternalReferenceFactory(key="PAY-123", item__title="Keep a receipt")
    client.force_login(ada)

    assert found(client, "p-01") == [("participant", "P-0142")]
    assert found(client, "pay-12") == [("backlog item", "Keep a receipt")]


def test_nobody_finds_what_they_may_not_see(client: Client, ben: User, dev: User) -> None:
    StudyFactory(title="Secret pilot", visibility="private")
    InsightFactory(title="Secret finding", status="draft", study=None)
    client.force_login(ben)
    assert found(client, "secret") == [("insight", "Secret finding")]

    client.force_login(dev)
    assert found(client, "secret") == []


@pytest.mark.parametrize("text", ["", "!!! & | <->", "'; --", "a" * 5000, "\\", ":*"])
def test_whatever_is_typed_is_answered(client: Client, ada: User, text: str) -> None:
    client.force_login(ada)

    assert client.get("/palette/", {"q": text}).status_code == 200
    assert found(client, text) == []


def test_whoever_has_no_role_finds_nothing(client: Client, eve: User) -> None:
    client.force_login(eve)

    assert client.get("/palette/", {"q": "a"}).status_code == 302
