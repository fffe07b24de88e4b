"""/metrics/ and /measurements/"""

from typing import Any

import pytest
from rest_framework.test import APIClient

from research.models import Insight, Measurement, Metric, User
from tests.factories import MeasurementFactory, MetricFactory, OpportunityFactory, SegmentFactory

METRICS, MEASUREMENTS, IMPORT = "/api/v1/metrics/", "/api/v1/measurements/", "/api/v1/measurements/import/"
JANUARY = {"period_start": "2026-01-01", "period_end": "2026-01-31"}


def measured(client: APIClient, metric: Metric, **body: Any) -> Any:
    return client.post(MEASUREMENTS, {"metric": metric.pk, **JANUARY, **body}, format="json")


@pytest.mark.parametrize(
    ("formula", "inputs", "expected"),
    [
        pytest.param(
            "nps",
            {"promoters": 50, "passives": 30, "detractors": 20},
            {"value": 30.0, "low": 14.05, "high": 44.20, "n": 100},
            id="nps",
        ),
        pytest.param("cac", {"expense": 50000, "new_customers": 25}, {"value": 2000.0, "n": 25}, id="cac"),
        pytest.param("ltv", {"arpa": 200, "margin": 0.8, "churn": 0.02}, {"value": 8000.0, "n": None}, id="ltv"),
        pytest.param("payback", {"cac": 2000, "monthly_arpa": 200, "margin": 0.8}, {"value": 12.5}, id="payback"),
        pytest.param(
            "conversion",
            {"converted": 81, "entered": 263},
            {"value": 0.31, "low": 0.26, "high": 0.37, "n": 263},
            id="conversion",
        ),
    ],
)
def test_a_formula_answers_with_its_value_interval_and_n(
    client: APIClient, formula: str, inputs: dict[str, Any], expected: dict[str, Any]
) -> None:
    answer = measured(client, MetricFactory(formula=formula), inputs=inputs)

    assert answer.status_code == 201, answer.content
    found = answer.json()
    assert {name: value if value is None else round(found[name], 2) for name, value in expected.items()} == expected
    assert found["formula"] == formula


def test_what_is_undefined_is_null_and_says_why(client: APIClient) -> None:
    answer = measured(client, MetricFactory(formula="cac"), inputs={"expense": 1, "new_customers": 0})

    assert answer.status_code == 201
    assert answer.json()["value"] is None
    assert answer.json()["why"] == "No new customers: acquiring none has no price."


def test_a_metric_tells_its_formula_and_what_it_takes(client: APIClient) -> None:
    answer = client.post(METRICS, {"name": "What a customer costs", "formula": "cac"}, format="json")

    assert answer.json()["inputs"] == ["expense", "new_customers"]
    assert answer.json()["words"].startswith("sales and marketing expense ÷ new customers")


