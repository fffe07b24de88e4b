"""Pages of lists."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from config.api import router
from config.pagination import Ordering
from research.models import Interview, Turn, User
from tests.factories import InterviewFactory, StudyFactory

ADDRESS = "/api/v1/interviews/"
REGISTRY: Any = router.registry
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def client(ada: User) -> APIClient:
    client = APIClient()
    client.force_authenticate(ada)
    return client


@pytest.fixture
def interviews(db: None) -> list[Interview]:
    """Two at the same moment, one later, two without a moment."""
    study = StudyFactory.create()
    moments = [NOON, NOON, NOON + timedelta(hours=1), None, None]
    return [InterviewFactory.create(study=study, held_at=moment) for moment in moments]


def pages(client: APIClient, address: str) -> Iterator[list[int]]:
    while address:
        page = client.get(address).json()
        yield [row["id"] for row in page["results"]]
        address = page["next"]


@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        pytest.param("held_at", [0, 1, 2, 3, 4], id="earliest first"),
        pytest.param("-held_at", [2, 1, 0, 4, 3], id="latest first"),
        pytest.param("id", [0, 1, 2, 3, 4], id="oldest row first"),
        pytest.param("-id", [4, 3, 2, 1, 0], id="newest row first"),
    ],
)
@pytest.mark.parametrize("limit", [1, 2, 3, 5])
def test_every_row_comes_once_and_empty_values_last(
    ordering: str, expected: list[int], limit: int, client: APIClient, interviews: list[Interview]
) -> None:
    seen = list(pages(client, f"{ADDRESS}?ordering={ordering}&limit={limit}"))

    assert [pk for page in seen for pk in page] == [interviews[index].pk for index in expected]
    assert {len(page) for page in seen[:-1]} <= {limit}


def test_a_row_that_goes_meanwhile_takes_none_with_it(client: APIClient, interviews: list[Interview]) -> None:
    first = client.get(f"{ADDRESS}?ordering=id&limit=2").json()
    interviews[1].delete()

    rest = list(pages(client, first["next"]))

    assert [pk for page in rest for pk in page] == [one.pk for one in interviews[2:]]


def following(client: APIClient, query: str) -> str:
    return str(client.get(f"{ADDRESS}?limit=1{query}").json()["next"])


@pytest.mark.parametrize(
    "tamper",
    [
        pytest.param(lambda address: address.replace("cursor=", "cursor=x"), id="forged"),
        pytest.param(lambda address: address.replace("ordering=id", "ordering=-id"), id="another ordering"),
        pytest.param(lambda address: f"{address}&status=held", id="another filter"),
        pytest.param(lambda address: address.replace("interviews", "studies"), id="another list"),
        pytest.param(lambda address: address.split("cursor=")[0] + "cursor=%C3%BF:x", id="no cursor at all"),
    ],
)
def test_a_cursor_is_good_for_its_own_list_only(tamper: Any, client: APIClient, interviews: list[Interview]) -> None:
    InterviewFactory.create()
    address = tamper(following(client, "&ordering=id"))

    answer = client.get(address)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/cursor"


def test_the_size_of_a_page_may_change_from_one_to_the_next(client: APIClient, interviews: list[Interview]) -> None:
    address = following(client, "&ordering=id").replace("limit=1", "limit=200")

    assert len(client.get(address).json()["results"]) == 4


@pytest.mark.parametrize("limit", ["0", "201", "-1", "x", "", "1.5", "٣", "9" * 40])
def test_a_page_has_from_1_to_200_rows(limit: str, client: APIClient) -> None:
    answer = client.get(ADDRESS, {"limit": limit})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/limit"


@pytest.mark.parametrize(
    ("viewset", "name"),
    [
        pytest.param(viewset, name, id=f"{prefix} by {name}")
        for prefix, viewset, _ in REGISTRY
        for ordering in viewset.orderings
        for name in (ordering.removeprefix("-"), f"-{ordering.removeprefix('-')}")
    ],
)
def test_every_ordering_comes_from_an_index(viewset: Any, name: str, db: None) -> None:
    model = viewset.queryset.model
    ordering = Ordering(model=model, field=name.removeprefix("-"), is_descending=name.startswith("-"))
    rows = model.objects.filter(note=1) if model is Turn else model.objects.all()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")

    plan = rows.order_by(*ordering.terms)[:50].explain()

    assert "Index" in plan
    assert "Sort Key: " not in plan or "Presorted Key: " in plan


def test_only_declared_orderings_are_taken(client: APIClient) -> None:
    answer = client.get(ADDRESS, {"ordering": "summary"})

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == "/ordering"
