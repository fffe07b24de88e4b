"""Keeping what a survey says of opportunities as their scores."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from backlog.models import Score, survey_ratings
from backlog.operations import scores
from backlog.scoring import landscape
from backlog.scoring.landscape import Placed, Rated
from research.models import Opportunity, Segment, Survey, User
from research.operations.refusals import Refused

LONGEST_REASON = 500


class NobodyAnswered(Refused):
    """There is nothing to keep yet."""


@transaction.atomic
def store(survey: Survey, *, by: User, at: datetime) -> list[Score]:
    """Give each opportunity its score, of everybody and by segment; returns what is new. Raises `NobodyAnswered`.

    What stands already with the same inputs is left alone, so that history tells of changes only.
    """
    counts = survey_ratings.counted(survey)
    if not counts:
        raise NobodyAnswered("Nobody has answered yet: there is nothing to score.")
    asked = {one.pk: one.opportunity for one in survey.statements.select_related("opportunity")}
    segments = Segment.objects.in_bulk([pk for pk in counts if pk is not None])
    framework = Score.Framework.OPPORTUNITY
    current = Score.objects.current().filter(framework=framework, opportunity__in=asked.values())
    before = {(one.opportunity_id, one.segment_id): one.inputs for one in current}
    stored = []
    for pk, rated in counts.items():
        for opportunity, placed in _placed(rated, asked):
            inputs = {
                "importance": placed.need.importance,
                "satisfaction": placed.need.satisfaction,
                "respondents": Decimal(placed.rated.n),
            }
            if before.get((opportunity.pk, pk)) != {name: float(value) for name, value in inputs.items()}:
                stored.append(
                    scores.give(
                        framework=framework,
                        inputs=inputs,
                        opportunity=opportunity,
                        segment=segments[pk] if pk else None,
                        reason=f"Survey: {survey.title}"[:LONGEST_REASON],
                        by=by,
                        at=at,
                    )
                )
    return stored


def _placed(rated: Mapping[int, Rated], asked: Mapping[int, Opportunity]) -> Iterator[tuple[Opportunity, Placed]]:
    """Each opportunity once: where a merge made one of two, by the statement that more people rated."""
    most: dict[int, int] = {}
    for statement, one in rated.items():
        kept = most.get(asked[statement].pk)
        if kept is None or rated[kept].n < one.n:
            most[asked[statement].pk] = statement
    for statement in sorted(most.values()):
        if placed := landscape.place(rated[statement]):
            yield asked[statement], placed
