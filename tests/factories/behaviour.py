import factory
from factory.django import DjangoModelFactory

from research.behaviour.keeping import ASKED
from research.models import EventSource, Funnel, FunnelMetric, ImportRun, Product, SegmentRule
from tests.factories.fieldwork import SegmentFactory
from tests.factories.figures import MetricFactory


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


class FunnelMetricFactory(DjangoModelFactory[FunnelMetric]):
    class Meta:
        model = FunnelMetric

    funnel = factory.SubFactory(FunnelFactory)
    metric = factory.SubFactory(MetricFactory, formula="conversion")
    to_step = 2
    asked = factory.LazyAttribute(lambda made: {name: getattr(made.funnel, name) for name in ASKED})


class SegmentRuleFactory(DjangoModelFactory[SegmentRule]):
    class Meta:
        model = SegmentRule

    source = factory.SubFactory(EventSourceFactory)
    segment = factory.SubFactory(SegmentFactory)
    conditions = factory.LazyFunction(lambda: [{"property": "plan", "operator": "is", "value": "pro"}])


class ImportRunFactory(DjangoModelFactory[ImportRun]):
    class Meta:
        model = ImportRun

    source = factory.SubFactory(EventSourceFactory)
    name = "export.json.gz"
