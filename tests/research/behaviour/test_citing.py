"""What a funnel loses, attached to an opportunity."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from research.behaviour import citing, loading
from research.behaviour.keeping import NoSuchSteps
from research.importers.events.parsed import ParsedEvent
from research.models import Funnel, Measurement, Metric, User
from research.operations.evidence import NothingMeasured
from tests.factories import FunnelFactory, InsightFactory, OpportunityFactory

NOW = datetime(2026, 10, 31, 15, tzinfo=UTC)


@pytest.fixture
def funnel(db: None) -> Funnel:
    """Ten sign up, and four of them pay."""
    made: Funnel = FunnelFactory.create(name="From trial to paid")
    at = NOW - timedelta(days=3)
    signed_up = [ParsedEvent("Signed up", at, str(one), f"s{one}", {}, {}, {}) for one in range(10)]
    paid = [ParsedEvent("Paid", at + timedelta(hours=1), str(one), f"p{one}", {}, {}, {}) for one in range(4)]
    loading.store([*signed_up, *paid], source=made.source)
    return made


def test_a_loss_is_measured_and_opens_the_opportunity_through_a_new_insight(funnel: Funnel, ben: User) -> None:
    opportunity = OpportunityFactory.create()

    made = citing.attach(funnel, from_step=1, to_step=2, to=opportunity, by=ben, at=NOW)

    measurement = Measurement.objects.get()
    assert made.insight.title == "From trial to paid: step 1→2 loses 60 %, n = 10"
    assert "step 1→2 loses 60 %, n = 10: of 10 that reached “Signed up”, 4 went on to “Paid”." in made.insight.statement
    assert made.opened is not None
    assert made.opened.opportunity == opportunity
    assert (measurement.value, measurement.n) == (Decimal("0.4"), 10)
    assert (measurement.period_start, measurement.period_end) == (date(2026, 10, 1), date(2026, 10, 30))
    assert measurement.read_on == NOW.date()


def test_the_same_figure_on_the_same_day_is_one_measurement(funnel: Funnel, ben: User) -> None:
    insight = InsightFactory.create()
    for _ in range(2):
        citing.attach(funnel, from_step=1, to_step=2, to=OpportunityFactory.create(), insight=insight, by=ben, at=NOW)

    assert Measurement.objects.count() == Metric.objects.count() == insight.evidence.count() == 1


def test_steps_that_are_not_there_are_refused(funnel: Funnel, ben: User) -> None:
    with pytest.raises(NoSuchSteps):
        citing.attach(funnel, from_step=2, to_step=3, to=OpportunityFactory.create(), by=ben, at=NOW)


def test_where_nobody_entered_nothing_is_attached(ben: User) -> None:
    with pytest.raises(NothingMeasured):
        citing.attach(FunnelFactory.create(), from_step=1, to_step=2, to=OpportunityFactory.create(), by=ben, at=NOW)

    assert not Measurement.objects.exists()


@pytest.mark.parametrize(
    ("converted", "entered", "said"),
    [
        (4847, 8214, "step 2→3 loses 41 %, n = 8,214"),
        (8213, 8214, "step 2→3 loses 0.0 %, n = 8,214"),
        (95, 100, "step 2→3 loses 5.0 %, n = 100"),
        (0, 0, "step 2→3 loses 0 %, n = 0"),
    ],
)
def test_a_loss_is_said_with_its_n(converted: int, entered: int, said: str) -> None:
    assert citing.loss(converted, entered, from_step=2, to_step=3) == said
