"""Items into releases, and entries in their place on the roadmap."""

import pytest

from backlog.models import BacklogItem
from backlog.operations import backlog_items, releases
from backlog.operations.backlog_items import AnotherOrder
from backlog.operations.releases import OfAnotherProduct
from research.models import User
from tests.factories import BacklogItemFactory, ProductFactory, ReleaseFactory


def order(horizon: str) -> list[int]:
    return list(BacklogItem.objects.filter(horizon=horizon).order_by("rank").values_list("number", flat=True))


@pytest.fixture
def items(db: None) -> list[BacklogItem]:
    """Numbers 1 to 4: now, next, now, next."""
    return [
        BacklogItemFactory(number=number, horizon=horizon)
        for number, horizon in enumerate(("now", "next", "now", "next"), start=1)
    ]


def test_items_go_into_a_release_and_out_of_it(items: list[BacklogItem], ben: User) -> None:
    release = ReleaseFactory()

    assert releases.put(items[:2], into=release, by=ben) == 2
    assert releases.put(items[:3], into=release, by=ben) == 1
    assert releases.put(items[:1], into=None, by=ben) == 1
    assert release.items.count() == 2
    assert BacklogItem.objects.get(pk=items[1].pk).version == items[1].version + 1


def test_an_item_stays_with_its_product(items: list[BacklogItem], ben: User) -> None:
    with pytest.raises(OfAnotherProduct, match="another product"):
        releases.put(items, into=ReleaseFactory(product=ProductFactory()), by=ben)


def test_an_entry_goes_to_another_horizon_after_one_there(items: list[BacklogItem], ben: User) -> None:
    backlog_items.place(items[0], horizon="next", after=items[1], by=ben)

    assert (order("now"), order("next")) == ([3], [2, 1, 4])


def test_first_of_a_horizon_is_before_all_there_and_after_all_that_was_before_them(
    items: list[BacklogItem], ben: User
) -> None:
    backlog_items.place(items[3], horizon="now", after=None, by=ben)

    assert order("now") == [4, 1, 3]
    backlog_items.place(items[2], horizon="next", after=None, by=ben)
    assert order("next") == [3, 2]
    assert list(BacklogItem.objects.order_by("rank").values_list("number", flat=True)) == [4, 1, 3, 2]


def test_in_an_empty_horizon_an_entry_keeps_its_rank(items: list[BacklogItem], ben: User) -> None:
    before = items[2].rank

    placed = backlog_items.place(items[2], horizon="later", after=None, by=ben)

    assert (placed.rank, placed.horizon) == (before, "later")


def test_after_an_entry_of_another_horizon_is_no_place(items: list[BacklogItem], ben: User) -> None:
    with pytest.raises(AnotherOrder):
        backlog_items.place(items[0], horizon="now", after=items[1], by=ben)
