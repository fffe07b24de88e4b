from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from backlog.models import (
    AcceptanceCriterion,
    AssumptionTest,
    BacklogItem,
    CheckIn,
    Dependency,
    Evidence,
    ExternalReference,
    KanoAnswer,
    KanoQuestion,
    KanoSurvey,
    KeyResult,
    Objective,
    OutcomeOpportunity,
    PersonTold,
    ProductVision,
    Release,
    RoadmapLink,
    SavedFilter,
    SavedSearch,
    Score,
)
from backlog.operations import assumption_tests, scores
from backlog.operations.assumption_tests import Outcome
from research.models import Product
from tests.factories.fieldwork import ParticipantFactory
from tests.factories.figures import MetricFactory
from tests.factories.people import UserFactory
from tests.factories.synthesis import InsightFactory, OpportunityFactory


class BacklogItemFactory(DjangoModelFactory[BacklogItem]):
    class Meta:
        model = BacklogItem

    product = factory.LazyFunction(lambda: Product.objects.earliest("id"))
    number = factory.Sequence(lambda number: number + 1)
    rank = factory.LazyAttribute(lambda item: f"{item.number:08}")
    title = factory.Sequence(lambda number: f"Item {number}")


class EvidenceFactory(DjangoModelFactory[Evidence]):
    class Meta:
        model = Evidence

    item = factory.SubFactory(BacklogItemFactory)
    insight = factory.SubFactory(InsightFactory)


class ExternalReferenceFactory(DjangoModelFactory[ExternalReference]):
    class Meta:
        model = ExternalReference

    item = factory.SubFactory(BacklogItemFactory)
    key = factory.Sequence(lambda number: f"PAY-{number}")


RICE = {"reach": 500, "reach_period": "quarter", "impact": 3, "confidence": 80, "effort": 2}


class ScoreFactory(DjangoModelFactory[Score]):
    """Given by the operation, so that the result is what the inputs make."""

    class Meta:
        model = Score

    item = factory.SubFactory(BacklogItemFactory)
    framework = "rice"
    inputs = factory.LazyFunction(lambda: dict(RICE))
    by = factory.LazyFunction(lambda: None)
    at = factory.LazyFunction(timezone.now)

    @classmethod
    def _create(cls, model_class: type[Score], *args: Any, **kwargs: Any) -> Score:
        return scores.give(**kwargs)


class ProductVisionFactory(DjangoModelFactory[ProductVision]):
    class Meta:
        model = ProductVision

    product = factory.LazyFunction(lambda: Product.objects.earliest("id"))
    statement = "Everybody knows when they will be home."


class ObjectiveFactory(DjangoModelFactory[Objective]):
    class Meta:
        model = Objective

    product = factory.LazyFunction(lambda: Product.objects.earliest("id"))
    title = factory.Sequence(lambda number: f"Objective {number}")
    starts_on = date(2026, 1, 1)
    due_on = date(2026, 4, 11)


class KeyResultFactory(DjangoModelFactory[KeyResult]):
    class Meta:
        model = KeyResult

    objective = factory.SubFactory(ObjectiveFactory)
    metric = factory.SubFactory(MetricFactory)
    start = 20
    target = 40


class OutcomeOpportunityFactory(DjangoModelFactory[OutcomeOpportunity]):
    class Meta:
        model = OutcomeOpportunity

    key_result = factory.SubFactory(KeyResultFactory)
    opportunity = factory.SubFactory(OpportunityFactory)


class CheckInFactory(DjangoModelFactory[CheckIn]):
    class Meta:
        model = CheckIn

    key_result = factory.SubFactory(KeyResultFactory)
    on = date(2026, 2, 20)
    value = 30
    state = CheckIn.State.ON_TRACK


