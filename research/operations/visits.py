"""When somebody was last here, so that their home page can tell what is new."""

from datetime import datetime, timedelta

from research.models import User, Visit

GAP = timedelta(hours=4)
"""Whoever comes back within it is still on the same visit: what was new stays new after a look at something."""
MINUTE = timedelta(minutes=1)


def note(user: User, *, at: datetime) -> datetime | None:
    """Note that somebody is here; return when their visit before this one ended, None on the first. Two queries.

    Within a minute nothing is written.
    """
    visit, is_first = Visit.objects.get_or_create(user=user, defaults={"seen_at": at})
    if is_first or at - visit.seen_at < MINUTE:
        return visit.before
    if at - visit.seen_at > GAP:
        visit.before = visit.seen_at
    visit.seen_at = at
    visit.save(update_fields=["seen_at", "before"])
    return visit.before
