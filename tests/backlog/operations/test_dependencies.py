"""Items block, duplicate and relate to one another, and never in a ring."""

import threading

import pytest
from django.db import IntegrityError, connection, transaction

from backlog.models import BacklogItem, Dependency
from backlog.operations import dependencies
from research.models import User
from tests.factories import BacklogItemFactory


def items(many: int) -> list[BacklogItem]:
    return [BacklogItemFactory.create(number=number) for number in range(1, many + 1)]


@pytest.mark.parametrize("kind", ["blocks", "duplicates"])
def test_a_ring_is_refused_however_long(kind: str, cleo: User) -> None:
    one, two, three = items(3)
    dependencies.add(source=one, kind=kind, target=two, by=cleo)
    dependencies.add(source=two, kind=kind, target=three, by=cleo)

    with pytest.raises(IntegrityError, match="would make a ring"), transaction.atomic():
        dependencies.add(source=three, kind=kind, target=one, by=cleo)

    dependencies.add(source=three, kind="relates", target=one, by=cleo)


def test_blocking_one_way_and_duplicating_the_other_is_no_ring(cleo: User) -> None:
    one, two = items(2)

    dependencies.add(source=one, kind="blocks", target=two, by=cleo)
    dependencies.add(source=two, kind="duplicates", target=one, by=cleo)

    assert Dependency.objects.count() == 2


def test_those_related_are_kept_once_whichever_is_named_first(cleo: User) -> None:
    one, two = items(2)
    dependencies.add(source=two, kind="relates", target=one, by=cleo)

    with pytest.raises(dependencies.SaidAlready, match="#1 relates to #2 already"):
        dependencies.add(source=one, kind="relates", target=two, by=cleo)

    assert Dependency.objects.values_list("source", "target").get() == (one.pk, two.pk)


def test_an_item_does_not_block_itself(cleo: User) -> None:
    (one,) = items(1)

    with pytest.raises(dependencies.OnItself):
        dependencies.add(source=one, kind="blocks", target=one, by=cleo)


@pytest.mark.usefixtures("first_rows_return")
@pytest.mark.django_db(transaction=True)
def test_two_at_once_make_no_ring_together() -> None:
    """The first has not committed yet when the second writes: that one waits, and then sees the ring."""
    one, two = items(2)
    is_written, outcomes = threading.Event(), []

    def second() -> None:
        is_written.wait()
        try:
            dependencies.add(source=two, kind="blocks", target=one, by=None)
        except IntegrityError as error:
            outcomes.append(str(error))
        finally:
            connection.close()

    thread = threading.Thread(target=second)
    thread.start()
    with transaction.atomic():
        dependencies.add(source=one, kind="blocks", target=two, by=None)
        is_written.set()
        wait_for_somebody_to_wait()
    thread.join()

    assert "would make a ring" in outcomes[0]
    assert Dependency.objects.get().source == one


def wait_for_somebody_to_wait() -> None:
    """Until another connection queues on a lock."""
    is_waiting = False
    while not is_waiting:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            is_waiting = cursor.fetchone()[0]
