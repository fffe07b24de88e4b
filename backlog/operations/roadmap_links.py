"""Links at which others read a roadmap: making and closing them."""

from datetime import datetime

from django.db import transaction

from backlog.models import RoadmapLink
from research.models import Product, User
from research.operations import public_links


@transaction.atomic
def make(product: Product, *, name: str, expires_at: datetime, by: User, at: datetime) -> RoadmapLink:
    """Make a link that runs out at a moment. Raises `Unacceptable` for one that is over or too far off."""
    public_links.check_life(expires_at, at=at)
    return RoadmapLink.objects.create(product=product, name=name, expires_at=expires_at, created_by=by)


@transaction.atomic
def close(link: RoadmapLink, *, at: datetime, by: User) -> RoadmapLink:
    """Let the link lead nowhere from now on. Twice is once."""
    if link.closed_at is None:
        link.closed_at = at
        link.save(update_fields=["closed_at"])
    return link
