"""Funnels in the workplace: asked in lines, read as a picture and as a table."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from research.admin import funnel_steps
from research.admin.funnel import duration, percent
from research.behaviour import loading
from research.importers.events.parsed import ParsedEvent
from research.models import EventSource, Funnel, FunnelMetric, Metric, SegmentRule, User
from tests.factories import EventSourceFactory, FunnelFactory, FunnelMetricFactory, OpportunityFactory, SegmentFactory

LINES = "Signed up\n- plan is pro\nPaid\n- amount > 10\n- user.country is not PT\n- coupon is set"
STEPS = [
    {"event": "Signed up", "conditions": [{"property": "plan", "of": "event", "operator": "is", "value": "pro"}]},
    {
        "event": "Paid",
        "conditions": [
            {"property": "amount", "of": "event", "operator": ">", "value": "10"},
            {"property": "country", "of": "user", "operator": "is not", "value": "PT"},
            {"property": "coupon", "of": "event", "operator": "is set"},
        ],
    },
]


@pytest.fixture
def desk(client: Client, ben: User) -> Client:
    """Ben, logged in."""
    client.force_login(ben)
    return client


def bring(source: EventSource, *, days_ago: int = 3) -> None:
    """Ten sign up, four of them pay in the same hour."""
    at = timezone.now() - timedelta(days=days_ago)
    signed_up = [ParsedEvent("Signed up", at, str(one), f"s{one}", {"plan": "<b>pro</b>"}, {}, {}) for one in range(10)]
    paid = [ParsedEvent("Paid", at + timedelta(minutes=30), str(one), f"p{one}", {}, {}, {}) for one in range(4)]
    loading.store([*signed_up, *paid], source=source)


def test_lines_say_the_steps_and_steps_the_lines() -> None:
    assert funnel_steps.read(LINES) == STEPS
    assert funnel_steps.written(STEPS) == LINES


@pytest.mark.parametrize("text", ["- plan is pro", "A\n- plan", "A\n- plan ~ pro"])
def test_a_line_that_says_nothing_is_named(text: str) -> None:
    with pytest.raises(ValidationError, match="Line"):
        funnel_steps.read(text)


def test_a_funnel_is_asked_in_a_form(desk: Client, ben: User) -> None:
    source = EventSourceFactory.create()
    form = {"source": source.pk, "name": "To paid", "steps": LINES, "preset": "mixpanel", "order": "this"}

    desk.post("/research/funnel/add/", {**form, "counting": "uniques", "days": "30"})

    funnel = Funnel.objects.get()
    assert (funnel.steps, funnel.created_by) == (STEPS, ben)


def test_a_form_that_is_no_funnel_says_where(desk: Client) -> None:
    source = EventSourceFactory.create()
    form = {"source": source.pk, "name": "x", "preset": "mixpanel", "counting": "uniques", "days": "30"}

    short = desk.post("/research/funnel/add/", {**form, "steps": "Only one", "order": "this"})
    exact = desk.post("/research/funnel/add/", {**form, "steps": "A\nB", "order": "exact"})

    assert "steps" in short.context["adminform"].form.errors
    assert "order" in exact.context["adminform"].form.errors


def test_the_page_shows_picture_table_n_period_and_interval(desk: Client) -> None:
    funnel = FunnelFactory.create(breakdown="plan")
    bring(funnel.source)

    page = desk.get(f"/funnels/{funnel.pk}/").content.decode()

    assert "10 people entered. Step 2, Paid: 4 of 10, 40 %." in page
    assert re.search(r"<td>17 % to 69 %</td>\s*<td>6</td>\s*<td>40 %</td>\s*<td>30 min</td>", page)
    assert "Most are lost before step 2: 6 of 10." in page
    assert "&lt;b&gt;pro&lt;/b&gt;" in page
    assert "<b>pro" not in page


@pytest.mark.parametrize(
    ("days_ago", "sentence"),
    [(None, "This source has no events yet."), (90, "the funnel looks 30 days back"), (3, "is “Never done”")],
)
def test_a_page_without_entries_says_why(desk: Client, days_ago: int | None, sentence: str) -> None:
    funnel = FunnelFactory.create(steps=[{"event": "Never done"}, {"event": "Paid"}])
    if days_ago:
        bring(funnel.source, days_ago=days_ago)

    assert sentence in desk.get(f"/funnels/{funnel.pk}/").content.decode()


def test_steps_that_became_none_do_not_break_the_page(desk: Client) -> None:
    funnel = FunnelFactory.create(steps=[])

    page = desk.get(f"/funnels/{funnel.pk}/")

    assert page.status_code == 200
    assert "A funnel has 2 to 12 steps." in page.content.decode()


def test_a_stakeholder_does_not_see_it(client: Client, dev: User) -> None:
    client.force_login(dev)

    assert client.get(f"/funnels/{FunnelFactory.create().pk}/").status_code == 403


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(None, "–"), (0, "0 s"), (59.4, "59 s"), (1800, "30 min"), (7500, "2 h 5 min"), (90_000, "1 d 1 h")],
)
def test_durations_are_told_in_two_units(seconds: float | None, said: str) -> None:
    assert duration(seconds) == said


@pytest.mark.parametrize(
    ("share", "said"), [(None, "–"), (0.0, "0 %"), (0.034, "3.4 %"), (0.4, "40 %"), (1.0, "100 %")]
)
def test_shares_are_told_in_percent(share: float | None, said: str) -> None:
    assert percent(share) == said


def test_a_funnel_is_kept_as_a_metric_and_tells_what_it_waits_for(desk: Client, ben: User) -> None:
    funnel = FunnelFactory.create()
    bring(funnel.source)
    address = f"/funnels/{funnel.pk}/keep/"

    offered = desk.get(address).content.decode()
    answer = desk.post(address, {"name": "Activation", "from_step": "1", "to_step": "2", "every": "day"})

    one = FunnelMetric.objects.get()
    assert "1 Signed up" in offered
    assert answer["Location"] == f"/metrics/{one.metric_id}/"
    assert (one.metric.name, one.created_by, one.metric.created_by) == ("Activation", ben, ben)
    shown = desk.get(f"/funnels/{funnel.pk}/").content.decode()
    assert "Waits for events" in shown
    assert f"/metrics/{one.metric_id}/" in shown


@pytest.mark.parametrize(
    "given", [{"name": ""}, {"from_step": "2", "to_step": "2"}, {"to_step": "9"}, {"every": "year"}, {"from_step": "x"}]
)
def test_what_cannot_be_kept_comes_back_with_a_sentence(desk: Client, given: dict[str, str]) -> None:
    funnel = FunnelFactory.create()
    form = {"name": "Activation", "from_step": "1", "to_step": "2", "every": "day"}

    answer = desk.post(f"/funnels/{funnel.pk}/keep/", {**form, **given})

    assert answer.status_code == 400
    assert answer.context["form"].errors
    assert not Metric.objects.exists()


def test_a_name_that_is_taken_is_told_at_the_form(desk: Client) -> None:
    kept = FunnelMetricFactory.create()
    form = {"name": kept.metric.name, "from_step": "1", "to_step": "2", "every": "day"}

    answer = desk.post(f"/funnels/{kept.funnel_id}/keep/", form)

    assert "There is a metric of this name already." in answer.content.decode()


def test_a_failure_is_told_on_the_funnel_s_page(desk: Client) -> None:
    kept = FunnelMetricFactory.create(error="That takes too long.", tried_at=timezone.now())

    shown = desk.get(f"/funnels/{kept.funnel_id}/").content.decode()

    assert "That takes too long." in shown
    assert "tried again every hour" in shown


def test_measuring_is_asked_for_and_ended_on_the_page(desk: Client) -> None:
    kept = FunnelMetricFactory.create()

    desk.post(f"/funnels/kept/{kept.pk}/measure/")
    asked_for = ProcrastinateJob.objects.filter(args={"kept": kept.pk}).count()
    desk.post(f"/funnels/kept/{kept.pk}/stop/")

    assert asked_for == 1
    assert not FunnelMetric.objects.exists()
    assert Metric.objects.filter(pk=kept.metric_id).exists()


def test_a_loss_is_attached_to_an_opportunity(desk: Client) -> None:
    funnel = FunnelFactory.create(name="To paid")
    bring(funnel.source)
    opportunity = OpportunityFactory.create(product=funnel.source.product)
    address = f"/funnels/{funnel.pk}/attach/"

    offered = desk.get(f"{address}?from_step=1&to_step=2").content.decode()
    answer = desk.post(address, {"from_step": "1", "to_step": "2", "opportunity": opportunity.pk})

    opened = opportunity.evidence.get()
    assert opportunity.statement in offered
    assert opened.insight.title == "To paid: step 1→2 loses 60 %, n = 10"
    assert answer["Location"] == f"/research/insight/{opened.insight_id}/change/"


def test_nothing_is_attached_where_nobody_entered(desk: Client) -> None:
    funnel = FunnelFactory.create()
    opportunity = OpportunityFactory.create(product=funnel.source.product)

    answer = desk.post(
        f"/funnels/{funnel.pk}/attach/", {"from_step": "1", "to_step": "2", "opportunity": opportunity.pk}
    )

    assert answer.status_code == 400
    assert "has no value" in answer.content.decode()


@pytest.mark.parametrize("page", ["keep", "attach"])
def test_only_whoever_may_write_keeps_and_attaches(client: Client, cleo: User, page: str) -> None:
    funnel = FunnelFactory.create()
    client.force_login(cleo)

    assert client.get(f"/funnels/{funnel.pk}/{page}/").status_code == 403
    assert f"/{page}/" not in client.get(f"/funnels/{funnel.pk}/").content.decode()


def test_more_kept_metrics_ask_no_more_queries(desk: Client, django_assert_num_queries: Any) -> None:
    funnel = FunnelFactory.create()
    FunnelMetricFactory.create_batch(2, funnel=funnel)
    address = f"/funnels/{funnel.pk}/"
    desk.get(address)
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    FunnelMetricFactory.create_batch(4, funnel=funnel)

    with django_assert_num_queries(len(few)):
        desk.get(address)


def test_a_rule_says_in_lines_who_belongs_to_a_segment(desk: Client) -> None:
    source, segment = EventSourceFactory.create(), SegmentFactory.create()
    form = {"source": source.pk, "segment": segment.pk}

    desk.post("/research/segmentrule/add/", {**form, "conditions": "user.plan is team\nseats > 5"})
    refused = desk.post("/research/segmentrule/add/", {**form, "conditions": "seats > many"})

    assert SegmentRule.objects.get().conditions == [
        {"property": "plan", "of": "user", "operator": "is", "value": "team"},
        {"property": "seats", "of": "event", "operator": ">", "value": "5"},
    ]
    assert "compares with a number" in refused.content.decode()
    assert "user.plan is team; seats &gt; 5" in desk.get("/research/segmentrule/").content.decode()


@pytest.mark.parametrize(
    ("number", "unit", "seconds"), [("2", "86400", 172_800), ("90", "60", 5_400), ("", "86400", None)]
)
def test_a_window_is_given_in_units(desk: Client, number: str, unit: str, seconds: int | None) -> None:
    form = {
        "source": EventSourceFactory.create().pk,
        "name": "x",
        "steps": "A\nB",
        "preset": "mixpanel",
        "order": "this",
    }
    window = {"window_seconds_0": number, "window_seconds_1": unit}

    desk.post("/research/funnel/add/", {**form, **window, "counting": "uniques", "days": "30"})

    funnel = Funnel.objects.get()
    assert funnel.window_seconds == seconds
    shown = desk.get(f"/research/funnel/{funnel.pk}/change/").context["adminform"].form["window_seconds"]
    assert shown.field.widget.decompress(seconds) == [int(number) if number else None, int(unit)]


@pytest.mark.parametrize("number", ["0", "-1", "400", "x"])
def test_a_window_lasts_a_year_at_most(desk: Client, number: str) -> None:
    form = {
        "source": EventSourceFactory.create().pk,
        "name": "x",
        "steps": "A\nB",
        "preset": "mixpanel",
        "order": "this",
    }
    window = {"window_seconds_0": number, "window_seconds_1": "86400"}

    answer = desk.post("/research/funnel/add/", {**form, **window, "counting": "uniques", "days": "30"})

    assert "window_seconds" in answer.context["adminform"].form.errors


def test_the_menu_marks_funnels_on_their_pages(desk: Client) -> None:
    menu = desk.get(f"/funnels/{FunnelFactory.create().pk}/").context["menu"]

    assert [entry.label for entry in menu.entries if entry.is_current] == ["Funnels"]