@pytest.mark.parametrize(
    ("formula", "body", "flawed"),
    [
        pytest.param("cac", {"value": 3}, "/value", id="typed where it is computed"),
        pytest.param("cac", {"inputs": []}, "/inputs", id="inputs without names"),
        pytest.param("cac", {"inputs": {"expense": 3}}, "/inputs", id="an input is missing"),
        pytest.param("reported", {}, "/value", id="nothing reported"),
        pytest.param("reported", {"value": 3, "inputs": {"a": 1}}, "/inputs", id="inputs without a formula"),
        pytest.param("reported", {"value": 3, "low": 1}, "/high", id="half an interval"),
        pytest.param("reported", {"value": 3, "low": 4, "high": 5}, "/low", id="beside its interval"),
        pytest.param("reported", {"value": 3, "period_end": "2025-12-31"}, "/period_end", id="ends before it begins"),
        pytest.param("reported", {"value": "NaN"}, "/value", id="no number"),
        pytest.param("reported", {"value": 3, "source_url": "javascript:alert(1)"}, "/source_url", id="no address"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    client: APIClient, formula: str, body: dict[str, Any], flawed: str
) -> None:
    answer = measured(client, MetricFactory(formula=formula), **body)

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [flawed]


def test_a_period_is_measured_once(client: APIClient) -> None:
    metric = MetricFactory()
    measured(client, metric, value=1)

    answer = measured(client, metric, value=2)

    assert answer.status_code == 409
    assert answer.json()["detail"] == "This metric has a value for this period already."
    assert measured(client, metric, value=2, segment=SegmentFactory().pk).status_code == 201


def test_corrected_inputs_are_computed_again(client: APIClient) -> None:
    made = measured(client, MetricFactory(formula="cac"), inputs={"expense": 100, "new_customers": 1}).json()

    answer = client.patch(
        f"{MEASUREMENTS}{made['id']}/", {"inputs": {"expense": 100, "new_customers": 4}}, format="json"
    )

    assert answer.json()["value"] == 25.0


def test_a_series_comes_as_csv_and_again_changes_only_what_changed(client: APIClient) -> None:
    MetricFactory(name="What a customer costs", formula="cac")
    MetricFactory(name="Activation")
    SegmentFactory(name="Small shops")
    sheet = (
        "metric;period;expense;new customers;value;n;segment\n"
        "what a customer costs;2026-01;50000;25;;;\n"
        "Activation;2026-Q1;;;41.5;380;Small shops\n"
    )

    first = client.post(IMPORT, {"text": sheet}, format="json")
    again = client.post(IMPORT, {"text": sheet.replace("41.5", "42")}, format="json")

    assert first.json() == {"created": 2, "changed": 0, "unchanged": 0}
    assert again.json() == {"created": 0, "changed": 1, "unchanged": 1}
    rows = Measurement.objects.in_time().values_list("metric__name", "value", "n", "segment__name", "period_end")
    assert [(name, float(value or 0), n, segment, str(end)) for name, value, n, segment, end in rows] == [
        ("What a customer costs", 2000.0, 25, None, "2026-01-31"),
        ("Activation", 42.0, 380, "Small shops", "2026-03-31"),
    ]


@pytest.mark.parametrize(
    ("sheet", "flawed"),
    [
        pytest.param("metric,period,value\nNobody knows,2026-01,1", "/text/2/metric", id="unknown metric"),
        pytest.param("metric,period,value\nActivation,January,1", "/text/2/period", id="a month in words"),
        pytest.param("metric,value\nActivation,1", "/text/2/period", id="no period"),
        pytest.param("metric,period,value\nActivation,2026-01,1 000", "/text/2/value", id="a number with a space"),
        pytest.param("metric,period,value\nActivation,2026-01,NaN", "/text/2/value", id="no number"),
        pytest.param("metric,period,value\nActivation,2026-01,", "/text/2/value", id="no value"),
        pytest.param("metric,period,value,mood\nActivation,2026-01,1,good", "/text", id="unknown column"),
        pytest.param("period,value\n2026-01,1", "/text", id="no metric"),
        pytest.param("metric,period,value,source_url\nActivation,2026-01,1,x:y", "/text/2/source_url", id="no address"),
    ],
)
def test_a_sheet_with_a_flaw_brings_nothing_and_says_where(client: APIClient, sheet: str, flawed: str) -> None:
    MetricFactory(name="Activation")

    answer = client.post(IMPORT, {"text": sheet}, format="json")

    assert answer.status_code == 400
    assert [flaw["pointer"] for flaw in answer.json()["errors"]] == [flawed]
    assert not Measurement.objects.exists()


def test_measurements_are_found_by_metric_and_time(client: APIClient) -> None:
    kept = MeasurementFactory(period_start="2026-02-01", period_end="2026-02-28")
    MeasurementFactory(metric=kept.metric, period_start="2026-01-01", period_end="2026-01-31")
    MeasurementFactory(period_start="2026-02-01", period_end="2026-02-28")

    found = client.get(MEASUREMENTS, {"metric": kept.metric_id, "since": "2026-02-01"}).json()["results"]

    assert [row["id"] for row in found] == [kept.pk]


def test_a_measurement_is_attached_to_an_opportunity_in_one_call(client: APIClient) -> None:
    measurement = MeasurementFactory.create(metric__name="Step 2 to 3", metric__unit="%", value=41, n=8214)
    opportunity = OpportunityFactory.create()
    at = f"{MEASUREMENTS}{measurement.pk}/attach/"

    made = client.post(at, {"opportunity": opportunity.pk, "statement": "step 2→3 loses 41 %, n = 8,214"})
    again = client.post(at, {"opportunity": opportunity.pk, "insight": made.json()["insight"]})

    insight = Insight.objects.get()
    assert made.status_code == 201
    assert made.json() == {
        "insight": insight.pk,
        "insight_evidence": insight.evidence.get().pk,
        "opportunity_evidence": opportunity.evidence.get().pk,
    }
    assert insight.statement == "step 2→3 loses 41 %, n = 8,214"
    assert again.json() == {**made.json(), "opportunity_evidence": None}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"insight": 0}, id="no insight"),
        pytest.param({"opportunity": "x"}, id="no opportunity"),
        pytest.param({"title": "x" * 201}, id="a long title"),
        pytest.param({"stance": "supports"}, id="a stance of a new one"),
        pytest.param({"more": 1}, id="an unknown field"),
    ],
)
def test_what_cannot_be_attached_is_refused(client: APIClient, body: dict[str, object]) -> None:
    answer = client.post(f"{MEASUREMENTS}{MeasurementFactory.create().pk}/attach/", body)

    assert answer.status_code == 400
    assert not Insight.objects.exists()


def test_whoever_may_not_rest_insights_on_figures_may_not_attach_them(client: APIClient, cleo: User) -> None:
    client.force_authenticate(cleo)

    assert client.post(f"{MEASUREMENTS}{MeasurementFactory.create().pk}/attach/", {}).status_code == 403
