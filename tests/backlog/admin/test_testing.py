"""Planning a test of what an item rests on, and recording its result."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from backlog.models import AssumptionTest, BacklogItem
from research.models import User
from tests.factories import AssumptionTestFactory, BacklogItemFactory, StudyFactory

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def item(db: None) -> BacklogItem:
    made: BacklogItem = BacklogItemFactory.create()
    return made


def item_page(item: BacklogItem) -> str:
    return reverse("admin:backlog_backlogitem_change", args=[item.pk])


def plan(**more: Any) -> dict[str, Any]:
    return {"assumption": HOSTILE, "kind": "usability", "method": "usability_study", **more}


def test_a_test_is_planned_and_stands_on_the_item_s_page(client: Client, ben: User, item: BacklogItem) -> None:
    client.force_login(ben)

    answer = client.post(reverse("plan_test", args=[item.pk]), plan(criterion="6 of 8."), follow=True)

    test = AssumptionTest.objects.get()
    assert (test.item, test.created_by, test.criterion) == (item, ben, "6 of 8.")
    shown = answer.content.decode()
    assert answer.redirect_chain[0][0] == f"{item_page(item)}#tests"
    assert HOSTILE not in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert reverse("record_test", args=[test.pk]) in shown


def test_a_result_is_recorded_beside_its_criterion_and_says_what_it_did(
    client: Client, ben: User, item: BacklogItem
) -> None:
    client.force_login(ben)
    test = AssumptionTestFactory.create(item=item)
    address = reverse("record_test", args=[test.pk])
    assert test.criterion in client.get(address).content.decode()

    body = {"result": "supported", "words": "7 of 8.", "done_on": timezone.localdate(), "participants": "8"}
    shown = client.post(address, body, follow=True).content.decode()

    assert "went from less than 50 %: a moonshot to 80 %" in shown
    assert "User evidence: 1 test, usability study, 8 participants" in shown


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param({"result": ""}, "This field is required.", id="no result"),
        pytest.param({"done_on": "2999-01-01"}, "This day has not come yet.", id="in the future"),
        pytest.param({"done_on": "soon"}, "Enter a valid date.", id="no day"),
        pytest.param({"participants": "-1"}, "greater than or equal to 0", id="less than nobody"),
    ],
)
def test_a_result_that_makes_no_sense_comes_back(
    client: Client, ben: User, given: dict[str, str], sentence: str
) -> None:
    client.force_login(ben)
    test = AssumptionTestFactory.create()
    body = {"result": "refuted", "words": "", "done_on": f"{timezone.localdate()}", "participants": "", **given}

    answer = client.post(reverse("record_test", args=[test.pk]), body)

    assert answer.status_code == 400
    assert sentence in answer.content.decode()


def test_without_a_criterion_there_is_no_form_for_a_result(client: Client, ben: User) -> None:
    client.force_login(ben)
    test = AssumptionTestFactory.create(criterion="", criterion_at=None)

    shown = client.get(reverse("record_test", args=[test.pk])).content.decode()

    assert "What would count as success?" in shown
    assert 'value="Record it"' not in shown


def test_once_there_is_a_result_the_criterion_is_read_and_not_typed(client: Client, ben: User) -> None:
    client.force_login(ben)
    address = "admin:backlog_assumptiontest_change"
    planned, done = AssumptionTestFactory.create(), AssumptionTestFactory.create(result="refuted")

    before = client.get(reverse(address, args=[planned.pk])).content.decode()
    after = client.get(reverse(address, args=[done.pk])).content.decode()

    assert 'name="criterion"' in before
    assert 'name="criterion"' not in after
    assert "The confidence that is supported stayed: less than 50 %: a moonshot." in after


@pytest.mark.parametrize(("name", "status"), [("ada", 200), ("cleo", 200), ("dev", 403), ("priya", 403), ("gus", 403)])
def test_pages_are_for_those_who_test(
    client: Client, name: str, status: int, request: pytest.FixtureRequest, item: BacklogItem
) -> None:
    client.force_login(request.getfixturevalue(name))

    assert client.get(reverse("plan_test", args=[item.pk])).status_code == status
    test = AssumptionTestFactory.create()
    assert client.get(reverse("record_test", args=[test.pk])).status_code == status


def test_a_private_study_is_not_offered_and_its_tests_are_not_there(
    client: Client, ben: User, item: BacklogItem
) -> None:
    client.force_login(ben)
    study = StudyFactory.create(private=True, title="Confidential")
    test = AssumptionTestFactory.create(item=item, study=study, assumption="A secret")

    assert "Confidential" not in client.get(reverse("plan_test", args=[item.pk])).content.decode()
    assert client.post(reverse("plan_test", args=[item.pk]), plan(study=study.pk)).status_code == 400
    assert "A secret" not in client.get(item_page(item)).content.decode()
    assert client.get(reverse("record_test", args=[test.pk])).status_code == 404


def test_more_tests_ask_no_more_queries(client: Client, ben: User, item: BacklogItem) -> None:
    client.force_login(ben)

    def asked(many: int) -> int:
        for _ in range(many):
            AssumptionTestFactory.create(item=item, study=StudyFactory.create(), result="supported")
        client.get(item_page(item))
        with CaptureQueriesContext(connection) as queries:
            client.get(item_page(item))
        return len(queries)

    assert asked(2) == asked(4)
