"""Items are numbered in their product, named as elsewhere, and rest on insights."""

import threading

import pytest
from django.db import connection

from backlog.models import BacklogItem, ExternalReference
from backlog.operations import backlog_items, evidence
from backlog.operations.backlog_items import KeyTaken
from research.models import User
from research.operations.evidence import CitedAlready
from research.operations.studies import NoProduct
from tests.factories import (
    BacklogItemFactory,
    EvidenceFactory,
    ExternalReferenceFactory,
    InsightFactory,
    ProductFactory,
    UserFactory,
)


def test_items_are_numbered_in_their_order(cleo: User) -> None:
    made = [backlog_items.add(BacklogItem(title=title), by=cleo) for title in ("one", "two")]

    assert [item.number for item in made] == [1, 2]
    assert made[0].rank < made[1].rank


def test_every_product_counts_for_itself(cleo: User) -> None:
    BacklogItemFactory.create(number=7)

    item = backlog_items.add(BacklogItem(title="other", product=ProductFactory.create()), by=cleo)

    assert item.number == 1


def test_of_several_products_one_is_named(cleo: User) -> None:
    ProductFactory.create()

    with pytest.raises(NoProduct):
        backlog_items.add(BacklogItem(title="Which?"), by=cleo)


def test_references_are_set_as_a_whole(cleo: User) -> None:
    item = ExternalReferenceFactory.create(key="PAY-1").item

    item = backlog_items.set_external_references(
        item, references=[ExternalReference(key="pay-1"), ExternalReference(key="PAY-2")], by=cleo
    )

    assert list(item.external_references.order_by("key").values_list("key", flat=True)) == ["PAY-2", "pay-1"]
    assert item.version == 2


def test_a_key_belongs_to_one_item(cleo: User) -> None:
    taken = ExternalReferenceFactory.create(key="PAY-1")

    with pytest.raises(KeyTaken, match=f"#{taken.item.number}"):
        backlog_items.set_external_references(
            BacklogItemFactory.create(), references=[ExternalReference(key="pay-1")], by=cleo
        )


def test_an_insight_is_linked_once(cleo: User) -> None:
    item, insight = BacklogItemFactory.create(), InsightFactory.create()
    linked = evidence.link(item=item, insight=insight, stance="qualifies", comment="In the test.", by=cleo)

    with pytest.raises(CitedAlready):
        evidence.link(item=item, insight=insight, by=cleo)

    item.refresh_from_db()
    assert (linked.stance, linked.comment, item.version) == ("qualifies", "In the test.", 2)


def test_linking_many_leaves_what_is_linked(cleo: User) -> None:
    linked = EvidenceFactory.create(stance="contradicts")

    new = evidence.link_all(item=linked.item, insights=[linked.insight, *InsightFactory.create_batch(2)], by=cleo)

    linked.refresh_from_db()
    assert (new, linked.stance, linked.item.evidence.count()) == (2, "contradicts", 3)


def test_unlinking_changes_the_item(cleo: User) -> None:
    linked = EvidenceFactory.create()

    evidence.unlink(linked, by=cleo)

    item = BacklogItem.objects.get()
    assert (item.version, item.evidence.exists()) == (2, False)


@pytest.mark.usefixtures("first_rows_return")
@pytest.mark.django_db(transaction=True)
def test_two_at_once_get_numbers_of_their_own() -> None:
    product = ProductFactory.create()
    start = threading.Barrier(2)

    def add() -> None:
        start.wait()
        try:
            backlog_items.add(BacklogItem(title="mine", product=product), by=None)
        finally:
            connection.close()

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(BacklogItem.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.usefixtures("first_rows_return")
@pytest.mark.django_db(transaction=True)
def test_two_who_rank_at_once_both_have_their_way() -> None:
    product = ProductFactory.create()
    ben = UserFactory.create()
    items = [BacklogItemFactory.create(product=product, number=number) for number in range(1, 7)]
    start = threading.Barrier(2)

    def move_each(moved: list[BacklogItem]) -> None:
        try:
            for item in moved:
                start.wait()
                backlog_items.move(item, after=items[0], by=ben)
        finally:
            connection.close()

    threads = [threading.Thread(target=move_each, args=[moved]) for moved in (items[2:4], items[4:6])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    order = in_order()
    assert (order[0], order[-1]) == (1, 2)
    assert sorted(order[1:3]) == [4, 6], "Each pair's second move came after its first, right behind item 1."
    assert sorted(order[3:5]) == [3, 5]
    assert BacklogItem.objects.values("rank").distinct().count() == 6


def in_order() -> list[int]:
    return list(BacklogItem.objects.order_by("rank").values_list("number", flat=True))


def test_a_moved_item_stands_right_after_the_other_and_only_its_key_changes(ben: User) -> None:
    items = [BacklogItemFactory.create(number=number) for number in (1, 2, 3)]

    backlog_items.move(items[2], after=items[0], by=ben)

    assert in_order() == [1, 3, 2]
    items[1].refresh_from_db()
    assert items[1].version == 1


def test_an_item_is_moved_to_the_top_and_to_the_end(ben: User) -> None:
    items = [BacklogItemFactory.create(number=number) for number in (1, 2, 3)]

    backlog_items.move(items[2], after=None, by=ben)
    assert in_order() == [3, 1, 2]
    backlog_items.move(items[0], after=items[1], by=ben)
    assert in_order() == [3, 2, 1]


def test_a_new_item_comes_after_one_that_was_moved_to_the_end(ben: User) -> None:
    first, second = (backlog_items.add(BacklogItem(title="x"), by=ben) for _ in range(2))
    backlog_items.move(first, after=second, by=ben)

    backlog_items.add(BacklogItem(title="y"), by=ben)

    assert in_order() == [2, 1, 3]


def test_an_item_does_not_stand_after_itself_nor_in_another_product(ben: User) -> None:
    item, elsewhere = BacklogItemFactory.create(), BacklogItemFactory.create(product=ProductFactory())

    for after in (item, elsewhere):
        with pytest.raises(backlog_items.AnotherOrder):
            backlog_items.move(item, after=after, by=ben)


def test_an_order_without_room_is_written_anew(ben: User) -> None:
    first, second, third = (BacklogItemFactory.create(number=number) for number in (1, 2, 3))
    BacklogItem.objects.filter(pk=second.pk).update(rank="00000001" + "0" * 191 + "1")

    backlog_items.move(third, after=first, by=ben)

    assert in_order() == [1, 3, 2]
    assert max(len(rank) for rank in BacklogItem.objects.values_list("rank", flat=True)) < 20