class AssumptionTestFactory(DjangoModelFactory[AssumptionTest]):
    """Planned, its criterion set a while ago; `result` makes it done today, by the operation."""

    class Meta:
        model = AssumptionTest

    item = factory.SubFactory(BacklogItemFactory)
    assumption = factory.Sequence(lambda number: f"Assumption {number}")
    kind = AssumptionTest.Kind.USABILITY
    method = AssumptionTest.Method.USABILITY_STUDY
    criterion = "6 of 8 leave the paper on the desk."
    criterion_at = factory.LazyFunction(lambda: timezone.now() - timedelta(days=3))

    @classmethod
    def _create(cls, model_class: type[AssumptionTest], *args: Any, **kwargs: Any) -> AssumptionTest:
        result, words = kwargs.pop("result", ""), kwargs.pop("result_words", "")
        evidence_class = kwargs.pop("evidence_class", None)
        made = model_class.objects.create(**kwargs)
        if not result:
            return made
        outcome = Outcome(result=result, words=words, done_on=timezone.localdate(), evidence_class=evidence_class)
        return assumption_tests.record(made, outcome, by=None, at=timezone.now())


class PersonToldFactory(DjangoModelFactory[PersonTold]):
    class Meta:
        model = PersonTold

    item = factory.SubFactory(BacklogItemFactory, status="done")
    participant = factory.SubFactory(ParticipantFactory)
    on = factory.LazyFunction(timezone.localdate)


class SavedSearchFactory(DjangoModelFactory[SavedSearch]):
    class Meta:
        model = SavedSearch

    user = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda number: f"Search {number}")
    q = "receipts"
    looked_at = factory.LazyFunction(timezone.now)


class ReleaseFactory(DjangoModelFactory[Release]):
    class Meta:
        model = Release

    product = factory.LazyFunction(lambda: Product.objects.earliest("id"))
    name = factory.Sequence(lambda number: f"Release {number}")
    starts_on = date(2026, 9, 1)
    ships_on = date(2026, 10, 15)


class RoadmapLinkFactory(DjangoModelFactory[RoadmapLink]):
    class Meta:
        model = RoadmapLink

    product = factory.LazyFunction(lambda: Product.objects.earliest("id"))
    name = "Board of directors"
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))


class KanoSurveyFactory(DjangoModelFactory[KanoSurvey]):
    """Open, about three items."""

    class Meta:
        model = KanoSurvey
        skip_postgeneration_save = True

    product = factory.LazyFunction(lambda: Product.objects.earliest("id"))
    title = factory.Sequence(lambda number: f"Kano survey {number}")
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=30))

    @factory.post_generation
    def items(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        for position in range(1, (3 if extracted is None else extracted) + 1):
            KanoQuestionFactory.create(survey=self, position=position)


class KanoQuestionFactory(DjangoModelFactory[KanoQuestion]):
    class Meta:
        model = KanoQuestion

    survey = factory.SubFactory(KanoSurveyFactory, items=0)
    item = factory.SubFactory(BacklogItemFactory)
    position = 1
    functional = "If it were there, how would you feel?"
    dysfunctional = "If it were not there, how would you feel?"


class KanoAnswerFactory(DjangoModelFactory[KanoAnswer]):
    class Meta:
        model = KanoAnswer

    question = factory.SubFactory(KanoQuestionFactory)
    respondent = factory.LazyFunction(uuid4)
    functional = 1
    dysfunctional = 5


class AcceptanceCriterionFactory(DjangoModelFactory[AcceptanceCriterion]):
    class Meta:
        model = AcceptanceCriterion

    item = factory.SubFactory(BacklogItemFactory)
    position = factory.LazyAttribute(lambda one: one.item.criteria.count() + 1)
    given = "flight mode"
    when = "I photograph a receipt"
    then = "it stays"


class DependencyFactory(DjangoModelFactory[Dependency]):
    class Meta:
        model = Dependency

    source = factory.SubFactory(BacklogItemFactory)
    kind = "blocks"
    target = factory.SubFactory(BacklogItemFactory)


class SavedFilterFactory(DjangoModelFactory[SavedFilter]):
    class Meta:
        model = SavedFilter

    person = factory.SubFactory(UserFactory)
    name = factory.Sequence(lambda number: f"Filter {number}")
    query = "kind=bug"
