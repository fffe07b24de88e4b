"""What the demo's people were asked about features, and what they answered."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import cycle
from uuid import UUID, uuid5

from backlog.models import BacklogItem, KanoQuestion, KanoSurvey
from backlog.operations import kano_answers, kano_scores, kano_surveys
from backlog.operations.kano_answers import Submission
from backlog.operations.kano_surveys import Wording
from backlog.scoring.kano import Answer
from research.importers.demo import Row, World

LIFE = timedelta(days=45)
STEP = timedelta(hours=7)
ORDER = "AOMIRQ"
SIGNED: Mapping[str, Sequence[tuple[int, int]]] = {
    "A": ((1, 3), (1, 4), (1, 2), (1, 4)),
    "O": ((1, 5),),
    "M": ((2, 5), (3, 5), (2, 5), (4, 5)),
    "I": ((3, 3), (2, 4), (3, 4), (2, 3), (4, 3)),
    "R": ((5, 2), (4, 1), (5, 3)),
    "Q": ((1, 1), (5, 5)),
}
"""Positions that make each category, as people vary."""


def ask(row: Row, world: World, items: Mapping[str, BacklogItem], *, at: datetime) -> KanoSurvey:
    """Make the survey with its answers; keep the results of one that is over as scores."""
    by = world.users[row["by"]]
    wordings = [
        Wording(item=items[one["item"]], functional=one["functional"], dysfunctional=one["dysfunctional"])
        for one in row["questions"]
    ]
    survey = KanoSurvey(title=row["title"], introduction=row["introduction"], expires_at=at + LIFE)
    segments = [world.segments[key] for key in row["segments"]]
    survey = kano_surveys.define(survey, wordings=wordings, segments=segments, at=at, by=by)
    keys = {items[one["item"]].pk: one["item"] for one in row["questions"]}
    questions = {keys[one.item_id]: one for one in survey.questions.all()}
    began = at - timedelta(days=row["days_ago"])
    kano_answers.take(survey, list(_submissions(row, survey, questions, world, began=began)), at=at)
    if row["is_closed"]:
        survey = kano_surveys.close(survey, at=at, by=by)
        kano_scores.store(survey, at=at, by=by)
    return survey


def _submissions(
    row: Row, survey: KanoSurvey, questions: Mapping[str, KanoQuestion], world: World, *, began: datetime
) -> Iterator[Submission]:
    moment = began
    for segment, about in row["answered"].items():
        answers = {key: list(_answers(about[key], turn)) for turn, key in enumerate(questions)}
        for person in range(sum(next(iter(about.values())))):
            yield Submission(
                respondent=_number(survey, f"{segment} {person}"),
                segment=world.segments[segment] if segment else None,
                answered_at=moment,
                answers={question.pk: answers[key][person] for key, question in questions.items()},
            )
            moment += STEP


def _answers(counts: Sequence[int], turn: int) -> Iterator[Answer]:
    """So many of each category; turned, so that it is not always the same people who like something."""
    signs = [sign for sign, number in zip(ORDER, counts, strict=True) for _ in range(number)]
    pairs = {sign: cycle(positions) for sign, positions in SIGNED.items()}
    start = turn * 5 % len(signs)
    for sign in signs[start:] + signs[:start]:
        functional, dysfunctional = next(pairs[sign])
        yield Answer(functional=functional, dysfunctional=dysfunctional)


def _number(survey: KanoSurvey, text: str) -> UUID:
    return uuid5(survey.uuid, text)
