"""/funnels/ and /funnels/<id>/results/"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from research.behaviour import loading
from research.importers.events.parsed import ParsedEvent
from research.models import EventSource, Funnel
from tests.factories import EventSourceFactory, FunnelFactory

ADDRESS = "/api/v1/funnels/"
STEPS = [
    {"event": "Signed up"},
    {"event": "Paid", "conditions": [{"property": "plan", "operator": "is", "value": "pro"}]},
]
DAY = datetime(2026, 10, 5, 10, tzinfo=UTC)
PERIOD = "?since=2026-10-01T00:00:00Z&until=2026-11-01T00:00:00Z"


def bring(source: EventSource) -> None:
    """Four sign up, one of them pays for pro ten minutes later."""
    people = [ParsedEvent("Signed up", DAY, str(number), str(number), {}, {}, {}) for number in range(4)]
    paid = ParsedEvent("Paid", DAY + timedelta(minutes=10), "1", "x", {"plan": "pro"}, {}, {})
    loading.store([*people, paid], source=source)


def test_a_funnel_is_kept_as_it_was_asked(client: APIClient) -> None:
    source = EventSourceFactory.create()

    answer = client.post(ADDRESS, {"source": source.pk, "name": "To paid", "steps": STEPS})

    assert answer.status_code == 201
    assert (answer.json()["steps"], answer.json()["preset"], answer.json()["order"]) == (STEPS, "amplitude", "this")


@pytest.mark.parametrize(
    ("more", "pointer"),
    [
        pytest.param({"steps": [{"event": "A"}]}, "/steps", id="one step"),
        pytest.param({"steps": "A"}, "/steps", id="a word"),
        pytest.param({"steps": None}, "/steps", id="nothing"),
        pytest.param({"preset": "mixpanel", "order": "exact"}, "/order", id="an order Mixpanel has not"),
        pytest.param({"preset": "abacus"}, "/preset", id="another tool"),
        pytest.param({"days": 0}, None, id="no days"),
        pytest.param({"window_seconds": -1}, "/window_seconds", id="a window before the entry"),
        pytest.param({"source": 999_999}, "/source", id="a source that is missing"),
    ],
)
def test_what_does_not_fit_is_pointed_to(more: dict[str, Any], pointer: str | None, client: APIClient) -> None:
    body = {"source": EventSourceFactory.create().pk, "name": "To paid", "steps": STEPS}

    answer = client.post(ADDRESS, {**body, **more})

    assert answer.status_code == 400
    if pointer:
        assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [pointer]


def test_a_change_must_fit_what_stays(client: APIClient) -> None:
    funnel = FunnelFactory.create(order="exact")

    assert client.patch(f"{ADDRESS}{funnel.pk}/", {"preset": "mixpanel"}).status_code == 400
    assert client.patch(f"{ADDRESS}{funnel.pk}/", {"preset": "mixpanel", "order": "any"}).status_code == 200


def test_results_come_with_formula_n_period_and_interval(client: APIClient) -> None:
    funnel: Funnel = FunnelFactory.create(steps=STEPS)
    bring(funnel.source)

    told = client.get(f"{ADDRESS}{funnel.pk}/results/{PERIOD}").json()
    paid = told["whole"]["steps"][1]

    assert told["formula"].startswith("conversion = ")
    assert (told["since"], told["until"]) == ("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")
    assert (told["window_seconds"], told["preset"]) == (86_400, "amplitude")
    assert (told["whole"]["entered"], told["whole"]["converted"], told["whole"]["median"]) == (4, 1, 600.0)
    assert (paid["count"], paid["before"], paid["lost"], paid["share"]) == (1, 4, 3, 0.25)
    assert {end: round(value, 4) for end, value in paid["interval"].items()} == {"low": 0.0456, "high": 0.6994}


@pytest.mark.parametrize(
    "query",
    [
        "?since=yesterday",
        "?until=2026-13-01T00:00:00Z",
        "?since=2026-11-01T00:00:00Z&until=2026-10-01T00:00:00Z",
        "?days=3",
    ],
)
def test_a_period_that_is_none_is_400(query: str, client: APIClient) -> None:
    funnel = FunnelFactory.create()

    assert client.get(f"{ADDRESS}{funnel.pk}/results/{query}").status_code == 400


def test_results_of_no_funnel_are_not_found(client: APIClient) -> None:
    assert client.get(f"{ADDRESS}999999/results/").status_code == 404
