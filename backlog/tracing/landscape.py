"""What a survey of importance and satisfaction comes to: the place and score of each opportunity, by segment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict

from django.db.models import Count, Max, Min

from backlog.models import survey_ratings
from backlog.scoring import landscape
from backlog.scoring.frameworks import FRAMEWORKS
from backlog.scoring.landscape import Placed, Rated
from research.models import Segment, Survey, SurveyStatement

SHARE = "share of respondents answering 4 or 5 on 1–5, × 10, with its 95 % Wilson interval"


@dataclass(frozen=True, kw_only=True)
class Spot:
    """A statement and where its ratings place it."""

    statement: SurveyStatement
    placed: Placed


@dataclass(frozen=True, kw_only=True)
class Landscape:
    """Of a segment, or of everybody where it is None; the highest score first. `n` is how many answered."""

    segment: Segment | None
    n: int
    spots: tuple[Spot, ...]


@dataclass(frozen=True, kw_only=True)
class Landscapes:
    """Everybody stands first. `first` and `last` are None where nobody answered."""

    survey: Survey
    of: tuple[Landscape, ...]
    first: datetime | None
    last: datetime | None

    def of_segment(self, segment: int | None) -> Landscape | None:
        return next((one for one in self.of if (one.segment.pk if one.segment else None) == segment), None)


class SpotDocument(TypedDict):
    """`importance` and `satisfaction` go from 0 to 10, `score` from 0 to 20; `n` rated it."""

    opportunity: int
    wording: str
    n: int
    importance: float
    importance_low: float
    importance_high: float
    satisfaction: float
    satisfaction_low: float
    satisfaction_high: float
    score: float
    served: str
    explanation: str
    note: str


class LandscapeDocument(TypedDict):
    """`segment` null is everybody."""

    segment: int | None
    n: int
    opportunities: list[SpotDocument]


class LandscapesDocument(TypedDict):
    survey: int
    formula: str
    share: str
    first_answer: datetime | None
    last_answer: datetime | None
    landscapes: list[LandscapeDocument]


def of(survey: Survey) -> Landscapes:
    """Count the ratings, whoever asks. Four queries."""
    statements = {one.pk: one for one in survey.statements.select_related("opportunity").in_order()}
    counted = survey_ratings.counted(survey)
    answered = _answered(survey)
    ends = survey.responses.aggregate(first=Min("answered_at"), last=Max("answered_at"))
    segments = Segment.objects.in_bulk([pk for pk in counted if pk is not None])
    groups = (None, *sorted(segments.values(), key=lambda one: one.name.casefold())) if counted else ()
    return Landscapes(
        survey=survey,
        of=tuple(
            Landscape(
                segment=one,
                n=answered[one.pk] if one else sum(answered.values()),
                spots=tuple(_spots(counted[one.pk if one else None], statements)),
            )
            for one in groups
        ),
        first=ends["first"],
        last=ends["last"],
    )


def document(found: Landscapes) -> LandscapesDocument:
    return {
        "survey": found.survey.pk,
        "formula": FRAMEWORKS["opportunity"].formula,
        "share": SHARE,
        "first_answer": found.first,
        "last_answer": found.last,
        "landscapes": [
            {
                "segment": one.segment.pk if one.segment else None,
                "n": one.n,
                "opportunities": [_spot_document(spot) for spot in one.spots],
            }
            for one in found.of
        ],
    }


def _answered(survey: Survey) -> dict[int | None, int]:
    """How many answered, by segment."""
    rows = survey.responses.order_by().values("segment").annotate(number=Count("pk"))
    return {row["segment"]: row["number"] for row in rows}


def _spots(counted: Mapping[int, Rated], statements: Mapping[int, SurveyStatement]) -> list[Spot]:
    placed = ((statement, landscape.place(counted.get(pk, Rated()))) for pk, statement in statements.items())
    spots = [Spot(statement=statement, placed=one) for statement, one in placed if one]
    return sorted(spots, key=lambda spot: (-spot.placed.score, spot.statement.position))


def _spot_document(spot: Spot) -> SpotDocument:
    placed = spot.placed
    return {
        "opportunity": spot.statement.opportunity_id,
        "wording": spot.statement.wording,
        "n": placed.rated.n,
        "importance": float(placed.need.importance),
        "importance_low": round(placed.importance.low, 4),
        "importance_high": round(placed.importance.high, 4),
        "satisfaction": float(placed.need.satisfaction),
        "satisfaction_low": round(placed.satisfaction.low, 4),
        "satisfaction_high": round(placed.satisfaction.high, 4),
        "score": float(placed.score),
        "served": placed.served,
        "explanation": placed.result.explanation,
        "note": placed.note,
    }
