import factory
from factory.django import DjangoModelFactory

from research.models import EventSource, ImportRun, Product


class EventSourceFactory(DjangoModelFactory[EventSource]):
    class Meta:
        model = EventSource

    product = factory.LazyFunction(lambda: Product.objects.earliest("id"))
    name = factory.Sequence(lambda number: f"Web app {number}")
    tool = EventSource.Tool.MIXPANEL


class ImportRunFactory(DjangoModelFactory[ImportRun]):
    class Meta:
        model = ImportRun

    source = factory.SubFactory(EventSourceFactory)
    name = "export.json.gz"
