"""The strategy page, and checking in on it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backlog.models import CheckIn
from research.models import User
from tests.factories import (
    CheckInFactory,
    KeyResultFactory,
    MetricFactory,
    ObjectiveFactory,
    OutcomeOpportunityFactory,
    ProductVisionFactory,
)

PAGE = "/strategy/"


@pytest.fixture
def desk(client: Client, ben: User) -> Client:
    """Ben, logged in."""
    client.force_login(ben)
    return client


def test_the_page_goes_from_the_vision_to_what_hangs_under_an_outcome(desk: Client) -> None:
    ProductVisionFactory(statement="It was so")
    ProductVisionFactory(statement="Everybody is home on time")
    made = KeyResultFactory(objective__title="Plans <i>hold</i>", metric=MetricFactory(name="On time", unit="%"))
    CheckInFactory(key_result=made, value=34, note="The new board helps.")
    hanging = OutcomeOpportunityFactory(key_result=made).opportunity

    page = desk.get(PAGE).content.decode()

    for words in (
        "Everybody is home on time",
        "What it was before",
        "Plans &lt;i&gt;hold&lt;/i&gt;",
        "70 % of the way",
        "The new board helps.",
        hanging.statement,
    ):
        assert words in page, words


def test_closing_grades_and_opening_again_takes_the_grade_away(desk: Client) -> None:
    made = CheckInFactory(value=34).key_result
    address = f"/strategy/objectives/{made.objective_id}/close/"

    closed = desk.post(address, follow=True).content.decode()
    again = desk.post(address, {"reopen": "1"}, follow=True).content.decode()

    assert "grade 0.70, green" in closed
    assert "grade 0.70" not in again


def test_checking_in_on_the_page(desk: Client, ben: User) -> None:
    made = KeyResultFactory()
    address = f"/strategy/key-results/{made.pk}/"

    late = desk.post(address, {"on": "2031-01-01", "value": "3", "state": "on_track"})
    said = desk.post(address, {"on": "2026-02-20", "value": "31.5", "state": "off_track", "note": "Slow."})

    assert late.status_code == 400
    assert said.status_code == 302
    assert CheckIn.objects.get().by == ben
    assert "off track" in desk.get(PAGE).content.decode()


def test_an_empty_strategy_says_how_to_begin(desk: Client) -> None:
    page = desk.get(PAGE).content.decode()

    assert "Write the vision" in page
    assert "No open objective" in page


def test_who_reads_it_is_offered_nothing_to_write(client: Client, cleo: User) -> None:
    client.force_login(cleo)
    made = KeyResultFactory()

    page = client.get(PAGE).content.decode()

    assert "Close and grade" not in page
    assert "Check in</a>" not in page
    assert client.get(f"/strategy/key-results/{made.pk}/").status_code == 403
    assert client.post(f"/strategy/objectives/{made.objective_id}/close/").status_code == 403


def test_a_stakeholder_does_not_see_it(client: Client, dev: User) -> None:
    client.force_login(dev)

    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize(("query", "status"), [("?product=x", 400), ("?product=999999", 404)])
def test_a_product_that_is_not_there(desk: Client, query: str, status: int) -> None:
    assert desk.get(f"{PAGE}{query}").status_code == status


def test_more_objectives_ask_no_more_queries(desk: Client) -> None:
    for _ in range(2):
        CheckInFactory(key_result=OutcomeOpportunityFactory().key_result)
    desk.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        desk.get(PAGE)
    for _ in range(4):
        CheckInFactory(key_result=OutcomeOpportunityFactory().key_result)
        KeyResultFactory(objective=ObjectiveFactory())

    with CaptureQueriesContext(connection) as many:
        desk.get(PAGE)

    assert len(many) == len(few)
