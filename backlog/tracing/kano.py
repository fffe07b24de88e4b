"""What a Kano survey came to: every item, of everybody and by segment."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import repeat
from typing import TypedDict

from django.db.models import Max, Min

from backlog.models import KanoAnswer, KanoQuestion, KanoSurvey
from backlog.scoring import kano
from backlog.scoring.kano import CATEGORIES, Answer, Counts, Kano, Position
from research.models import Segment


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What those of one segment, or everybody (None), make of one item."""

    question: KanoQuestion
    segment: Segment | None
    counts: Counts
    found: Kano
    position: Position

    @property
    def notes(self) -> list[str]:
        """The tie rule where it decided, Fong's test, and that they are few."""
        said = (
            kano.tie_in_words(self.found),
            kano.fong_in_words(self.counts, self.found),
            kano.few_in_words(self.found.n),
        )
        return [one for one in said if one]


@dataclass(frozen=True, kw_only=True)
class Results:
    """`outcomes` are of everybody first, then by segment, each in the order of the questions."""

    questions: tuple[KanoQuestion, ...]
    outcomes: tuple[Outcome, ...]
    first: datetime | None
    last: datetime | None

    def of(self, segment: int | None) -> list[Outcome]:
        return [one for one in self.outcomes if (one.segment.pk if one.segment else None) == segment]

    @property
    def segments(self) -> list[Segment]:
        seen = {one.segment.pk: one.segment for one in self.outcomes if one.segment}
        return sorted(seen.values(), key=lambda one: one.name.casefold())

    @property
    def n(self) -> int:
        """Respondents: all of them answered every question."""
        return max((one.found.n for one in self.of(None)), default=0)


class KanoCountsDocument(TypedDict):
    must_be: int
    one_dimensional: int
    attractive: int
    indifferent: int
    reverse: int
    questionable: int


class KanoContinuousDocument(TypedDict):
    """DuMouchel's means and standard deviations; the latter from two answers on."""

    functional: float
    dysfunctional: float
    functional_spread: float | None
    dysfunctional_spread: float | None


class KanoOutcomeDocument(TypedDict):
    question: int
    item: int
    segment: int | None
    n: int
    counts: KanoCountsDocument
    category: str
    category_in_words: str
    is_tie: bool
    better: float | None
    worse: float | None
    category_strength: float
    total_strength: float
    is_significant: bool
    continuous: KanoContinuousDocument
    notes: list[str]


class KanoResultsDocument(TypedDict):
    survey: int
    n: int
    first_answered_on: date | None
    last_answered_on: date | None
    tie_rule: str
    outcomes: list[KanoOutcomeDocument]


def of(survey: KanoSurvey) -> Results:
    """Four queries, however many answered."""
    questions = list(survey.questions.select_related("item").in_order())
    rows = KanoAnswer.objects.filter(question__survey=survey)
    answers: dict[tuple[int | None, int], list[Answer]] = defaultdict(list)
    for one in rows.tallied():
        answer = Answer(functional=one["functional"], dysfunctional=one["dysfunctional"])
        for segment in {one["segment"], None}:
            answers[segment, one["question"]].extend(repeat(answer, one["number"]))
    segments: dict[int | None, Segment] = dict(Segment.objects.in_bulk([key for key, _ in answers if key is not None]))
    when = rows.aggregate(first=Min("answered_at"), last=Max("answered_at"))
    ordered = sorted(segments, key=lambda key: segments[key].name.casefold())
    return Results(
        questions=tuple(questions),
        outcomes=tuple(
            outcome
            for key in (None, *ordered)
            for question in questions
            if (outcome := _outcome(question, segments.get(key), answers[key, question.pk]))
        ),
        **when,
    )


def _outcome(question: KanoQuestion, segment: Segment | None, answers: Sequence[Answer]) -> Outcome | None:
    counts = kano.counted(answers)
    found, position = kano.measured(counts), kano.position(answers)
    if found is None or position is None:
        return None
    return Outcome(question=question, segment=segment, counts=counts, found=found, position=position)


def document(survey: KanoSurvey, results: Results) -> KanoResultsDocument:
    return {
        "survey": survey.pk,
        "n": results.n,
        "first_answered_on": results.first.date() if results.first else None,
        "last_answered_on": results.last.date() if results.last else None,
        "tie_rule": kano.TIE_RULE,
        "outcomes": [_document(one) for one in results.outcomes],
    }


def _document(one: Outcome) -> KanoOutcomeDocument:
    found, position = one.found, one.position
    return {
        "question": one.question.pk,
        "item": one.question.item_id,
        "segment": one.segment.pk if one.segment else None,
        "n": found.n,
        "counts": {
            "must_be": one.counts.of("M"),
            "one_dimensional": one.counts.of("O"),
            "attractive": one.counts.of("A"),
            "indifferent": one.counts.of("I"),
            "reverse": one.counts.of("R"),
            "questionable": one.counts.of("Q"),
        },
        "category": found.category,
        "category_in_words": CATEGORIES[found.category],
        "is_tie": found.is_tie,
        "better": None if found.better is None else float(found.better),
        "worse": None if found.worse is None else float(found.worse),
        "category_strength": float(found.category_strength),
        "total_strength": float(found.total_strength),
        "is_significant": found.is_significant,
        "continuous": {
            "functional": round(position.functional, 4),
            "dysfunctional": round(position.dysfunctional, 4),
            "functional_spread": _rounded(position.functional_spread),
            "dysfunctional_spread": _rounded(position.dysfunctional_spread),
        },
        "notes": one.notes,
    }


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 4)
