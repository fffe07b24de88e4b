"""/funnels/ and /funnels/<id>/results/"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from rest_framework.test import APIClient

from research.behaviour import loading
from research.importers.events.parsed import ParsedEvent
from research.models import EventSource, Funnel
from tests.factories import EventSourceFactory, FunnelFactory, OpportunityFactory, SegmentFactory

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


def test_a_funnel_is_kept_as_a_metric(client: APIClient) -> None:
    funnel = FunnelFactory.create(steps=STEPS)

    answer = client.post("/api/v1/funnel-metrics/", {"funnel": funnel.pk, "name": "Activation", "to_step": 2})

    told = answer.json()
    assert answer.status_code == 201
    assert (told["from_step"], told["to_step"], told["every"], told["error"]) == (1, 2, "week", "")
    assert client.get(f"/api/v1/metrics/{told['metric']}/").json()["name"] == "Activation"


def test_steps_there_are_not_are_pointed_to(client: APIClient) -> None:
    body = {"funnel": FunnelFactory.create().pk, "name": "Activation", "to_step": 7}

    answer = client.post("/api/v1/funnel-metrics/", body)

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == ["/to_step"]


def test_a_loss_is_attached_to_an_opportunity(client: APIClient) -> None:
    funnel = FunnelFactory.create(steps=[{"event": "Signed up"}, {"event": "Paid"}])
    at = timezone.now() - timedelta(days=3)
    people = [ParsedEvent("Signed up", at, str(number), str(number), {}, {}, {}) for number in range(4)]
    loading.store(people, source=funnel.source)
    opportunity = OpportunityFactory.create()

    body = {"from_step": 1, "to_step": 2, "opportunity": opportunity.pk}
    told = client.post(f"{ADDRESS}{funnel.pk}/attach/", body).json()

    assert opportunity.evidence.get().pk == told["opportunity_evidence"]
    assert client.get(f"/api/v1/measurements/{told['measurement']}/").json()["inputs"] == {"converted": 0, "entered": 4}
    assert client.post(f"{ADDRESS}{funnel.pk}/attach/", {**body, "to_step": 5}).status_code == 400


def test_groups_by_segment_name_their_segment(client: APIClient) -> None:
    funnel = FunnelFactory.create(by_segment=True)
    segment = SegmentFactory.create()
    rule = {
        "source": funnel.source_id,
        "segment": segment.pk,
        "conditions": [{"property": "x", "operator": "is not set"}],
    }
    assert client.post("/api/v1/segment-rules/", rule).status_code == 201
    bring(funnel.source)

    told = client.get(f"{ADDRESS}{funnel.pk}/results/{PERIOD}").json()

    assert [(group["name"], group["segment"], group["entered"]) for group in told["groups"]] == [
        (segment.name, segment.pk, 4)
    ]


@pytest.mark.parametrize(
    "conditions", ["x", [{"property": "x"}], [{"property": "x", "operator": ">", "value": "many"}], None]
)
def test_a_rule_that_says_nothing_is_refused(client: APIClient, conditions: Any) -> None:
    rule = {"source": EventSourceFactory.create().pk, "segment": SegmentFactory.create().pk, "conditions": conditions}

    answer = client.post("/api/v1/segment-rules/", rule)

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == ["/conditions"]


def test_a_funnel_is_broken_down_one_way(client: APIClient) -> None:
    body = {"source": EventSourceFactory.create().pk, "name": "x", "steps": STEPS}

    assert client.post(ADDRESS, {**body, "breakdown": "plan", "by_segment": True}).status_code in {400, 409}


@pytest.mark.parametrize(
    ("preset", "window", "trail", "order", "steps", "expected"),
    [
        pytest.param("mixpanel", 3600, "A13:00 A13:30 B13:45 C14:15", "this", "ABC", [1, 1, 0], id="first entry"),
        pytest.param("amplitude", 3600, "A13:00 A13:30 B13:45 C14:15", "this", "ABC", [1, 1, 1], id="longest attempt"),
        pytest.param(
            "amplitude", None, "A10:00 B10:01 F10:02 C10:03 D10:04 E10:05", "this", "ABCDE", [1] * 5, id="F between"
        ),
        pytest.param("amplitude", None, "A10:00 B10:01 C10:02 E10:03", "this", "ABCDE", [1, 1, 1, 0, 0], id="no D"),
        pytest.param(
            "amplitude",
            None,
            "A10:00 B10:01 F10:02 C10:03 D10:04 E10:05",
            "exact",
            "ABCDE",
            [1, 1, 0, 0, 0],
            id="exact",
        ),
    ],
)
def test_the_tools_own_examples_come_out_as_they_print_them(
    client: APIClient, preset: str, window: int | None, trail: str, order: str, steps: str, expected: list[int]
) -> None:
    """Amplitude, *how Amplitude computes funnels*; Mixpanel, *funnels-advanced*."""
    body = {"name": "Theirs", "steps": [{"event": event} for event in steps], "preset": preset, "order": order}
    source = EventSourceFactory.create()
    made = client.post(ADDRESS, {**body, "source": source.pk, "window_seconds": window}).json()
    loading.store([_step(one) for one in trail.split()], source=source)

    told = client.get(f"{ADDRESS}{made['id']}/results/{PERIOD}").json()

    assert [step["count"] for step in told["whole"]["steps"]] == expected


def _step(text: str) -> ParsedEvent:
    """A13:00 is event A at that time."""
    hour, minute = text[1:].split(":")
    return ParsedEvent(text[0], DAY.replace(hour=int(hour), minute=int(minute)), "p", text, {}, {}, {})
