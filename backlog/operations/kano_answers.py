"""Taking what people answer: all questions of a survey at once, and each respondent once."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from backlog.models import KanoAnswer, KanoQuestion, KanoSurvey
from backlog.scoring.kano import Answer
from research.models import Segment
from research.operations.refusals import Refused, Unacceptable


class SurveyClosed(Refused):
    """It takes no answers any more."""


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What one person answered, by the number of the question. Without a moment, it was now."""

    respondent: UUID
    answers: Mapping[int, Answer]
    segment: Segment | None = None
    answered_at: datetime | None = None


@transaction.atomic
def take(survey: KanoSurvey, submissions: Sequence[Submission], *, at: datetime) -> list[KanoAnswer]:
    """Save the submissions, all or none; returns the new answers. Four queries.

    A respondent who is there already is left as they are: sending twice is sending once. Raises `SurveyClosed` for
    anything new to a survey that is closed or has run out, and `Unacceptable` for what is not whole.
    """
    survey = KanoSurvey.objects.locked().get(pk=survey.pk)
    questions = list(survey.questions.in_order())
    there = answered(survey, [one.respondent for one in submissions])
    new = {one.respondent: one for one in submissions if one.respondent not in there}
    if new and not survey.is_open(at=at):
        raise SurveyClosed("The survey takes no answers any more.")
    for one in new.values():
        check(one, questions=questions, at=at)
    return KanoAnswer.objects.bulk_create(
        KanoAnswer(
            question=question,
            respondent=one.respondent,
            segment=one.segment,
            functional=one.answers[question.pk].functional,
            dysfunctional=one.answers[question.pk].dysfunctional,
            answered_at=one.answered_at or at,
        )
        for one in new.values()
        for question in questions
    )


def answered(survey: KanoSurvey, respondents: Collection[UUID]) -> set[UUID]:
    """Return those of them who answered already. One query."""
    rows = KanoAnswer.objects.filter(question__survey=survey, respondent__in=respondents)
    return set(rows.order_by().values_list("respondent", flat=True).distinct())


def check(submission: Submission, *, questions: Sequence[KanoQuestion], at: datetime) -> None:
    """Raise `Unacceptable` where a question is left out or another survey's is answered."""
    asked = {one.pk for one in questions}
    if strange := set(submission.answers) - asked:
        raise Unacceptable(f"The survey does not ask question {min(strange)}.", field="answers")
    if missing := asked - set(submission.answers):
        raise Unacceptable(f"Question {min(missing)} is not answered: it is all or nothing.", field="answers")
    if any(
        not 1 <= position <= 5
        for one in submission.answers.values()
        for position in (one.functional, one.dysfunctional)
    ):
        raise Unacceptable("An answer is a position from 1 to 5.", field="answers")
    if submission.answered_at and submission.answered_at > at:
        raise Unacceptable("Nobody has answered in the future.", field="answered_at")
