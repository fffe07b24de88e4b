"""The backlog page: who sees it, what it shows, what its plain forms do, and that it keeps its pace."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backlog.models import BacklogItem, Score
from research.models import User
from tests.factories import BacklogItemFactory, EvidenceFactory, ScoreFactory
from tests.factories.backlog import RICE

URL = "/backlog/"


@pytest.fixture
def manager(client: Client, ben: User) -> Client:
    client.force_login(ben)
    return client


def body(client: Client, address: str = URL, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def test_items_stand_in_their_order_with_evidence_score_and_what_it_claims(manager: Client) -> None:
    score = ScoreFactory.create(item=BacklogItemFactory(title="One calendar"))

    shown = body(manager)

    assert "One calendar" in shown
    assert f'href="/who-says-so/{score.item_id}/"' in shown
    assert "<strong" in shown
    assert ">600<" in shown
    assert "80 % claimed; nobody about the problem and no test of the solution support less than 50 %." in shown


def test_it_is_in_the_menu_and_the_list_is_under_manage(manager: Client) -> None:
    shown = body(manager)

    assert '<a href="/backlog/" aria-current="page">' in shown.replace("\n", "")
    assert 'href="/backlog/backlogitem/"' in shown


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("cleo", 200), ("dev", 403), ("priya", 403)])
def test_it_is_for_those_who_read_scores(
    name: str, status: int, client: Client, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    body(client, status=status)


def test_who_only_reads_has_nothing_to_type_in(client: Client, ada: User) -> None:
    item = BacklogItemFactory.create()
    client.force_login(ada)

    shown = body(client)

    assert "data-input" not in shown
    assert client.post(f"/backlog/{item.pk}/score/", {"framework": "rice", **RICE}).status_code == 403
    assert client.post(URL, {"item": item.pk, "status": "done"}).status_code == 403


def test_a_plain_form_scores_and_leads_back(manager: Client, ben: User) -> None:
    item = BacklogItemFactory.create()
    here = "/backlog/?framework=rice&kind=story"

    answer = manager.post(
        f"/backlog/{item.pk}/score/", {"framework": "rice", **RICE, "reason": "Counted", "here": here}
    )

    score = Score.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, here)
    assert (score.item, score.by, score.reason, int(score.score)) == (item, ben, "Counted", 600)


def test_what_cannot_be_scored_is_said(manager: Client) -> None:
    item = BacklogItemFactory.create()

    answer = manager.post(f"/backlog/{item.pk}/score/", {"framework": "rice", **RICE, "effort": "0"}, follow=True)

    assert "effort: Give a number from 0.5" in answer.content.decode()
    assert not Score.objects.exists()


def test_it_leads_back_to_nowhere_else(manager: Client) -> None:
    item = BacklogItemFactory.create()

    answer = manager.post(URL, {"item": item.pk, "status": "done", "here": "https://example.com/"})

    assert answer["Location"] == URL


def test_what_is_selected_is_changed_alike(manager: Client) -> None:
    chosen, other = BacklogItemFactory.create_batch(2), BacklogItemFactory.create()

    manager.post(URL, {"item": [one.pk for one in chosen], "status": "ready", "horizon": "now"})

    assert set(BacklogItem.objects.values_list("status", "horizon").filter(pk__in=[one.pk for one in chosen])) == {
        ("ready", "now")
    }
    other.refresh_from_db()
    assert (other.status, other.horizon) == ("idea", "later")


@pytest.mark.parametrize(
    "given", [{"item": "x", "status": "done"}, {"status": "done"}, {"item": "1", "status": "nonsense"}]
)
def test_a_bulk_change_that_makes_no_sense_changes_nothing(given: dict[str, Any], manager: Client) -> None:
    BacklogItemFactory.create()

    answer = manager.post(URL, given, follow=True)

    assert "Select items, and what they should become." in answer.content.decode()
    assert BacklogItem.objects.get().status == "idea"


def positions(manager: Client, query: str) -> list[int]:
    return [row.item.number for row in manager.get(f"{URL}{query}").context["rows"]]


def test_it_is_narrowed_and_ordered(manager: Client) -> None:
    low, high, _none, done = (BacklogItemFactory.create(number=number) for number in (1, 2, 3, 4))
    BacklogItem.objects.filter(pk=done.pk).update(status="done")
    BacklogItem.objects.filter(pk=high.pk).update(kind="epic", title="Offline receipts")
    ScoreFactory.create(item=low, inputs={**RICE, "reach": 1})
    ScoreFactory.create(item=high)

    assert positions(manager, "") == [1, 2, 3]
    assert positions(manager, "?order=score") == [2, 1, 3]
    assert positions(manager, "?status=done") == [4]
    assert positions(manager, "?kind=epic") == [2]
    assert positions(manager, "?scored=no") == [3]
    assert positions(manager, "?q=receip") == [2]
    assert positions(manager, "?q=%233") == [3]


def test_periods_are_ranked_apart_and_only_one_is_drawn(manager: Client) -> None:
    ScoreFactory.create()
    ScoreFactory.create()
    ScoreFactory.create(inputs={**RICE, "reach_period": "month"})

    context = manager.get(URL).context

    assert [row.rank for row in context["rows"]] == [1, 1, 1]
    assert [bool(row.tie) for row in context["rows"]] == [True, True, False]
    assert len(context["scatter"].dots) == 2
    assert "Ranked apart: per month, per quarter." in context["note"]


@pytest.mark.parametrize("framework", ["rice", "ice", "ice_mean", "wsjf", "moscow", "kano"])
def test_every_framework_of_items_has_its_columns(framework: str, manager: Client) -> None:
    BacklogItemFactory.create()

    assert "data-input" in body(manager, f"{URL}?framework={framework}")


@pytest.mark.parametrize(
    "query", ["?framework=x&order=x&status=x", "?product=x", "?product=99999999999999999999999", "?q='%F0%9F%92%A9"]
)
def test_what_the_address_cannot_mean_is_passed_over(query: str, manager: Client) -> None:
    body(manager, f"{URL}{query}")


def test_hostile_text_stays_text(manager: Client) -> None:
    ScoreFactory.create(item=BacklogItemFactory(title="<script>alert(1)</script>"))

    assert "<script>alert" not in body(manager)


def test_more_items_ask_no_more_queries(manager: Client) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            body(manager)
        return len(queries)

    def made(many: int) -> None:
        for _ in range(many):
            EvidenceFactory.create(item=ScoreFactory.create().item)

    made(2)
    asked()
    few = asked()
    made(4)

    assert asked() == few


def test_the_item_s_page_says_what_a_score_may_claim(manager: Client) -> None:
    score = ScoreFactory.create(reason="Counted by hand")

    shown = body(manager, f"/backlog/backlogitem/{score.item_id}/change/")

    assert "What a score may claim" in shown
    assert "80 % claimed" in shown
    assert "Counted by hand" in shown
