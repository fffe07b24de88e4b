from datetime import UTC, date, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from research.models import Product, Survey, SurveyLink, SurveyRating, SurveyResponse, SurveyStatement
from tests.factories.synthesis import OpportunityFactory


class SurveyFactory(DjangoModelFactory[Survey]):
    """NPS in quarters; with `opportunity=True` of importance and satisfaction."""

    class Meta:
        model = Survey

    class Params:
        opportunity = factory.Trait(kind=Survey.Kind.OPPORTUNITY, follow_up="")

    product = factory.LazyFunction(lambda: Product.objects.earliest("id"))
    title = factory.Sequence(lambda number: f"Would they tell others? {number}")
    question = "How likely are you to recommend us?"
    follow_up = "Why?"


class SurveyStatementFactory(DjangoModelFactory[SurveyStatement]):
    class Meta:
        model = SurveyStatement

    survey = factory.SubFactory(SurveyFactory, opportunity=True)
    opportunity = factory.SubFactory(OpportunityFactory)
    wording = factory.SelfAttribute("opportunity.statement")
    position = factory.Sequence(lambda number: number)


class SurveyLinkFactory(DjangoModelFactory[SurveyLink]):
    class Meta:
        model = SurveyLink

    survey = factory.SubFactory(SurveyFactory)
    secret = factory.Sequence(lambda number: f"not-to-be-guessed-{number}")
    expires_at = factory.LazyFunction(lambda: datetime.now(UTC) + timedelta(days=30))


class SurveyResponseFactory(DjangoModelFactory[SurveyResponse]):
    """In the first quarter of 2026."""

    class Meta:
        model = SurveyResponse

    survey = factory.SubFactory(SurveyFactory)
    wave = date(2026, 1, 1)
    answered_at = datetime(2026, 2, 3, 12, tzinfo=UTC)
    score = 9


class SurveyRatingFactory(DjangoModelFactory[SurveyRating]):
    class Meta:
        model = SurveyRating

    statement = factory.SubFactory(SurveyStatementFactory)
    response = factory.SubFactory(SurveyResponseFactory, survey=factory.SelfAttribute("..statement.survey"), score=None)
    importance = 5
    satisfaction = 2
