"""/event-sources/ and /event-imports/"""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from research import tasks
from research.behaviour import loading
from research.importers.events.parsed import ParsedEvent
from research.models import EventSource, User
from tests.factories import EventSourceFactory, ImportRunFactory
from tests.research.behaviour import exports

SOURCES = "/api/v1/event-sources/"
IMPORTS = "/api/v1/event-imports/"


def file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("export.json", content)


def test_a_source_belongs_to_the_only_product(client: APIClient, ada: User) -> None:
    answer = client.post(SOURCES, {"name": "Web app", "tool": "mixpanel", "allowed_properties": ["$email"]})

    assert answer.status_code == 201
    assert answer.json()["time_unit"] == "seconds"
    assert (answer.json()["allowed_properties"], answer.json()["created_by"]) == (["$email"], ada.pk)


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        pytest.param({"tool": "abacus"}, "/tool", id="another tool"),
        pytest.param({"time_zone": "Mars/Olympus"}, "/time_zone", id="no zone"),
        pytest.param({"time_unit": "weeks"}, "/time_unit", id="no unit"),
        pytest.param({"allowed_properties": "email"}, "/allowed_properties", id="no list"),
        pytest.param({"name": ""}, "/name", id="no name"),
    ],
)
def test_what_does_not_fit_is_pointed_to(more: dict[str, Any], pointer: str, client: APIClient) -> None:
    answer = client.post(SOURCES, {"name": "Web app", "tool": "mixpanel", **more})

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [pointer]


def test_the_tool_is_said_once(client: APIClient) -> None:
    source = EventSourceFactory.create()

    answer = client.patch(f"{SOURCES}{source.pk}/", {"tool": EventSource.Tool.AMPLITUDE})

    assert answer.status_code == 400


def test_an_import_is_asked_for_and_looked_at_until_it_is_done(client: APIClient, ada: User) -> None:
    source = EventSourceFactory.create()
    content = exports.lines([exports.mixpanel(), "no event"])

    asked = client.post(IMPORTS, {"source": source.pk, "file": file(content)}, format="multipart")
    tasks.import_events(run=asked.json()["id"])
    done = client.get(f"{IMPORTS}{asked.json()['id']}/").json()

    assert (asked.status_code, asked.json()["state"], asked.json()["percentage"]) == (201, "waiting", 0)
    assert (done["state"], done["percentage"], done["events_added"], done["duplicates"]) == ("done", 100, 1, 0)
    assert done["problems"] == [{"file": "export.json", "line": 2, "sentence": "The line is no JSON."}]
    assert done["created_by"] == ada.pk


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({"source": 999_999, "file": file(b"{}")}, "/source", id="a source that is missing"),
        pytest.param({"file": file(b"{}")}, "/source", id="no source"),
    ],
)
def test_an_import_needs_a_source_and_a_file(body: dict[str, Any], pointer: str, client: APIClient) -> None:
    answer = client.post(IMPORTS, body, format="multipart")

    assert answer.status_code == 400
    assert pointer in [flaw["pointer"] for flaw in answer.json()["errors"]]


def test_imports_are_found_by_source_and_state(client: APIClient) -> None:
    run = ImportRunFactory.create()
    ImportRunFactory.create(state="failed")

    listed = client.get(f"{IMPORTS}?source={run.source_id}&state=waiting").json()["results"]

    assert [one["id"] for one in listed] == [run.pk]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({}, "/file", id="neither file nor days"),
        pytest.param({"pulled_from": "2026-10-01"}, "/pulled_to", id="no last day"),
        pytest.param({"pulled_to": "2026-10-01"}, "/pulled_from", id="no first day"),
        pytest.param({"pulled_from": "x", "pulled_to": "y"}, "/pulled_from", id="no dates"),
    ],
)
def test_a_file_or_days_are_needed(body: dict[str, Any], pointer: str, client: APIClient) -> None:
    answer = client.post(IMPORTS, {"source": EventSourceFactory.create().pk, **body})

    assert answer.status_code == 400
    assert pointer in [flaw["pointer"] for flaw in answer.json()["errors"]]


def test_days_are_asked_of_the_tool_once_there_are_credentials(client: APIClient, settings: LazySettings) -> None:
    body = {"source": EventSourceFactory.create().pk, "pulled_from": "2026-10-01", "pulled_to": "2026-10-02"}
    assert client.post(IMPORTS, body).status_code == 409
    access = {"host": "http://127.0.0.1:9", "user": "key", "password": "secret", "project": "1"}
    settings.EXPORT_APIS = {**settings.EXPORT_APIS, "mixpanel": access}

    told = client.post(IMPORTS, body).json()

    assert (told["name"], told["state"], told["percentage"]) == ("Mixpanel, 2026-10-01 to 2026-10-02", "waiting", 0)


def test_a_pull_that_failed_is_tried_again(client: APIClient) -> None:
    failed = ImportRunFactory.create(state="failed", pulled_from=date(2026, 10, 1), pulled_to=date(2026, 10, 2))

    assert client.post(f"{IMPORTS}{failed.pk}/retry/").json()["state"] == "waiting"
    assert client.post(f"{IMPORTS}{failed.pk}/retry/").status_code == 409


def test_the_words_of_a_source_are_told(client: APIClient) -> None:
    source = EventSourceFactory.create()
    rows = [
        ParsedEvent(
            "Paid", datetime(2026, 10, 1, tzinfo=UTC), "p", str(one), {"plan": plan}, {"seats": 3}, {"$os": "X"}
        )
        for one, plan in enumerate(("pro", "pro", "free"))
    ]
    loading.store(rows, source=source)
    address = f"/api/v1/event-sources/{source.pk}"

    assert client.get(f"{address}/names/").json() == {"names": ["Paid"]}
    assert client.get(f"{address}/properties/?event=Paid").json() == {"event": ["$os", "plan"], "user": ["seats"]}
    assert client.get(f"{address}/values/?event=Paid&property=plan").json()["values"] == [
        {"value": "pro", "count": 2},
        {"value": "free", "count": 1},
    ]
    assert client.get(f"{address}/values/?event=Paid&property=user.seats").json()["values"] == [
        {"value": "3", "count": 3}
    ]
    assert client.get(f"{address}/values/?event=Paid&property=nosuch").json()["values"] == []


@pytest.mark.parametrize(
    "asked", ["properties/", "values/?event=Paid", "values/?property=x", "names/?x=1", "properties/?event=%00"]
)
def test_words_are_asked_for_by_name(asked: str, client: APIClient) -> None:
    source = EventSourceFactory.create()

    assert client.get(f"/api/v1/event-sources/{source.pk}/{asked}").status_code == 400
