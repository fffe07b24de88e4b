"""What would count as success is said before, and stays."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from backlog.models import AssumptionTest
from backlog.operations import assumption_tests
from backlog.operations.assumption_tests import CriterionFixed, NoCriterion, Outcome, WrongTime
from research.models import EvidenceClass, User
from tests.factories import (
    AssumptionTestFactory,
    BacklogItemFactory,
    InterviewFactory,
    MeasurementFactory,
    ParticipantFactory,
    StudyFactory,
)

pytestmark = pytest.mark.django_db


def outcome(**given: Any) -> Outcome:
    return Outcome(**{"result": "supported", "words": "7 of 8 did.", "done_on": timezone.localdate(), **given})


def record(test: AssumptionTest, *, by: User, **given: Any) -> AssumptionTest:
    return assumption_tests.record(test, outcome(**given), by=by, at=timezone.now())


def test_a_criterion_counts_from_when_it_was_set(ben: User) -> None:
    at = timezone.now()
    test = AssumptionTest(item=BacklogItemFactory.create(), assumption="They trust it.", kind="desirability")
    test.method = AssumptionTest.Method.SURVEY

    assumption_tests.plan(test, by=ben, at=at - timedelta(days=2))
    assert test.criterion_at is None

    test.criterion = "60 % say so."
    assumption_tests.revise(test, by=ben, at=at)

    assert test.criterion_at == at
    assert test.created_by == ben


def test_a_result_that_nobody_awaited_is_refused(ben: User) -> None:
    test = AssumptionTestFactory.create(criterion="", criterion_at=None)

    with pytest.raises(NoCriterion, match="what would count as success"):
        record(test, by=ben)


def test_the_criterion_is_fixed_once_there_is_a_result(ben: User) -> None:
    test = AssumptionTestFactory.create(result="refuted")
    test.criterion = "1 of 8."

    with pytest.raises(CriterionFixed, match="stay as they were"):
        assumption_tests.revise(test, by=ben, at=timezone.now())


@pytest.mark.parametrize(
    "changed",
    [
        pytest.param({"criterion": "1 of 8."}, id="the criterion"),
        pytest.param({"criterion_at": timezone.now() - timedelta(days=9)}, id="when it was set"),
        pytest.param({"assumption": "Something else."}, id="the assumption"),
        pytest.param(
            {"result": "", "result_at": None, "done_on": None, "evidence_class": None}, id="that there is a result"
        ),
    ],
)
def test_the_database_keeps_what_a_result_was_held_against(changed: dict[str, Any]) -> None:
    test = AssumptionTestFactory.create(result="refuted")

    with pytest.raises(IntegrityError, match="what was to count as success"), transaction.atomic():
        AssumptionTest.objects.filter(pk=test.pk).update(**changed)


def test_the_database_wants_the_criterion_before_the_result() -> None:
    test = AssumptionTestFactory.create()
    now = timezone.now()

    with pytest.raises(IntegrityError, match="a_criterion_is_set_before_the_result"), transaction.atomic():
        AssumptionTest.objects.filter(pk=test.pk).update(
            result="supported",
            result_at=test.criterion_at,
            done_on=now.date(),
            evidence_class=EvidenceClass.objects.earliest("pk"),
        )


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        pytest.param(1, "has not come yet", id="tomorrow"),
        pytest.param(-30, "The criterion was set on", id="before the criterion"),
        pytest.param(-2, "starts before it is done", id="before it started"),
    ],
)
def test_a_result_of_another_time_is_refused(days: int, sentence: str, ben: User) -> None:
    test = AssumptionTestFactory.create(started_on=timezone.localdate() - timedelta(days=1))

    with pytest.raises(WrongTime, match=sentence):
        record(test, by=ben, done_on=timezone.localdate() + timedelta(days=days))


def test_what_it_did_to_the_evidence_is_kept(ben: User) -> None:
    test = record(AssumptionTestFactory.create(), by=ben, participants=8)

    assert test.supported_before == "less than 50 %: a moonshot"
    assert test.supported_after == "80 %"
    assert test.evidence_class
    assert test.evidence_class.slug == "user-evidence"


def test_saying_it_anew_leaves_what_was_before(ben: User) -> None:
    test = record(AssumptionTestFactory.create(), by=ben, participants=8)
    first = test.result_at

    again = record(test, by=ben, result="refuted", words="We had counted wrong.")

    assert (again.supported_before, again.supported_after) == ("less than 50 %: a moonshot",) * 2
    assert again.result_at == first
    assert AssumptionTest.pgh_event_model.objects.filter(result="supported").exists()  # type: ignore[attr-defined]


def test_a_usability_study_of_three_is_an_anecdote(ben: User) -> None:
    test = record(AssumptionTestFactory.create(), by=ben, participants=3)

    assert test.evidence_class
    assert test.evidence_class.slug == "anecdotal"
    assert test.supported_after == "at most 50 %"


def test_the_class_is_somebody_s_to_correct(ben: User) -> None:
    opinion = EvidenceClass.objects.get(slug="opinion")

    test = record(AssumptionTestFactory.create(method="survey"), by=ben, evidence_class=opinion)

    assert test.evidence_class == opinion


def test_people_are_counted_in_what_it_leads_to(ben: User) -> None:
    study = StudyFactory.create()
    twice = ParticipantFactory.create()
    for _ in range(2):
        interview = InterviewFactory.create(study=study, kind="usability_test")
        interview.participants.add(twice, ParticipantFactory.create())

    by_study = record(AssumptionTestFactory.create(study=study), by=ben)
    by_interview = record(AssumptionTestFactory.create(interview=interview), by=ben)
    by_measurement = record(AssumptionTestFactory.create(measurement=MeasurementFactory.create(n=412)), by=ben)

    assert (by_study.participants, by_interview.participants, by_measurement.participants) == (3, 2, 412)
