"""Jobs that the worker runs: by the clock, and those that operations enqueue by name."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from research.behaviour import imports
from research.models import IdempotencyKey, ThrottleCounter
from research.operations import live_logs

ANSWERS_ARE_KEPT = timedelta(hours=24)


@app.periodic(cron="*/30 * * * *")
@app.task(queueing_lock="forget")
def forget(timestamp: int) -> None:
    """Delete answers kept for repeated requests, and counters of requests, once they are a day old."""
    before = timezone.now() - ANSWERS_ARE_KEPT
    IdempotencyKey.objects.filter(created_at__lt=before).delete()
    ThrottleCounter.objects.filter(window__lt=before).delete()


@app.periodic(cron="*/15 * * * *")
@app.task(queueing_lock="write_up_forgotten")
def write_up_forgotten(timestamp: int) -> None:
    """Make notes of live logs that nobody ended."""
    live_logs.write_up_forgotten(at=timezone.now())


@app.task
def import_events(run: int) -> None:
    """Read an export of events that somebody sent."""
    imports.run(run)
