"""How a survey's statements were rated: counts by segment and statement, from which everything else is computed."""

from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Count, Q

from backlog.scoring.landscape import Rated
from research.models import Survey, SurveyRating


def counted(survey: Survey) -> Mapping[int | None, Mapping[int, Rated]]:
    """Return the counts by segment, None being everybody, and by statement. One query."""
    counts: dict[int | None, dict[int, Rated]] = defaultdict(lambda: defaultdict(Rated))
    rows = SurveyRating.objects.filter(response__survey=survey).order_by().values("response__segment", "statement")
    rows = rows.annotate(
        n=Count("pk"),
        important=Count("pk", filter=Q(importance__gte=4)),
        satisfied=Count("pk", filter=Q(satisfaction__gte=4)),
    )
    for row in rows:
        of_row = Rated(n=row["n"], important=row["important"], satisfied=row["satisfied"])
        for segment in {row["response__segment"], None}:
            counts[segment][row["statement"]] += of_row
    return counts
