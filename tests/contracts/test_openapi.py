"""The schema that is committed is the one that the code makes, and nothing in it is guessed."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from drf_spectacular.validation import validate_schema
from rest_framework.test import APIClient

SNAPSHOT = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"
REFRESH = "Refresh it: python3 manage.py spectacular --file docs/openapi.yaml"


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    GENERATOR_STATS.reset()
    return dict(SchemaGenerator().get_schema(request=None, public=True))


def test_the_committed_schema_is_the_code_s(schema: dict[str, Any]) -> None:
    made = yaml.safe_load(OpenApiYamlRenderer().render(schema, renderer_context={}))

    assert made == yaml.safe_load(SNAPSHOT.read_text()), REFRESH


def test_nothing_is_guessed(schema: dict[str, Any]) -> None:
    assert not GENERATOR_STATS._warn_cache
    assert not GENERATOR_STATS._error_cache


def test_it_is_openapi(schema: dict[str, Any]) -> None:
    validate_schema(schema)

    assert schema["openapi"].startswith("3.1")


def test_everybody_reads_it(db: None) -> None:
    response = APIClient().get("/api/schema/")

    assert response.status_code == 200


def test_its_page_loads_nothing_from_elsewhere(db: None) -> None:
    page = APIClient().get("/api/docs/")

    assert page.status_code == 200
    assert b"http://" not in page.content.replace(b"http://testserver", b"")
    assert b"https://" not in page.content
    assert "script-src 'self'" in page["Content-Security-Policy"]


def test_its_page_has_nothing_inline(db: None) -> None:
    page = APIClient().get("/api/docs/").content

    assert b"<style" not in page
    assert page.count(b"<script") == page.count(b"<script src=")
    assert APIClient().get("/api/docs/?script=").status_code == 200
