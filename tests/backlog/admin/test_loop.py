"""The page that closes the loop."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from backlog.models import BacklogItem, PersonTold
from research.models import Participant, User
from tests.backlog.tracing.test_loops import heard
from tests.factories import BacklogItemFactory, ContactDetailsFactory, EvidenceFactory, PersonToldFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> BacklogItem:
    made: BacklogItem = BacklogItemFactory.create(title="<b>Keep it</b>", status="done")
    return made


@pytest.fixture
def person(item: BacklogItem) -> Participant:
    return heard(EvidenceFactory.create(item=item).insight, "P-7")


def address(name: str, pk: int) -> str:
    return reverse(name, args=[pk])


def test_somebody_is_told_and_it_can_be_taken_back(
    client: Client, ben: User, item: BacklogItem, person: Participant
) -> None:
    client.force_login(ben)
    body = {"participant": person.pk, "how": "call", "on": timezone.localdate(), "note": "<i>At last</i>"}

    shown = client.post(address("tell_person", item.pk), body, follow=True).content.decode()

    told = PersonTold.objects.get()
    assert (told.participant, told.how, told.by) == (person, "call", ben)
    assert "Everybody who may be told was told." in shown
    assert "&lt;i&gt;At last&lt;/i&gt;" in shown
    assert "<b>Keep it</b>" not in shown

    client.post(address("take_back_telling", told.pk))
    assert not PersonTold.objects.exists()


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        pytest.param({"on": "never"}, "Say who was told", id="no day"),
        pytest.param({"on": timezone.localdate() + timedelta(days=2)}, "This day has not come yet.", id="the future"),
        pytest.param({"participant": 0}, "Say who was told", id="nobody"),
        pytest.param({"how": "by pigeon"}, "Say who was told", id="no such way"),
    ],
)
def test_what_makes_no_sense_is_said(
    client: Client, ben: User, item: BacklogItem, person: Participant, given: dict[str, Any], sentence: str
) -> None:
    client.force_login(ben)
    body = {"participant": person.pk, "how": "call", "on": timezone.localdate(), **given}

    assert sentence in client.post(address("tell_person", item.pk), body, follow=True).content.decode()
    assert not PersonTold.objects.exists()


@pytest.mark.parametrize(
    ("name", "status"), [("ada", 200), ("ben", 200), ("cleo", 200), ("dev", 403), ("priya", 403), ("gus", 403)]
)
def test_stakeholders_never_see_it(
    client: Client, name: str, status: int, item: BacklogItem, person: Participant, request: pytest.FixtureRequest
) -> None:
    client.force_login(request.getfixturevalue(name))

    assert client.get(address("close_the_loop", item.pk)).status_code == status
    assert client.get(address("close_the_loop_csv", item.pk)).status_code == status
    if status == 403:
        assert client.post(address("tell_person", item.pk), {}).status_code == 403
        told = PersonToldFactory.create(item=item, participant=person)
        assert client.post(address("take_back_telling", told.pk)).status_code == 403


def test_the_list_goes_into_a_sheet_without_running_anything(
    client: Client, ben: User, item: BacklogItem, person: Participant
) -> None:
    client.force_login(ben)
    person.role = "=1+1"
    person.save()
    ContactDetailsFactory.create(participant=person, name="Ida")

    answer = client.get(address("close_the_loop_csv", item.pk))

    assert answer["Content-Disposition"] == f'attachment; filename="close-the-loop-{item.number}.csv"'
    assert "P-7,'=1+1," in answer.content.decode()
    assert "Ida" not in answer.content.decode()


def test_an_item_that_is_not_done_says_whom_to_tell_later(client: Client, ben: User, person: Participant) -> None:
    client.force_login(ben)
    BacklogItem.objects.update(status="in_progress")

    shown = client.get(address("close_the_loop", BacklogItem.objects.get().pk)).content.decode()

    assert "not shipped yet" in shown
    assert "P-7" in shown
    assert 'class="person-tell"' not in shown


def test_no_item_has_no_page(client: Client, ben: User) -> None:
    client.force_login(ben)

    assert client.get(address("close_the_loop", 10**9)).status_code == 404


def test_home_the_item_and_the_person_lead_there(
    client: Client, ben: User, item: BacklogItem, person: Participant
) -> None:
    client.force_login(ben)
    there = address("close_the_loop", item.pk)

    home = client.get(reverse("admin:index")).content.decode()
    assert "1 shipped item whose people were not told" in home
    for page in (home, of(client, "backlog_backlogitem", item.pk), of(client, "research_participant", person.pk)):
        assert there in page

    PersonToldFactory.create(item=item, participant=person)
    assert "not told" not in client.get(reverse("admin:index")).content.decode()
    assert "What came of their words" in of(client, "research_participant", person.pk)


def of(client: Client, model: str, pk: int) -> str:
    return client.get(reverse(f"admin:{model}_change", args=[pk])).content.decode()
