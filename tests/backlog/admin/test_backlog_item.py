"""Backlog items: what they stand on, down to the words."""

from typing import Any

import pytest
from django.test import Client

from backlog.models import BacklogItem, ExternalReference
from research.models import User
from tests.factories import BacklogItemFactory, ExternalReferenceFactory, InsightFactory

LIST = "/backlog/backlogitem/"


@pytest.fixture
def desk(client: Client, ben: User) -> Client:
    """Ben, logged in."""
    client.force_login(ben)
    return client


def page_of(item: BacklogItem) -> str:
    return f"{LIST}{item.pk}/change/"


def form(*, evidence: Any = 0, references: Any = 0, kept: Any = 0, **given: Any) -> dict[str, Any]:
    return {
        "title": "Warn before a clash",
        "kind": "story",
        "status": "idea",
        "horizon": "later",
        "evidence-TOTAL_FORMS": evidence,
        "evidence-INITIAL_FORMS": 0,
        "external_references-TOTAL_FORMS": references,
        "external_references-INITIAL_FORMS": kept,
        **given,
    }


def test_a_new_item_gets_its_number_and_its_place(desk: Client, ben: User) -> None:
    BacklogItemFactory(number=7, rank="00000007")

    desk.post(f"{LIST}add/", form())

    item = BacklogItem.objects.get(title="Warn before a clash")
    assert (item.number, item.rank, item.created_by) == (8, "00000008", ben)


def test_who_says_so_is_one_click_away_on_the_page_and_in_the_list(desk: Client) -> None:
    item = BacklogItemFactory()
    link = f'href="/who-says-so/{item.pk}/"'

    assert link in desk.get(page_of(item)).content.decode()
    assert link in desk.get(LIST).content.decode()
    assert link in desk.get(f"{LIST}?horizon__in=now,next,later").content.decode()


def test_insights_are_linked_and_unlinked_on_the_page(desk: Client, ben: User) -> None:
    insight = InsightFactory()
    row = {"evidence-0-insight": insight.pk, "evidence-0-stance": "contradicts", "evidence-0-comment": "So far."}

    desk.post(f"{LIST}add/", form(evidence=1, **row))
    item = BacklogItem.objects.get()
    link = item.evidence.get()
    assert (link.insight, link.stance, link.created_by) == (insight, "contradicts", ben)

    answer = desk.post(
        page_of(item),
        form(
            evidence=1,
            version=item.version,
            **{
                **row,
                "evidence-INITIAL_FORMS": 1,
                "evidence-0-id": link.pk,
                "evidence-0-item": item.pk,
                "evidence-0-DELETE": "on",
            },
        ),
    )
    assert answer.status_code == 302
    assert not item.evidence.exists()


def test_a_new_item_is_named_as_in_other_tools(desk: Client) -> None:
    desk.post(f"{LIST}add/", form(references=1, **{"external_references-0-key": "PAY-123"}))

    assert BacklogItem.objects.get().external_references.get().key == "PAY-123"


def test_a_key_of_another_item_is_refused_with_a_sentence(desk: Client) -> None:
    ExternalReferenceFactory(key="pay-123")

    answer = desk.post(f"{LIST}add/", form(references=1, **{"external_references-0-key": "PAY-123"}))

    assert answer.status_code == 200
    assert "This key belongs to another item already." in answer.content.decode()
    assert ExternalReference.objects.count() == 1


@pytest.mark.parametrize("term", ["#12", "12", "PAY-9", "clash", "pay-9"])
def test_an_item_is_found_by_number_key_and_words(desk: Client, term: str) -> None:
    item = BacklogItemFactory(number=12, title="Warn before a clash")
    ExternalReferenceFactory(item=item, key="PAY-9")
    BacklogItemFactory(number=13, title="Something else")

    assert list(desk.get(LIST, {"q": term}).context["cl"].result_list) == [item]


def test_a_number_beyond_all_numbers_finds_nothing(desk: Client) -> None:
    BacklogItemFactory()

    assert list(desk.get(LIST, {"q": "9999999999999999999999"}).context["cl"].result_list) == []


def test_the_roadmap_is_the_list_without_not_now(desk: Client) -> None:
    soon = BacklogItemFactory(horizon="next")
    BacklogItemFactory(horizon="not_now")

    assert list(desk.get(f"{LIST}?horizon__in=now,next,later").context["cl"].result_list) == [soon]


def test_a_product_owner_writes_items_and_a_researcher_reads_them(client: Client, cleo: User, ada: User) -> None:
    item = BacklogItemFactory()
    client.force_login(ada)
    read = client.get(page_of(item)).content.decode()
    client.force_login(cleo)

    assert 'name="title"' not in read
    assert 'name="title"' in client.get(page_of(item)).content.decode()
