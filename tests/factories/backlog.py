from datetime import date
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from backlog.models import (
    BacklogItem,
    CheckIn,
    Evidence,
    ExternalReference,
    KeyResult,
    Objective,
    OutcomeOpportunity,
    ProductVision,
    Score,
)
from backlog.operations import scores
from research.models import Product
from tests.factories.figures import MetricFactory
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
