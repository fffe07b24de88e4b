"""Jobs of the backlog that the worker runs by the clock."""

from procrastinate.contrib.django import app

from backlog import watching


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="watch_searches")
def watch_searches(timestamp: int) -> None:
    """Count what is new for saved searches."""
    watching.check_all()
