"""Between two keys there is always another, and text sorts as the numbers do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.operations import ranks


@given(st.lists(st.integers(0, 60), max_size=60))
def test_whatever_is_put_wherever_stays_in_order_and_unlike_the_others(places: list[int]) -> None:
    keys = [ranks.first(number) for number in (1, 2, 3)]

    for place in places:
        at = place % (len(keys) + 1)
        low, high = keys[at - 1] if at else "", keys[at] if at < len(keys) else ""
        keys.insert(at, ranks.between(low, high))

    assert keys == sorted(set(keys))


def test_a_new_item_stands_after_one_that_was_moved_to_the_end() -> None:
    assert ranks.between(ranks.first(5), "") < ranks.first(6)


def squeezed() -> str:
    """Put one after another right behind the first item."""
    low, high = ranks.first(1), ranks.first(2)
    for _ in range(2_000):
        high = ranks.between(low, high)
    return high


def test_where_nothing_short_is_left_it_says_so() -> None:
    with pytest.raises(ranks.Crowded):
        squeezed()
