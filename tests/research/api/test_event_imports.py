"""/event-sources/ and /event-imports/"""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from research import tasks
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
        pytest.param({"source": 1, "file": ""}, "/file", id="no file"),
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
