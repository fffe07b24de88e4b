"""Insights from draft to published, and kept alive afterwards."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from research.models import Highlight, HighlightParticipant, Insight, Study, User
from research.operations import evidence
from research.operations.refusals import Refused, Unacceptable


class NotReadyToPublish(Refused):
    """A statement or evidence is missing, or somebody whose words it cites has not agreed to be quoted."""


class ReasonMissing(Unacceptable):
    """Nobody can judge a confirmation that gives no reason."""


class WrongState(Refused):
    """The insight is not in the state that this step starts from."""


@transaction.atomic
def begin(*, title: str, statement: str, highlights: Collection[Highlight], by: User) -> Insight:
    """Draw up an insight of the person's own, that these passages support.

    If they come from one private study, it belongs to that study. Raises what `evidence.cite` raises.
    """
    studies = {one.note.interview.study for one in highlights}
    private = [one for one in studies if one and one.visibility == Study.Visibility.PRIVATE]
    study = private[0] if private else None
    insight = Insight.objects.create(title=title, statement=statement, study=study, owner=by, created_by=by)
    for highlight in highlights:
        evidence.cite(insight=insight, highlight=highlight, by=by)
    return insight


@transaction.atomic
def submit(insight: Insight, *, by: User) -> Insight:
    """Ask for a review: draft → in review. Raises `WrongState`."""
    return _step(insight, allowed=(Insight.Status.DRAFT,), to=Insight.Status.IN_REVIEW)


@transaction.atomic
def reopen(insight: Insight, *, by: User) -> Insight:
    """Work on it again: any other state → draft. Raises `WrongState`."""
    allowed = (Insight.Status.IN_REVIEW, Insight.Status.PUBLISHED, Insight.Status.ARCHIVED)
    return _step(insight, allowed=allowed, to=Insight.Status.DRAFT)


@transaction.atomic
def archive(insight: Insight, *, by: User) -> Insight:
    """Take it out of sight; what cites it keeps it. Raises `WrongState`."""
    allowed = (Insight.Status.DRAFT, Insight.Status.IN_REVIEW, Insight.Status.PUBLISHED)
    return _step(insight, allowed=allowed, to=Insight.Status.ARCHIVED)


@transaction.atomic
def publish(insight: Insight, *, by: User, at: datetime) -> Insight:
    """Show it to everyone. Raises `WrongState` and `NotReadyToPublish`, with all that is missing in one sentence.

    It needs a statement and evidence, and every session participant whose words it cites must have a consent
    to be quoted internally in force. Feedback came by itself: there only a withdrawn consent stands against it.
    Whether somebody looked for the opposite is asked, and does not block (`needs_opposite_sought`).
    """
    insight = Insight.objects.locked().get(pk=insight.pk)
    missing = []
    if not insight.statement.strip():
        missing.append("it makes no statement yet")
    if not insight.evidence.exists():
        missing.append("nothing supports it yet")
    if codes := unquotable(insight, at=at):
        missing.append(f"no consent to be quoted is in force for {', '.join(codes)}")
    if missing:
        raise NotReadyToPublish(f"The insight cannot be published: {'; '.join(missing)}.")
    insight.published_at = at
    insight.save(update_fields=["published_at"])
    return _step(insight, allowed=(Insight.Status.DRAFT, Insight.Status.IN_REVIEW), to=Insight.Status.PUBLISHED)


def unquotable(insight: Insight, *, at: datetime) -> list[str]:
    """Return the codes of the participants whose words may not be quoted here. One query."""
    cited = HighlightParticipant.objects.filter(highlight__insight_evidence__insight=insight)
    refused = cited.exclude(highlight__state=Highlight.State.WITHDRAWN).unquotable(at=at)
    return list(refused.order_by("participant__code").values_list("participant__code", flat=True).distinct())


def needs_opposite_sought(insight: Insight) -> bool:
    """Tell whether nobody has looked for evidence against it since it was drawn up."""
    return insight.opposite_sought_at is None


@transaction.atomic
def seek_opposite(insight: Insight, *, by: User, at: datetime) -> Insight:
    """Record who looked for evidence against it, and when. Doing so again renews it."""
    insight = Insight.objects.locked().get(pk=insight.pk)
    insight.opposite_sought_at, insight.opposite_sought_by = at, by
    insight.save(update_fields=["opposite_sought_at", "opposite_sought_by"])
    return insight


@transaction.atomic
def confirm(insight: Insight, *, reason: str, by: User, at: datetime) -> Insight:
    """Record that it is still true, which ends its being stale. Raises `ReasonMissing`."""
    if not reason.strip():
        raise ReasonMissing("Say why it is still true.", field="reason")
    insight = Insight.objects.locked().get(pk=insight.pk)
    insight.confirmed_at, insight.confirmed_by, insight.confirmation_reason = at, by, reason.strip()
    insight.save(update_fields=["confirmed_at", "confirmed_by", "confirmation_reason"])
    return insight


@transaction.atomic
def assign(insights: Collection[Insight], *, owner: User | None, by: User) -> int:
    """Say who looks after the insights; returns how many."""
    return Insight.objects.filter(pk__in=[insight.pk for insight in insights]).update(owner=owner)


def _step(insight: Insight, *, allowed: Collection[str], to: str) -> Insight:
    insight = Insight.objects.locked().get(pk=insight.pk)
    if insight.status not in allowed:
        raise WrongState(f"The insight is {insight.get_status_display()}.")
    insight.status = to
    insight.save(update_fields=["status"])
    return insight
