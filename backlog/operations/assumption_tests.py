"""Planning assumption tests, and recording what came out of them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from backlog.models import AssumptionTest, evidence_facts
from backlog.models.evidence_facts import ANECDOTAL, FROM_USERS
from backlog.scoring.confidence import FEW, ProblemFacts, supported
from research.models import EvidenceClass, Interview, User
from research.operations.refusals import Refused, Unacceptable

Method = AssumptionTest.Method
CLASSES = {
    Method.USABILITY_STUDY: "user-evidence",
    Method.INTERVIEWS: "user-evidence",
    Method.EARLY_VERSION: "user-evidence",
    Method.SURVEY: "market-data",
    Method.SMOKE_TEST: "market-data",
    Method.AB_TEST: "test-results",
    Method.LONGITUDINAL: "test-results",
    Method.LAUNCH: "launch-data",
    Method.TECHNICAL_TRIAL: "estimates",
    Method.CALCULATION: "estimates",
    Method.EXPERT_REVIEW: "opinion",
}
"""The evidence class that a method gives where nobody says otherwise, by its slug."""


class CriterionFixed(Refused):
    """There is a result: what was tested and what was to count as success stay as they are."""


class NoCriterion(Refused):
    """Nobody said what would count as success."""


class WrongTime(Unacceptable):
    """The test would be done before its criterion was set or before it started, or in the future."""


class NoClass(Unacceptable):
    """The class that the method usually gives is not there any more, so somebody has to say which."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came out of a test. Without a class it has its method's; without people, those of what it leads to."""

    result: str
    words: str
    done_on: date
    participants: int | None = None
    evidence_class: EvidenceClass | None = None


@transaction.atomic
def plan(test: AssumptionTest, *, by: User | None, at: datetime) -> AssumptionTest:
    """Save a new test. A criterion counts as set at that moment."""
    test.created_by = by
    test.criterion_at = at if test.criterion else None
    test.save()
    return test


@transaction.atomic
def revise(test: AssumptionTest, *, by: User, at: datetime) -> AssumptionTest:
    """Save what was changed. Raises `CriterionFixed`. A new criterion counts as set at that moment."""
    before = AssumptionTest.objects.locked().get(pk=test.pk)
    is_same = (test.criterion, test.assumption) == (before.criterion, before.assumption)
    if before.result and not is_same:
        raise CriterionFixed(
            "There is a result: the assumption and its criterion stay as they were. Plan another test to ask anew."
        )
    if test.criterion != before.criterion:
        test.criterion_at = at if test.criterion else None
    test.save()
    return test


@transaction.atomic
def record(test: AssumptionTest, outcome: Outcome, *, by: User | None, at: datetime) -> AssumptionTest:
    """Say what came out, or say it anew. Raises `NoCriterion`, `WrongTime` and `NoClass`.

    Notes which confidence the item's evidence supported before, and which it supports now. Ten queries.
    """
    AssumptionTest.objects.locked().get(pk=test.pk)
    if not test.criterion or test.criterion_at is None:
        raise NoCriterion("Say first what would count as success; a result that nobody awaited convinces nobody.")
    _check_days(test, outcome, at=at)
    if not test.result:
        test.supported_before = _supported(test.item_id, at=at)
        # Whoever set the criterion in the same moment, as machines do, set it first.
        test.result_at = max(at, test.criterion_at + timedelta(microseconds=1))
    if outcome.participants is not None:
        test.participants = outcome.participants
    elif test.participants is None:
        test.participants = _led_to(test)
    test.result, test.result_words, test.done_on = outcome.result, outcome.words, outcome.done_on
    test.evidence_class = outcome.evidence_class or usual_class(test.method, participants=test.participants)
    test.save()
    test.supported_after = _supported(test.item_id, at=at)
    test.save(update_fields=["supported_after"])
    return test


def usual_class(method: str, *, participants: int | None) -> EvidenceClass:
    """Return the class that the method gives with so many people. Raises `NoClass`. One query."""
    slug = CLASSES[Method(method)]
    if slug == FROM_USERS and participants is not None and participants <= FEW:
        slug = ANECDOTAL
    found = EvidenceClass.objects.filter(slug=slug).first()
    if found is None:
        raise NoClass("Say which class of evidence this is.", field="evidence_class")
    return found


def supported_by(ids: Collection[int], *, at: datetime) -> dict[int, str]:
    """Return the RICE confidence, in words, that each item's evidence supports. Four queries."""
    problems, solutions = evidence_facts.of_problems(ids, at=at), evidence_facts.of_solutions(ids)
    return {
        pk: supported(
            ProblemFacts(participants=problems[pk].backing, is_only_opinions=problems[pk].is_only_opinions),
            solutions[pk],
        ).words
        for pk in ids
    }


def _supported(item: int, *, at: datetime) -> str:
    return supported_by([item], at=at)[item]


def _check_days(test: AssumptionTest, outcome: Outcome, *, at: datetime) -> None:
    if outcome.done_on > timezone.localdate(at):
        raise WrongTime("This day has not come yet.", field="done_on")
    if test.criterion_at and outcome.done_on < timezone.localdate(test.criterion_at):
        raise WrongTime(
            f"The criterion was set on {timezone.localdate(test.criterion_at):%-d %B %Y}:"
            " a test that was done before was not held against it.",
            field="done_on",
        )
    if test.started_on and outcome.done_on < test.started_on:
        raise WrongTime("A test starts before it is done.", field="done_on")


def _led_to(test: AssumptionTest) -> int | None:
    """Count the people of what the test leads to; None where it does not say."""
    if test.measurement:
        return test.measurement.n
    if test.interview_id:
        return Interview.participants.through.objects.filter(interview=test.interview_id).count() or None
    if test.study_id:
        held = Interview.objects.sessions().held().filter(study=test.study_id)
        met = Interview.participants.through.objects.filter(interview__in=held.values("pk"))
        return met.values("participant").distinct().count() or None
    return None
