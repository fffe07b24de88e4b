"""Sources of events, and imports: asked for in a form, watched, never edited."""

from datetime import date

import pytest
from django.conf import LazySettings
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


def test_several_exports_and_folders_are_an_import_each(desk: Client) -> None:
    files = [SimpleUploadedFile(name, b"{}") for name in ("one.json", "two.json", ".DS_Store")]

    answer = desk.post(
        "/research/importrun/add/",
        {"source": EventSourceFactory.create().pk, "file": SimpleUploadedFile("three.json", b"{}"), "folder": files},
        follow=True,
    )

    assert sorted(ImportRun.objects.values_list("name", flat=True)) == ["one.json", "three.json", "two.json"]
    assert "3 exports are on their way in." in answer.content.decode()


@pytest.mark.parametrize(
    ("form", "field"),
    [
        pytest.param({}, "file", id="nothing"),
        pytest.param({"pulled_from": "2026-10-01"}, "pulled_to", id="no last day"),
        pytest.param({"pulled_from": "x"}, "pulled_from", id="no date"),
    ],
)
def test_a_form_without_files_or_days_says_what_is_missing(desk: Client, form: dict[str, str], field: str) -> None:
    answer = desk.post("/research/importrun/add/", {"source": EventSourceFactory.create().pk, **form})

    assert field in answer.context["adminform"].form.errors


def test_days_are_asked_of_the_tool_in_the_form(desk: Client, settings: LazySettings) -> None:
    form = {"source": EventSourceFactory.create().pk, "pulled_from": "2026-10-01", "pulled_to": "2026-10-02"}
    without = desk.post("/research/importrun/add/", form).content.decode()
    access = {"host": "http://127.0.0.1:9", "user": "key", "password": "secret", "project": "1"}
    settings.EXPORT_APIS = {**settings.EXPORT_APIS, "mixpanel": access}

    desk.post("/research/importrun/add/", form)

    assert "Set MIXPANEL_SERVICE_ACCOUNT" in without
    assert (ImportRun.objects.get().pulled_to, ImportRun.objects.get().state) == (date(2026, 10, 2), "waiting")


def test_a_pull_that_failed_is_tried_again_from_the_list(desk: Client) -> None:
    failed = ImportRunFactory.create(state="failed", pulled_from=date(2026, 10, 1), pulled_to=date(2026, 10, 2))
    sent = ImportRunFactory.create(state="failed")

    desk.post("/research/importrun/", {"action": "retry", "_selected_action": [failed.pk]})
    refused = desk.post("/research/importrun/", {"action": "retry", "_selected_action": [sent.pk]}, follow=True)

    failed.refresh_from_db()
    assert failed.state == "waiting"
    assert "Only a pull that failed is tried again." in refused.content.decode()


def test_a_run_tells_what_it_left_out(desk: Client) -> None:
    run = ImportRunFactory.create(dropped_properties={"email": 1200, "<b>": 3})

    page = desk.get(f"/research/importrun/{run.pk}/change/").content.decode()

    assert "<code>email</code>: 1,200" in page
    assert "<code>&lt;b&gt;</code>: 3" in page


def test_a_run_tells_what_it_did_not_understand(desk: Client) -> None:
    problems = [{"file": "<b>.json", "line": 7, "sentence": "The line is no JSON."}]
    run = ImportRunFactory.create(problems=problems, rows_refused=3)

    page = desk.get(f"/research/importrun/{run.pk}/change/").content.decode()

    assert "&lt;b&gt;.json, line 7: The line is no JSON." in page
    assert "and 2 more" in page
