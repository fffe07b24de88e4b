import factory
from factory.django import DjangoModelFactory

from research.models import EventSource, Funnel, ImportRun, Product


class EventSourceFactory(DjangoModelFactory[EventSource]):
    class Meta:
        model = EventSource

    product = factory.LazyFunction(lambda: Product.objects.earliest("id"))
    name = factory.Sequence(lambda number: f"Web app {number}")
    tool = EventSource.Tool.MIXPANEL


class FunnelFactory(DjangoModelFactory[Funnel]):
    class Meta:
        model = Funnel

    source = factory.SubFactory(EventSourceFactory)
    name = factory.Sequence(lambda number: f"From trial to paid {number}")
    steps = factory.LazyFunction(lambda: [{"event": "Signed up"}, {"event": "Paid"}])


class ImportRunFactory(DjangoModelFactory[ImportRun]):
    class Meta:
        model = ImportRun

    source = factory.SubFactory(EventSourceFactory)
    name = "export.json.gz"
