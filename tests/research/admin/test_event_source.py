"""Sources of events, and imports: asked for in a form, watched, never edited."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from research.models import EventSource, ImportRun, User
from tests.factories import EventSourceFactory, ImportRunFactory


@pytest.fixture
def desk(client: Client, ben: User) -> Client:
    """Ben, logged in."""
    client.force_login(ben)
    return client


def test_a_source_is_added_without_being_asked_for_the_only_product(desk: Client, ben: User) -> None:
    desk.post(
        "/research/eventsource/add/",
        {
            "name": "Web app",
            "tool": "mixpanel",
            "time_unit": "seconds",
            "time_zone": "UTC",
            "allowed_properties": "a, b",
            "imports-TOTAL_FORMS": "0",
            "imports-INITIAL_FORMS": "0",
        },
    )

    source = EventSource.objects.get()
    assert (source.created_by, source.allowed_properties) == (ben, ["a", "b"])


def test_an_export_is_sent_in_a_form(desk: Client, ben: User) -> None:
    source = EventSourceFactory.create()

    answer = desk.post(
        "/research/importrun/add/",
        {"source": source.pk, "file": SimpleUploadedFile("export.json", b"{}")},
        follow=True,
    )

    run = ImportRun.objects.get()
    assert answer.status_code == 200
    assert (run.source, run.name, run.state, run.created_by) == (source, "export.json", "waiting", ben)


def test_an_empty_export_is_refused_in_the_form(desk: Client) -> None:
    source = EventSourceFactory.create()

    answer = desk.post("/research/importrun/add/", {"source": source.pk, "file": SimpleUploadedFile("a.json", b"")})

    assert "file" in answer.context["adminform"].form.errors


def test_a_run_tells_what_it_did_not_understand(desk: Client) -> None:
    problems = [{"file": "<b>.json", "line": 7, "sentence": "The line is no JSON."}]
    run = ImportRunFactory.create(problems=problems, rows_refused=3)

    page = desk.get(f"/research/importrun/{run.pk}/change/").content.decode()

    assert "&lt;b&gt;.json, line 7: The line is no JSON." in page
    assert "and 2 more" in page
