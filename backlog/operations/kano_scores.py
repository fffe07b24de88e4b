"""Keeping what a Kano survey says of items as their scores."""

from collections.abc import Iterator
from datetime import datetime
from itertools import repeat

from django.db import transaction

from backlog.models import KanoAnswer, KanoQuestion, KanoSurvey, Score
from backlog.models.kano_answer import Tally
from backlog.operations import scores
from backlog.scoring import kano
from backlog.scoring.kano import Answer, Counts
from research.models import User
from research.operations.refusals import Refused


class NobodyAnswered(Refused):
    """There is nothing to keep yet."""


@transaction.atomic
def store(survey: KanoSurvey, *, at: datetime, by: User) -> list[Score]:
    """Give each item the Kano score of everybody's answers; returns what is new. Raises `NobodyAnswered`.

    What stands already with the same counts is left alone, so that history tells of changes only.
    """
    tallies = list(KanoAnswer.objects.filter(question__survey=survey).tallied())
    if not tallies:
        raise NobodyAnswered("Nobody has answered yet: there is nothing to score.")
    questions = survey.questions.select_related("item").in_order()
    current = Score.objects.current().filter(
        framework=Score.Framework.KANO, item__in=[one.item_id for one in questions]
    )
    before = {one.item_id: one.inputs for one in current}
    stored = []
    for question in questions:
        counts = counts_of(question, tallies)
        inputs = kano.as_inputs(counts)
        if counts.n and before.get(question.item_id) != {name: int(value) for name, value in inputs.items()}:
            stored.append(
                scores.give(
                    framework=Score.Framework.KANO,
                    inputs=inputs,
                    item=question.item,
                    reason=f"Kano survey: {survey.title}",
                    by=by,
                    at=at,
                )
            )
    return stored


def counts_of(question: KanoQuestion, tallies: list[Tally]) -> Counts:
    return kano.counted(_answers(question, tallies))


def _answers(question: KanoQuestion, tallies: list[Tally]) -> Iterator[Answer]:
    for one in tallies:
        if one["question"] == question.pk:
            answer = Answer(functional=one["functional"], dysfunctional=one["dysfunctional"])
            yield from repeat(answer, one["number"])
