"""Answers to surveys: taken one by one, each checked against what was asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from research.models import Survey, SurveyLink, SurveyRating, SurveyResponse, SurveyStatement, User
from research.operations.refusals import Refused, Unacceptable
from research.statistics import periods

LONGEST_COMMENT = 2_000
EARLIEST = 1990
"""The year before which nobody answered."""
AHEAD = timedelta(minutes=5)
"""Clocks of senders may be that wrong."""


@dataclass(frozen=True, kw_only=True)
class Rating:
    """Of one opportunity, by its id; both from 1 to 5."""

    opportunity: int
    importance: int
    satisfaction: int


class SurveyClosed(Refused):
    """It takes no answers."""


class WrongAnswer(Unacceptable):
    """It does not answer what was asked."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """A response that is not saved yet, and what it rates."""

    response: SurveyResponse
    ratings: Sequence[Rating] = ()


def take(answer: Answer, *, by: User | None, at: datetime) -> SurveyResponse:
    """Save one answer. Without a wave it counts into that of its day. Raises what `take_all` raises."""
    return take_all(answer.response.survey, [answer], by=by, at=at)[0]


@transaction.atomic
def take_all(survey: Survey, answers: Sequence[Answer], *, by: User | None, at: datetime) -> list[SurveyResponse]:
    """Save answers, all or none. Three queries, however many they are. Raises `SurveyClosed` and `WrongAnswer`."""
    statements = asked_by(survey)
    rows = [row for one in answers for row in checked(one, statements=statements, at=at)]
    responses = [one.response for one in answers]
    for response in responses:
        response.created_by = by
    saved = SurveyResponse.objects.bulk_create(responses)
    SurveyRating.objects.bulk_create(rows)
    return saved


def asked_by(survey: Survey) -> Mapping[int, SurveyStatement]:
    """Return the statements by opportunity: the first, where a merge made one of two. One query."""
    return {one.opportunity_id: one for one in survey.statements.order_by("-position")}


def checked(answer: Answer, *, statements: Mapping[int, SurveyStatement], at: datetime) -> list[SurveyRating]:
    """Complete the response and return its ratings, neither of them saved. Raises `SurveyClosed`, `WrongAnswer`."""
    response = answer.response
    if response.survey.is_closed:
        raise SurveyClosed("This survey is closed and takes no answers.")
    if not _has(response, "answered_at"):
        response.answered_at = at
    if response.answered_at > at + AHEAD:
        raise WrongAnswer("An answer does not come from the future.", field="answered_at")
    if response.answered_at.year < EARLIEST:
        raise WrongAnswer("This is too long ago.", field="answered_at")
    day = response.wave if _has(response, "wave") else _day_of(response)
    response.wave = periods.around(day, response.survey.wave_length).start
    response.comment = response.comment.strip()
    if response.participant and not response.account_id:
        response.account_id = response.participant.account_id
    if response.survey.is_nps:
        _check_score(response, answer.ratings)
        return []
    return _rated(response, answer.ratings, statements)


@transaction.atomic
def take_by_link(response: SurveyResponse, *, link: SurveyLink, at: datetime, ratings: Sequence[Rating] = ()) -> bool:
    """Save what somebody sends by a link, whose segment it gets; returns whether it is new.

    The form carries the answer's public id: the same form sent twice, even at once, is one answer.
    """
    survey = Survey.objects.locked().select_related("product").get(pk=link.survey_id)
    if SurveyResponse.objects.filter(uuid=response.uuid).exists():
        return False
    response.survey, response.segment, response.answered_at = survey, link.segment, at
    take(Answer(response=response, ratings=ratings), by=None, at=at)
    return True


def _has(response: SurveyResponse, name: str) -> bool:
    """Tell whether it was given; the database will want it, so that its type says always."""
    return getattr(response, name) is not None


def _day_of(response: SurveyResponse) -> date:
    """The day it was by the product's clocks."""
    return response.answered_at.astimezone(ZoneInfo(response.survey.product.time_zone)).date()


def _rated(
    response: SurveyResponse, ratings: Sequence[Rating], statements: Mapping[int, SurveyStatement]
) -> list[SurveyRating]:
    if response.score is not None or response.comment:
        raise WrongAnswer("This survey asks for ratings, not for a score.", field="score")
    if not ratings:
        raise WrongAnswer("Rate one of the opportunities at least.", field="ratings")
    if any(one.opportunity not in statements for one in ratings):
        raise WrongAnswer("The survey does not ask about this opportunity.", field="ratings")
    if len({one.opportunity for one in ratings}) < len(ratings):
        raise WrongAnswer("Rate an opportunity once.", field="ratings")
    if any(not 1 <= value <= 5 for one in ratings for value in (one.importance, one.satisfaction)):
        raise WrongAnswer("Ratings go from 1 to 5.", field="ratings")
    return [
        SurveyRating(
            response=response,
            statement=statements[one.opportunity],
            importance=one.importance,
            satisfaction=one.satisfaction,
        )
        for one in ratings
    ]


def _check_score(response: SurveyResponse, ratings: Sequence[Rating]) -> None:
    if ratings:
        raise WrongAnswer("This survey asks for a score, not for ratings.", field="ratings")
    if response.score is None or not 0 <= response.score <= 10:
        raise WrongAnswer("Give a score from 0 to 10.", field="score")
    if len(response.comment) > LONGEST_COMMENT:
        raise WrongAnswer(f"A comment has at most {LONGEST_COMMENT:,} characters.", field="comment")
