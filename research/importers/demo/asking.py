"""What the demo's people were asked in surveys, and what they answered."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from research.importers.demo.world import Row, World
from research.models import Metric, Segment, Survey, SurveyResponse
from research.operations import measurements, survey_answers, surveys
from research.operations.survey_answers import Answer, Rating

LIFE = timedelta(days=90)


def ask(row: Row, world: World, *, at: datetime) -> Survey:
    """Make the survey with its answers, a link for everybody, and the values of its metric."""
    by = world.users[row["by"]]
    survey = Survey(
        product=world.product,
        metric=_metric(row, world),
        **{name: row.get(name, "") for name in ("kind", "title", "question", "follow_up", "wave_length")},
    )
    opportunities = [world.opportunities[key] for key in row.get("opportunities", ())]
    survey = surveys.define(survey, opportunities=opportunities, by=by)
    answers = list(_scores(row, survey, world) if survey.is_nps else _ratings(row, survey, world))
    # None is younger than the latest of them, whatever this machine's clock says.
    latest = max(one.response.answered_at for one in answers)
    survey_answers.take_all(survey, answers, by=by, at=max(at, latest))
    surveys.open_link(survey, expires_at=at + LIFE, at=at, by=by)
    if survey.metric:
        surveys.measure(survey, by=by)
    return survey


def _metric(row: Row, world: World) -> Metric | None:
    if "metric" not in row:
        return None
    metric = Metric(product=world.product, formula="nps", unit="points", period=row["wave_length"], **row["metric"])
    return measurements.define(metric, by=world.users[row["by"]])


def _scores(row: Row, survey: Survey, world: World) -> Iterator[Answer]:
    for wave in row["waves"]:
        moments = _moments(wave["day"], survey)
        for key, numbers in wave["scores"].items():
            for score, number in enumerate(numbers):
                for _ in range(number):
                    yield Answer(response=_response(survey, next(moments), world.segments[key], score=score))
        for comment in wave["comments"]:
            response = _response(
                survey, next(moments), world.segments[comment["segment"]], score=comment["score"], text=comment["text"]
            )
            response.account = world.accounts.get(comment.get("account", ""))
            response.participant = world.participants.get(comment.get("participant", ""))
            yield Answer(response=response)


def _ratings(row: Row, survey: Survey, world: World) -> Iterator[Answer]:
    moments = _moments(row["day"], survey)
    for key, rated in row["rated"].items():
        for number in range(rated["n"]):
            ratings = [
                Rating(
                    opportunity=world.opportunities[name].pk,
                    importance=_rating(number, high=rated[name][0]),
                    satisfaction=_rating(rated["n"] - 1 - number, high=rated[name][1]),
                )
                for name in row["opportunities"]
            ]
            yield Answer(response=_response(survey, next(moments), world.segments[key]), ratings=ratings)


def _response(
    survey: Survey, moment: datetime, segment: Segment, *, score: int | None = None, text: str = ""
) -> SurveyResponse:
    return SurveyResponse(survey=survey, answered_at=moment, segment=segment, score=score, comment=text)


def _rating(number: int, *, high: int) -> int:
    """So many give a 4 or a 5, the rest less."""
    return 5 - number % 2 if number < high else 1 + number % 3


def _moments(day: str, survey: Survey) -> Iterator[datetime]:
    """One after another, a few minutes apart, from nine o'clock on."""
    zone = ZoneInfo(survey.product.time_zone)
    moment = datetime.combine(date.fromisoformat(day), time(9), zone)
    while True:
        yield moment
        moment += timedelta(minutes=23)
