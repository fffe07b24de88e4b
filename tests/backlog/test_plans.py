"""How the database answers what is asked most: by an index, and without reading much. Nothing here is timed."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backlog.importers import corpus as backlog_corpus
from backlog.models import BacklogItem
from backlog.tracing import trace
from research.importers import corpus
from research.importers.corpus import Size
from research.models import Tag, User
from research.operations import api_tokens
from tests.factories import ApiTokenFactory

pytestmark = pytest.mark.django_db

SIZE = Size(interviews=300, highlights=9_000, insights=600, items=300)
AT = datetime(2026, 3, 2, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Hot:
    """What is asked, the index that answers it, and how many pages of 8 kB all of its statements may touch."""

    name: str
    ask: Callable[[], Any]
    index: str
    most: int


def test_what_is_asked_most_is_answered_by_an_index_and_reads_little(ada: User) -> None:
    made = corpus.generate(SIZE, seed=1, at=AT, progress=lambda done, of: None)
    backlog_corpus.generate(made, SIZE)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    assert [line for hot in hot_ones(ada) if (line := too_much(hot))] == []


def hot_ones(viewer: User) -> Iterator[Hot]:
    ApiTokenFactory.create(user=viewer, sha256=api_tokens.digest("tl_plans"))
    client = Client(headers={"Authorization": "Token tl_plans"})
    branch = Tag.objects.filter(children__isnull=False).order_by("pk").values_list("pk", flat=True)[0]
    item = BacklogItem.objects.order_by("pk").values_list("pk", flat=True)[5]
    yield Hot(name="insights", ask=lambda: client.get("/api/v1/insights/"), index="research_insight_pkey", most=12_000)
    yield Hot(
        name="a branch",
        ask=lambda: client.get(f"/api/v1/highlights/?branch={branch}"),
        index="research_highlight_pkey",
        most=6_000,
    )
    yield Hot(
        name="a trace",
        ask=lambda: trace.of_item(item, viewer=viewer, at=AT),
        index="backlog_backlogitem_pkey",
        most=12_000,
    )


def too_much(hot: Hot) -> str:
    """Say what is wrong with the plans of a question, nothing where all is well."""
    with CaptureQueriesContext(connection) as asked:
        hot.ask()
    plans = [plan(query["sql"]) for query in asked if query["sql"].lstrip().startswith(("SELECT", "WITH"))]
    used = {name for one in plans for name in indexes(one["Plan"])}
    touched = sum(one["Plan"]["Shared Hit Blocks"] + one["Plan"]["Shared Read Blocks"] for one in plans)
    flaws = [] if hot.index in used else [f"does not use {hot.index} but {sorted(used)}"]
    flaws += [f"touches {touched:,} pages"] if touched > hot.most else []
    return f"{hot.name} {' and '.join(flaws)}" if flaws else ""


def plan(statement: str) -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {statement}")
        [told] = cursor.fetchone()
    found: list[dict[str, Any]] = json.loads(told) if isinstance(told, str) else told
    return found[0]


def indexes(node: dict[str, Any]) -> Iterator[str]:
    if "Index Name" in node:
        yield node["Index Name"]
    for below in node.get("Plans", ()):
        yield from indexes(below)
