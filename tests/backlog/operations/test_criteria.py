"""Acceptance criteria are pasted, ordered, ticked, and kept as the item's text, too."""

import pytest
from django.utils import timezone

from backlog.models import AcceptanceCriterion, BacklogItem
from backlog.operations import backlog_items, criteria
from research.models import User
from tests.factories import BacklogItemFactory

TEXT = "Given a, when b, then c\nGiven d, when e, then f\nIt is quick"


@pytest.fixture
def item(cleo: User) -> BacklogItem:
    return backlog_items.add(BacklogItem(title="Keep it", acceptance_criteria=TEXT.rsplit("\n", 1)[0]), by=cleo)


def thens(item: BacklogItem) -> list[str]:
    return list(item.criteria.in_order().values_list("then", flat=True))


def test_a_new_item_s_text_becomes_its_checklist(item: BacklogItem) -> None:
    assert thens(item) == ["c", "f"]


def test_pasting_adds_each_at_the_end_and_to_the_text(item: BacklogItem, cleo: User) -> None:
    criteria.paste(item, text="Given x, when y, then z. Given x, when z, then y", by=cleo)

    assert thens(item) == ["c", "f", "z.", "y"]
    assert BacklogItem.objects.get().acceptance_criteria.endswith("Given x, when z, then y")


def test_nothing_cannot_be_pasted(item: BacklogItem, cleo: User) -> None:
    with pytest.raises(criteria.NothingSaid):
        criteria.paste(item, text=" \n", by=cleo)


def test_writing_the_text_anew_keeps_what_was_ticked(item: BacklogItem, cleo: User) -> None:
    criteria.tick(item.criteria.get(then="f"), is_met=True, by=cleo, at=timezone.now())

    criteria.write(item, text="Given d, when e, then f\nGiven new, when e, then g", by=cleo)

    assert [(one.then, one.met_by) for one in item.criteria.in_order()] == [("f", cleo), ("g", None)]


def test_ticking_twice_keeps_who_ticked_first(item: BacklogItem, cleo: User, ben: User) -> None:
    for person in (cleo, ben):
        criteria.tick(AcceptanceCriterion.objects.get(then="c"), is_met=True, by=person, at=timezone.now())
    assert AcceptanceCriterion.objects.get(then="c").met_by == cleo

    unticked = criteria.tick(AcceptanceCriterion.objects.get(then="c"), is_met=False, by=ben, at=timezone.now())

    assert (unticked.met_at, unticked.met_by) == (None, None)


def test_a_criterion_moves_and_the_text_follows(item: BacklogItem, cleo: User) -> None:
    first, second = item.criteria.in_order()

    criteria.move(second, after=None, by=cleo)
    assert thens(item) == ["f", "c"]
    criteria.move(second, after=first, by=cleo)

    assert thens(item) == ["c", "f"]
    assert BacklogItem.objects.get().acceptance_criteria.startswith("Given a")


def test_a_criterion_stands_after_one_of_its_own_item(item: BacklogItem, cleo: User) -> None:
    other = criteria.paste(BacklogItemFactory.create(number=9), text="x", by=cleo)[0]

    with pytest.raises(criteria.AnotherItem):
        criteria.move(other, after=item.criteria.first(), by=cleo)


def test_what_is_removed_leaves_no_gap(item: BacklogItem, cleo: User) -> None:
    criteria.remove(item.criteria.get(then="c"), by=cleo)

    assert list(item.criteria.values_list("position", "then")) == [(1, "f")]
    assert BacklogItem.objects.get().acceptance_criteria == "Given d, when e, then f"
