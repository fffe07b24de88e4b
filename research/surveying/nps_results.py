"""NPS by wave and segment: the score with its interval, how the answers lie, and whether it changed."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from django.db.models import Count, Max, Min

from research.models import Segment, Survey, SurveyResponse
from research.statistics import nps, periods
from research.statistics.nps import Answers, Change, Score
from research.statistics.periods import Period

FORMULA = "100 × (promoters − detractors) ÷ answers; promoters 9–10, detractors 0–6"
INTERVAL = "95 %, adjusted Wald (Rocks 2016)"
CHANGE = "from the wave before, SE = √(SE₁² + SE₂²); significant at 95 % where its interval does not hold 0"


@dataclass(frozen=True, kw_only=True)
class Wave:
    """One wave of everybody or of a segment. `by_score` has how many gave 0, 1, … 10; `change` is to the one before."""

    period: Period
    by_score: tuple[int, ...]
    answers: Answers
    score: Score
    change: Change | None

    @property
    def n(self) -> int:
        return self.answers.n


@dataclass(frozen=True, kw_only=True)
class Group:
    """A segment, or everybody where it is None; the waves in which somebody answered, the oldest first."""

    segment: Segment | None
    waves: tuple[Wave, ...]


@dataclass(frozen=True, kw_only=True)
class Results:
    """Everybody stands first. `first` and `last` are None where nobody answered."""

    survey: Survey
    groups: tuple[Group, ...]
    first: datetime | None
    last: datetime | None

    def group_of(self, segment: int | None) -> Group | None:
        return next((one for one in self.groups if (one.segment.pk if one.segment else None) == segment), None)


class NpsChangeDocument(TypedDict):
    """In points."""

    value: float
    low: float
    high: float
    is_significant: bool


class NpsWaveDocument(TypedDict):
    """`margin` is the plain Wald one; `low` and `high` are the adjusted interval, to show."""

    wave: str
    period_start: date
    period_end: date
    n: int
    promoters: int
    passives: int
    detractors: int
    distribution: list[int]
    nps: float
    margin: float
    low: float
    high: float
    change: NpsChangeDocument | None


class NpsGroupDocument(TypedDict):
    """`segment` null is everybody."""

    segment: int | None
    waves: list[NpsWaveDocument]


class NpsDocument(TypedDict):
    survey: int
    kind: str
    formula: str
    interval: str
    change: str
    n: int
    groups: list[NpsGroupDocument]


def of(survey: Survey) -> Results:
    """Count the answers, whoever asks. Three queries."""
    tallies: dict[int | None, dict[date, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * 11))
    for row in SurveyResponse.objects.filter(survey=survey).tallied():
        for segment in {row["segment"], None}:
            tallies[segment][row["wave"]][row["score"]] += row["number"]
    segments = Segment.objects.in_bulk([pk for pk in tallies if pk is not None])
    ends = survey.responses.aggregate(first=Min("answered_at"), last=Max("answered_at"))
    named = sorted(segments.values(), key=lambda one: one.name.casefold())
    return Results(
        survey=survey,
        groups=tuple(
            Group(segment=one, waves=_waves(tallies[one.pk if one else None], survey.wave_length))
            for one in (None, *named)
            if tallies
        ),
        first=ends["first"],
        last=ends["last"],
    )


def latest(survey_ids: list[int]) -> Mapping[int, tuple[int, Wave | None]]:
    """Return how many answered each survey and, of NPS, its last wave. One query for any number."""
    tallies: dict[int, dict[date, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0] * 11))
    counted: dict[int, int] = defaultdict(int)
    lengths: dict[int, str] = {}
    rows = SurveyResponse.objects.filter(survey__in=survey_ids).order_by()
    for row in rows.values("survey", "survey__wave_length", "wave", "score").annotate(number=Count("pk")):
        counted[row["survey"]] += row["number"]
        lengths[row["survey"]] = row["survey__wave_length"]
        if row["score"] is not None:
            tallies[row["survey"]][row["wave"]][row["score"]] += row["number"]
    return {
        pk: (number, _waves(tallies[pk], lengths[pk])[-1] if pk in tallies else None) for pk, number in counted.items()
    }


def document(results: Results) -> NpsDocument:
    everybody = results.group_of(None)
    return {
        "survey": results.survey.pk,
        "kind": results.survey.kind,
        "formula": FORMULA,
        "interval": INTERVAL,
        "change": CHANGE,
        "n": sum(wave.n for wave in everybody.waves) if everybody else 0,
        "groups": [
            {"segment": one.segment.pk if one.segment else None, "waves": [_wave_document(wave) for wave in one.waves]}
            for one in results.groups
        ],
    }


def _wave_document(wave: Wave) -> NpsWaveDocument:
    return {
        "wave": wave.period.code,
        "period_start": wave.period.start,
        "period_end": wave.period.end,
        "n": wave.n,
        "promoters": wave.answers.promoters,
        "passives": wave.answers.passives,
        "detractors": wave.answers.detractors,
        "distribution": list(wave.by_score),
        "nps": _rounded(wave.score.value),
        "margin": _rounded(wave.score.margin),
        "low": _rounded(wave.score.interval.low),
        "high": _rounded(wave.score.interval.high),
        "change": _change_document(wave.change) if wave.change else None,
    }


def _change_document(change: Change) -> NpsChangeDocument:
    return {
        "value": _rounded(change.value),
        "low": _rounded(change.interval.low),
        "high": _rounded(change.interval.high),
        "is_significant": change.is_significant,
    }


def _rounded(value: float) -> float:
    """Without the dust of binary fractions."""
    return round(value, 6)


def _waves(tally: Mapping[date, list[int]], length: str) -> tuple[Wave, ...]:
    waves: list[Wave] = []
    for start, by_score in sorted(tally.items()):
        answers = nps.count_by_score(by_score)
        score = nps.score(answers)
        if score:
            before = waves[-1].score if waves else None
            change = nps.change(before, score) if before else None
            waves.append(
                Wave(
                    period=periods.around(start, length),
                    by_score=tuple(by_score),
                    answers=answers,
                    score=score,
                    change=change,
                )
            )
    return tuple(waves)
