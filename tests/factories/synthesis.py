import factory
from factory.django import DjangoModelFactory

from research.models import (
    EvidenceClass,
    Insight,
    InsightEvidence,
    Opportunity,
    OpportunityEvidence,
    Product,
)
from tests.factories.coding import HighlightFactory


class EvidenceClassFactory(DjangoModelFactory[EvidenceClass]):
    class Meta:
        model = EvidenceClass

    slug = factory.Sequence(lambda number: f"class-{number}")
    name = factory.Sequence(lambda number: f"Class {number}")
    weight = 1


class InsightFactory(DjangoModelFactory[Insight]):
    class Meta:
        model = Insight

    title = factory.Sequence(lambda number: f"Insight {number}")
    statement = "Nobody trusts the shared calendar."


class InsightEvidenceFactory(DjangoModelFactory[InsightEvidence]):
    class Meta:
        model = InsightEvidence

    insight = factory.SubFactory(InsightFactory)
    highlight = factory.SubFactory(HighlightFactory)
    evidence_class = factory.LazyFunction(lambda: EvidenceClass.objects.get(slug="user-evidence"))


class OpportunityFactory(DjangoModelFactory[Opportunity]):
    class Meta:
        model = Opportunity

    product = factory.LazyFunction(lambda: Product.objects.earliest("id"))
    statement = factory.Sequence(lambda number: f"I never know who is away ({number})")


class OpportunityEvidenceFactory(DjangoModelFactory[OpportunityEvidence]):
    class Meta:
        model = OpportunityEvidence

    opportunity = factory.SubFactory(OpportunityFactory)
    insight = factory.SubFactory(InsightFactory)
