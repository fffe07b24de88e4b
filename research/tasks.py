"""Jobs that the worker runs: by the clock, and those that operations enqueue by name."""

from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from research.behaviour import imports, keeping, pulls
from research.meaning import learning
from research.models import IdempotencyKey, ThrottleCounter
from research.operations import live_logs
from research.search import vocabulary

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


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="understand")
def understand(timestamp: int) -> None:
    """Make the vectors of what was said and written since, as far as it may be processed automatically."""
    learning.catch_up()


@app.periodic(cron="7 * * * *")
@app.task(queueing_lock="reconsider")
def reconsider(timestamp: int) -> None:
    """Forget vectors of words whose consent ran out."""
    learning.reconsider(at=timezone.now())


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="learn_words")
def learn_words(timestamp: int) -> None:
    """Gather the words that notes are made of, for correcting what is mistyped."""
    vocabulary.rebuild()


@app.task
def import_events(run: int) -> None:
    """Read an export of events that somebody sent."""
    imports.run(run)


@app.periodic(cron="23 * * * *")
@app.task(queueing_lock="measure_funnels")
def measure_funnels(timestamp: int) -> None:
    """Have every metric that a funnel fills look whether a day or a week of it is due, and try again what failed."""
    keeping.request_all()


@app.task
def measure_funnel(kept: int) -> None:
    """Measure what is due of a funnel that is kept as a metric."""
    keeping.measure(kept, at=timezone.now())


@app.task
def pull_events(run: int) -> None:
    """Ask an analytics tool for the events of some days."""
    pulls.run(run)
