"""Funnels in the workplace: asked in lines, read as a picture and as a table."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from research.admin import funnel_steps
from research.admin.funnel import duration, percent
from research.behaviour import loading
from research.importers.events.parsed import ParsedEvent
from research.models import EventSource, Funnel, User
from tests.factories import EventSourceFactory, FunnelFactory

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
