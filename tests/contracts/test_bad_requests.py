"""Nothing that a client sends makes a 500, and every refusal says what is wrong and where."""

import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from research.models import User
from tests.contracts.test_endpoints import VIEWSETS, made
from tests.factories import NoteFactory, StudyFactory

PREFIXES = sorted(VIEWSETS)
VALUES: list[Any] = [
    None,
    "",
    "a\x00b",
    "\ud800",
    "x" * 5_000,
    -1,
    0,
    2**63,
    10**400,
    1.5,
    True,
    [],
    [None],
    [[["deep"]]],
    {},
    {"a": {"b": "\x00"}},
    "2026-01-01T00:00:00+16:28",
    "9999-12-31T23:59:59-15:59",
    "not a date",
]


@pytest.fixture
def client(ada: User) -> APIClient:
    ada.is_superuser = True  # so that bodies are read wherever anybody's are
    ada.save()
    client = APIClient(raise_request_exception=True)
    client.force_authenticate(ada)
    return client


def send(client: APIClient, method: str, address: str, body: object) -> Any:
    content: Any = body if isinstance(body, bytes) else json.dumps(body).encode()
    return client.generic(method, address, content, content_type="application/json")


def fields_of(prefix: str) -> list[str]:
    return sorted({*VIEWSETS[prefix].serializer_class().fields, "start", "end", "note", "tags", "text"})


def assert_a_problem(response: Any, *expected: int) -> None:
    assert response.status_code in expected, response.content
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == response.status_code
    assert problem["detail"]


@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_value_of_any_field_makes_a_500(prefix: str, client: APIClient) -> None:
    found = made(prefix)

    for field in fields_of(prefix):
        for value in VALUES:
            response = send(client, "POST", f"/api/v1/{prefix}/", {field: value})
            assert response.status_code < 500, (field, value)
        for value in VALUES[:6]:
            response = send(client, "PATCH", f"/api/v1/{prefix}/{found.pk}/", {field: value})
            assert response.status_code < 500, (field, value)


@pytest.mark.parametrize("prefix", PREFIXES)
def test_no_value_of_any_parameter_makes_a_500(prefix: str, client: APIClient) -> None:
    viewset = VIEWSETS[prefix]
    filters = viewset.filterset_class.base_filters if viewset.filterset_class else {}

    for name in [*filters, "search", "ordering", "cursor", "limit", "format", "nonsense"]:
        for value in ("", "a\x00b", "-1", "0", str(2**64), "x" * 500, "2026-01-01T00:00:00+16:28", "ÿ", "'", "&"):
            response = client.get(f"/api/v1/{prefix}/", {name: value})
            assert response.status_code < 500, (name, value)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"{", id="half an object"),
        pytest.param(b"\xff\xfe", id="not UTF-8"),
        pytest.param(b'{"title": "a\\u0000b"}', id="NUL"),
        pytest.param(b'{"title": "\\ud800"}', id="half a character"),
        pytest.param(b'{"a\\u0000b": 1}', id="NUL in a key"),
        pytest.param(b"[" * 100_000, id="absurd nesting"),
        pytest.param(b'{"title": NaN}', id="no number"),
        pytest.param(b'{"title": 1e999}', id="too large a number"),
        pytest.param(b'{"title": "a", "title": "b"}', id="a key twice"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'"title"', id="a string"),
        pytest.param(b'{"nonsense": 1, "title": "x"}', id="an unknown field"),
    ],
)
def test_a_body_that_cannot_be_taken_is_400(body: bytes, client: APIClient) -> None:
    assert_a_problem(send(client, "POST", "/api/v1/studies/", body), 400)


def test_a_flaw_has_a_pointer(client: APIClient) -> None:
    response = send(client, "POST", "/api/v1/studies/", {"title": "x", "lead": 0, "nonsense": 1})

    assert_a_problem(response, 400)
    assert [flaw["pointer"] for flaw in response.json()["errors"]] == ["/lead", "/nonsense"]


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        pytest.param("GET", "/api/v1/nonsense/", 404, id="unknown address"),
        pytest.param("GET", "/api/v1/studies/999999/", 404, id="unknown id"),
        pytest.param("GET", "/api/v1/studies/99999999999999999999999/", 404, id="absurd id"),
        pytest.param("GET", "/api/v1/studies/%00/", 400, id="NUL in the path"),
        pytest.param("GET", "/api/v1/studies/?cursor=forged", 400, id="forged cursor"),
        pytest.param("GET", "/api/v1/studies/?nonsense=1", 400, id="unknown parameter"),
        pytest.param("GET", "/api/v1/studies/?format=csv", 406, id="unknown format"),
        pytest.param("GET", "/api/v1/trace/a%00b/", 400, id="NUL in a key"),
        pytest.param("PUT", "/api/v1/studies/", 405, id="unknown method"),
    ],
)
def test_an_address_that_leads_nowhere_is_a_problem(method: str, address: str, status: int, client: APIClient) -> None:
    assert_a_problem(send(client, method, address, {}), status)


def test_another_content_type_is_415(client: APIClient) -> None:
    response = client.generic("POST", "/api/v1/studies/", "<a/>", content_type="application/xml")

    assert_a_problem(response, 415)


def test_a_huge_body_is_413(client: APIClient) -> None:
    response = send(client, "POST", "/api/v1/studies/", b'{"title": "' + b"x" * 13_000_000 + b'"}')

    assert_a_problem(response, 413)


@pytest.mark.parametrize("header", ["Token", "Token a b", "Token \xff", "Basic YQ==", "Token " + "x" * 9_000])
def test_a_strange_authorization_is_401(header: str, db: None) -> None:
    response = APIClient().get("/api/v1/studies/", headers={"Authorization": header})

    assert_a_problem(response, 401)


def test_the_same_request_twice_acts_once(client: APIClient) -> None:
    headers = {"Idempotency-Key": "once"}

    first, second = (client.post("/api/v1/studies/", {"title": "One"}, headers=headers) for _ in range(2))
    other = client.post("/api/v1/studies/", {"title": "Other"}, headers=headers)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert_a_problem(other, 422)


def test_a_lost_update_is_412(client: APIClient) -> None:
    study = StudyFactory.create()
    address = f"/api/v1/studies/{study.pk}/"
    read = client.get(address)
    assert client.get(address, headers={"If-None-Match": read["ETag"]}).status_code == 304

    saved = client.patch(address, {"title": "Mine"}, headers={"If-Match": read["ETag"]})
    late = client.patch(address, {"title": "Theirs"}, headers={"If-Match": read["ETag"]})

    assert saved.status_code == 200
    assert saved["ETag"] != read["ETag"]
    assert_a_problem(late, 412)


def test_pages_follow_one_another_without_gap_or_repetition(client: APIClient) -> None:
    made_ids = sorted(NoteFactory.create().interview.pk for _ in range(7))

    seen, address = [], "/api/v1/interviews/?limit=3&ordering=held_at"
    while address:
        page = client.get(address).json()
        seen += [row["id"] for row in page["results"]]
        address = page["next"]

    assert len(seen) == 7
    assert sorted(seen) == made_ids
