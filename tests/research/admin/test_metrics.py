"""The pages of metrics: every figure at a glance, one as a chart, and the forms by which values come in."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from research.admin import charting, figures
from research.admin.charting import LARGE, Value
from research.models import Insight, Measurement, Metric, User
from tests.factories import (
    InsightEvidenceFactory,
    InsightFactory,
    MeasurementFactory,
    MetricFactory,
    OpportunityFactory,
    SegmentFactory,
    StudyFactory,
)

CITE = "/metrics/cite/"
HOSTILE = "<script>alert(1)</script>"
JANUARY = {"period_start": "2026-01-01", "period_end": "2026-01-31", "read_on": "2026-02-03"}


@pytest.fixture
def desk(client: Client, ben: User) -> Client:
    """Ben, logged in."""
    client.force_login(ben)
    return client


def drawn(*values: float | None, target: float | None = None) -> Any:
    series = [
        Value(when=number, label="a day", said="x", value=value, low=value and value - 1, high=value and value + 1)
        for number, value in enumerate(values)
    ]
    return charting.chart(series, frame=LARGE, said=str, target=target)


def test_everything_that_is_drawn_lies_within_the_picture() -> None:
    chart = drawn(3, 900, -20, 4, target=1200)

    ys = [*(point.y for point in chart.points), *(tick.at for tick in chart.up), chart.target]
    assert min(ys) >= LARGE.top
    assert max(ys) <= LARGE.floor
    assert [point.x for point in chart.points] == sorted({point.x for point in chart.points})


def test_a_line_has_a_gap_where_the_figure_is_undefined() -> None:
    chart = drawn(1, 2, None, 3, 4)

    assert len(chart.points) == 4
    assert chart.line.count("M") == 2


def test_one_value_is_a_point_with_its_interval_and_none_is_no_picture() -> None:
    assert len(drawn(5).points) == 1
    assert drawn(5).band
    assert drawn(None) is None


@pytest.mark.parametrize(
    ("value", "metric", "expected"),
    [
        (Decimal(2000), Metric(unit="€"), "€2,000"),
        (Decimal("-2000.5"), Metric(unit="€"), "−€2,000.5"),
        (Decimal("0.31"), Metric(formula="conversion"), "31 %"),
        (Decimal("12.5"), Metric(unit="months"), "12.5 months"),
        (Decimal(100), Metric(), "100"),
        (None, Metric(), "–"),
    ],
)
def test_a_figure_reads_with_its_unit(value: Decimal | None, metric: Metric, expected: str) -> None:
    assert figures.said(value, metric) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 2, 1), date(2026, 2, 28), "Feb 2026"),
        (date(2026, 4, 1), date(2026, 6, 30), "Q2 2026"),
        (date(2026, 1, 1), date(2026, 12, 31), "2026"),
        (date(2026, 2, 3), date(2026, 2, 3), "3 Feb 2026"),
        (date(2026, 2, 1), date(2026, 4, 30), "1 Feb 2026 – 30 Apr 2026"),
    ],
)
def test_a_period_reads_as_people_call_it(start: date, end: date, expected: str) -> None:
    assert figures.period(start, end) == expected


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("day", (date(2026, 1, 3), date(2026, 1, 3))),
        ("week", (date(2025, 12, 22), date(2025, 12, 28))),
        ("month", (date(2025, 12, 1), date(2025, 12, 31))),
        ("quarter", (date(2025, 10, 1), date(2025, 12, 31))),
        ("year", (date(2025, 1, 1), date(2025, 12, 31))),
    ],
)
def test_the_last_whole_period_is_offered(kind: str, expected: tuple[date, date]) -> None:
    assert figures.last_period(kind, today=date(2026, 1, 4)) == expected


def test_a_metric_shows_its_value_with_n_period_and_interval(desk: Client) -> None:
    metric = MetricFactory(name="Finishes the <b>tour</b>", formula="conversion", target=Decimal("0.5"))
    MeasurementFactory(
        metric=metric, period_start="2026-01-01", period_end="2026-01-31", value="0.41", low="0.38", high="0.44", n=912
    )

    for address in ("/metrics/", f"/metrics/{metric.pk}/"):
        page = desk.get(address).content.decode()
        for words in ("41 %", "n = 912", "38 to 44 %", "Jan 2026", "Finishes the &lt;b&gt;tour&lt;/b&gt;"):
            assert words in page, (address, words)
    assert "target 50 %" in page


def test_a_change_within_the_uncertainty_is_called_that(desk: Client) -> None:
    metric = MetricFactory(direction="down")
    for month, (value, low, high) in enumerate([(40, 35, 45), (42, 37, 47), (60, 55, 65)], start=1):
        day = date(2026, month, 1)
        MeasurementFactory(metric=metric, period_start=day, period_end=day, value=value, low=low, high=high)

    rows = desk.get(f"/metrics/{metric.pk}/").context["rows"]

    assert [(row.change, row.tone) for row in rows] == [
        ("+18", "bad"),
        ("+2, within the uncertainty", "plain"),
        ("", "plain"),
    ]


def test_a_segment_s_series_stands_apart(desk: Client) -> None:
    everybody = MeasurementFactory(value=40)
    shops = MeasurementFactory(metric=everybody.metric, segment=SegmentFactory(), value=50)
    address = f"/metrics/{everybody.metric_id}/"

    assert [row.one.pk for row in desk.get(address).context["rows"]] == [everybody.pk]
    assert [row.one.pk for row in desk.get(address, {"segment": shops.segment_id}).context["rows"]] == [shops.pk]
    assert desk.get(address, {"segment": "x"}).status_code == 400
    assert desk.get(address, {"segment": SegmentFactory().pk}).status_code == 404


def test_citing_a_chart_names_a_new_figure_and_keeps_where_it_was_read(desk: Client, ben: User) -> None:
    answer = desk.post(
        "/metrics/cite/",
        {
            "source_url": "https://charts.example/42",
            "name": "Weekly drivers",
            "value": "812",
            "n": "812",
            **JANUARY,
        },
    )

    made = Measurement.objects.get()
    assert answer["Location"] == f"/metrics/{made.metric_id}/"
    assert (made.metric.name, str(made.value), made.n) == ("Weekly drivers", "812.000000", 812)
    assert made.created_by == ben
    assert (made.source_url, str(made.read_on)) == ("https://charts.example/42", "2026-02-03")


@pytest.mark.parametrize(
    ("given", "flawed"),
    [
        pytest.param({"name": ""}, "name", id="no figure"),
        pytest.param({"source_url": "javascript:alert(1)"}, "source_url", id="no address"),
        pytest.param({"value": ""}, "value", id="no value"),
        pytest.param({"period_end": "2025-12-31"}, "period_end", id="ends before it begins"),
        pytest.param({"name": "Known"}, "name", id="a name that is taken"),
    ],
)
def test_a_chart_that_cannot_be_cited_leaves_nothing_behind(desk: Client, given: dict[str, str], flawed: str) -> None:
    MetricFactory(name="Known", formula="cac")

    answer = desk.post(
        "/metrics/cite/",
        {"source_url": "https://charts.example/42", "name": "Weekly drivers", "value": "8", **JANUARY, **given},
    )

    assert answer.status_code == 400
    assert list(answer.context["form"].errors) == [flawed]
    assert Metric.objects.count() == 1
    assert not Measurement.objects.exists()


def test_a_formula_asks_for_its_inputs_and_computes(desk: Client) -> None:
    metric = MetricFactory(formula="cac", unit="€")

    answer = desk.post(f"/metrics/{metric.pk}/measure/", {"expense": "50000", "new_customers": "25", **JANUARY})

    assert answer.status_code == 302
    assert Measurement.objects.get().value == 2000
    assert "€2,000" in desk.get(f"/metrics/{metric.pk}/").content.decode()


def test_a_value_for_a_period_that_has_one_is_refused_in_the_form(desk: Client) -> None:
    metric = MetricFactory()
    desk.post(f"/metrics/{metric.pk}/measure/", {"value": "1", **JANUARY})

    answer = desk.post(f"/metrics/{metric.pk}/measure/", {"value": "2", **JANUARY})

    assert answer.status_code == 400
    assert "has a value for this period already" in answer.content.decode()


def test_a_sheet_comes_in_or_says_its_line(desk: Client) -> None:
    MetricFactory(name="Activation")

    wrong = desk.post("/metrics/csv/", {"text": "metric,period,value\nActivation,2026-01,x"})
    right = desk.post("/metrics/csv/", {"text": "metric,period,value\nActivation,2026-01,41"})

    assert wrong.status_code == 400
    assert "Line 2" in wrong.content.decode()
    assert right["Location"] == "/metrics/"
    assert Measurement.objects.get().value == 41


def test_values_are_corrected_on_their_form_and_computed_again(desk: Client) -> None:
    made = MeasurementFactory(
        metric=MetricFactory(formula="cac"), inputs={"expense": 100, "new_customers": 1}, value=100
    )
    body = {
        "period_start": "2026-01-01",
        "period_end": "2026-01-31",
        "inputs": '{"expense": 100, "new_customers": 4}',
        "version": made.version,
    }

    desk.post(f"/admin/research/measurement/{made.pk}/change/".replace("/admin", ""), body)

    made.refresh_from_db()
    assert made.value == 25


@pytest.mark.parametrize("address", ["/metrics/", "/metrics/cite/", "/metrics/csv/"])
def test_a_stakeholder_has_no_figures(client: Client, dev: User, address: str) -> None:
    client.force_login(dev)

    assert client.get(address).status_code == 403


def test_who_only_reads_is_offered_nothing_to_write(client: Client, cleo: User) -> None:
    client.force_login(cleo)
    metric = MeasurementFactory().metric

    page = client.get(f"/metrics/{metric.pk}/").content.decode()

    assert "Add a value" not in page
    assert client.get(f"/metrics/{metric.pk}/measure/").status_code == 403
    assert client.get("/metrics/cite/").status_code == 403


@pytest.mark.parametrize("address", ["/metrics/", "/metrics/{}/"])
def test_more_metrics_ask_no_more_queries(desk: Client, address: str) -> None:
    metric = MeasurementFactory().metric
    address = address.format(metric.pk)
    MeasurementFactory(metric=metric)
    desk.get(address)
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    for _ in range(4):
        MeasurementFactory(metric=metric)
        MeasurementFactory()

    with CaptureQueriesContext(connection) as many:
        desk.get(address)

    assert len(many) == len(few)


# --- as evidence


def cited(**given: Any) -> dict[str, Any]:
    """What the form for a chart sends."""
    return {"name": "Activation", "unit": "%", "value": "41", "n": "8214", "source_url": "https://x.example/7"} | {
        **JANUARY,
        **given,
    }


def test_a_chart_is_cited_and_used_as_evidence_in_one_form(desk: Client, ben: User) -> None:
    opportunity = OpportunityFactory()

    answer = desk.post(CITE, cited(title="Half give up at the plan", opportunity=opportunity.pk), follow=True)

    insight = Insight.objects.get()
    assert (insight.title, insight.owner) == ("Half give up at the plan", ben)
    assert insight.statement == "Activation: 41 %, n = 8,214, Jan 2026."
    assert [one.measurement for one in insight.evidence.all()] == [Measurement.objects.get()]
    assert [one.insight for one in opportunity.evidence.all()] == [insight]
    assert "how many, not why" in answer.content.decode()


def test_a_chart_is_cited_for_an_insight_that_is_there_and_may_speak_against_it(desk: Client) -> None:
    insight = InsightFactory()

    desk.post(CITE, cited(insight=insight.pk, stance="contradicts"))

    assert [one.stance for one in insight.evidence.all()] == ["contradicts"]


def test_a_chart_is_cited_for_nothing_yet(desk: Client) -> None:
    desk.post(CITE, cited())

    assert Measurement.objects.count() == 1
    assert not Insight.objects.exists()


def test_a_refusal_keeps_nothing_of_it(desk: Client, ben: User) -> None:
    private = InsightFactory(study=StudyFactory(private=True, lead=ben))

    answer = desk.post(CITE, cited(insight=private.pk, opportunity=OpportunityFactory().pk))

    assert answer.status_code == 400
    assert "An opportunity cites open insights only." in answer.content.decode()
    assert not Measurement.objects.exists()
    assert not Metric.objects.exists()


def test_a_value_is_used_as_evidence_from_its_metric_s_page(desk: Client) -> None:
    measurement = MeasurementFactory(metric__name="Activation", metric__unit="%", value=41)
    insight = InsightFactory(title=HOSTILE)
    before = desk.get(f"/metrics/{measurement.metric_id}/").content.decode()

    asked = desk.get(f"/measurements/{measurement.pk}/evidence/").content.decode()
    desk.post(f"/measurements/{measurement.pk}/evidence/", {"insight": insight.pk, "stance": "supports"})
    after = desk.get(f"/metrics/{measurement.metric_id}/").content.decode()

    assert f'href="/measurements/{measurement.pk}/evidence/"' in before
    assert 'value="Activation: 41 %' in asked
    assert HOSTILE not in asked + after
    assert f'href="/research/insight/{insight.pk}/change/"' in after


def test_an_insight_out_of_sight_is_neither_offered_nor_taken(desk: Client) -> None:
    measurement = MeasurementFactory()
    private = InsightFactory(title="Nobody shall know", study=StudyFactory(private=True))

    asked = desk.get(f"/measurements/{measurement.pk}/evidence/").content.decode()
    answer = desk.post(f"/measurements/{measurement.pk}/evidence/", {"insight": private.pk})

    assert "Nobody shall know" not in asked
    assert answer.status_code == 400
    assert not private.evidence.exists()


def test_without_a_title_or_an_insight_the_page_says_what_is_missing(desk: Client) -> None:
    answer = desk.post(f"/measurements/{MeasurementFactory().pk}/evidence/", {"insight": "", "title": ""})

    assert "Choose an insight, or say what this one is to be called." in answer.content.decode()


@pytest.mark.parametrize(("who", "status"), [("ada", 200), ("cleo", 403), ("dev", 403), ("priya", 403)])
def test_who_may_rest_insights_on_figures(client: Client, request: Any, who: str, status: int) -> None:
    client.force_login(request.getfixturevalue(who))
    measurement = MeasurementFactory()

    page = client.get(f"/measurements/{measurement.pk}/evidence/")
    metric = client.get(f"/metrics/{measurement.metric_id}/")

    assert page.status_code == status
    assert (metric.status_code == 200 and b"Use as evidence" in metric.content) == (status == 200)


def test_a_metric_asks_as_often_however_many_insights_rest_on_its_values(
    desk: Client, django_assert_num_queries: Any
) -> None:
    metric = MetricFactory()

    def rest(number: int) -> None:
        for _ in range(number):
            InsightEvidenceFactory(highlight=None, measurement=MeasurementFactory(metric=metric))

    rest(2)
    desk.get(f"/metrics/{metric.pk}/")
    with CaptureQueriesContext(connection) as two:
        desk.get(f"/metrics/{metric.pk}/")
    rest(4)

    with django_assert_num_queries(len(two)):
        desk.get(f"/metrics/{metric.pk}/")
