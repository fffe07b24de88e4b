from datetime import date, timedelta

import factory
from factory.django import DjangoModelFactory

from research.models import Measurement, Metric, Product


class MetricFactory(DjangoModelFactory[Metric]):
    class Meta:
        model = Metric

    product = factory.LazyFunction(lambda: Product.objects.earliest("id"))
    name = factory.Sequence(lambda number: f"Metric {number}")


class MeasurementFactory(DjangoModelFactory[Measurement]):
    class Meta:
        model = Measurement

    metric = factory.SubFactory(MetricFactory)
    period_start = factory.Sequence(lambda number: date(2024, 1, 1) + timedelta(days=number))
    period_end = factory.SelfAttribute("period_start")
    value = 40
