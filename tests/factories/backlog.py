import factory
from factory.django import DjangoModelFactory

from backlog.models import BacklogItem, Evidence, ExternalReference
from research.models import Product
from tests.factories.synthesis import InsightFactory


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
