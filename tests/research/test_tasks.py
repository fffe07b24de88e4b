"""What the worker does by the clock."""

from datetime import timedelta

from django.utils import timezone

from research import tasks
from research.models import IdempotencyKey, ThrottleCounter
from tests.factories import IdempotencyKeyFactory, ThrottleCounterFactory


def test_answers_and_counters_are_forgotten_after_a_day(db: None) -> None:
    old, new = IdempotencyKeyFactory.create_batch(2)
    IdempotencyKey.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
    ThrottleCounterFactory.create(window=timezone.now() - timedelta(hours=25))

    tasks.forget(timestamp=0)

    assert list(IdempotencyKey.objects.all()) == [new]
    assert not ThrottleCounter.objects.exists()
