"""What the worker does by the clock."""

from datetime import timedelta

from django.utils import timezone

from research import tasks
from research.models import IdempotencyKey, LiveLine, Note, ThrottleCounter
from tests.factories import IdempotencyKeyFactory, LiveLineFactory, ThrottleCounterFactory


def test_answers_and_counters_are_forgotten_after_a_day(db: None) -> None:
    old, new = IdempotencyKeyFactory.create_batch(2)
    IdempotencyKey.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
    ThrottleCounterFactory.create(window=timezone.now() - timedelta(hours=25))

    tasks.forget(timestamp=0)

    assert list(IdempotencyKey.objects.all()) == [new]
    assert not ThrottleCounter.objects.exists()


def test_a_live_log_that_nobody_ended_becomes_a_note(db: None) -> None:
    LiveLineFactory.create(text="long ago")
    LiveLine.objects.update(updated_at=timezone.now() - timedelta(hours=3))

    tasks.write_up_forgotten(timestamp=0)

    assert Note.objects.get().text == "long ago"
