"""A measurement becomes evidence for an opportunity in one step."""

from datetime import date

import pytest

from research.models import Insight, User
from research.operations import measured
from research.operations.evidence import NothingMeasured, PrivateWords
from research.operations.measured import TitleTooLong
from tests.factories import InsightFactory, MeasurementFactory, OpportunityFactory, StudyFactory


def test_an_opportunity_rests_on_a_measurement_through_a_new_insight_that_says_what_was_measured(ben: User) -> None:
    measurement = MeasurementFactory.create(
        metric__name="Step 2 to 3",
        metric__unit="%",
        value=41,
        n=8214,
        period_start=date(2026, 9, 1),
        period_end=date(2026, 9, 30),
    )
    opportunity = OpportunityFactory.create()

    attached = measured.attach(measurement, to=opportunity, by=ben)

    assert attached.insight.statement == "Step 2 to 3: 41 %, n = 8,214, Sep 2026."
    assert attached.insight.title == "Step 2 to 3: 41 %, n = 8,214, Sep 2026"
    assert (attached.insight.owner, attached.insight.status) == (ben, Insight.Status.DRAFT)
    assert attached.cited.measurement == measurement
    assert [one.insight for one in opportunity.evidence.all()] == [attached.insight]


def test_it_says_what_somebody_says_it_says(ben: User) -> None:
    attached = measured.attach(
        MeasurementFactory.create(), to=OpportunityFactory.create(), by=ben, statement="step 2→3 loses 41 %, n = 8,214"
    )

    assert attached.insight.title == attached.insight.statement == "step 2→3 loses 41 %, n = 8,214"


def test_what_an_insight_and_the_opportunity_have_already_stays_as_it_is(ben: User) -> None:
    measurement, insight, opportunity = (
        MeasurementFactory.create(),
        InsightFactory.create(),
        OpportunityFactory.create(),
    )
    first = measured.attach(measurement, to=opportunity, by=ben, insight=insight)

    again = measured.attach(measurement, to=opportunity, by=ben, insight=insight)

    assert (again.cited, again.opened) == (first.cited, None)
    assert (insight.evidence.count(), opportunity.evidence.count(), Insight.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize(
    ("value", "title", "refusal"),
    [
        pytest.param(None, "", NothingMeasured, id="nothing was measured"),
        pytest.param(1, "x" * 201, TitleTooLong, id="a title that goes on and on"),
    ],
)
def test_what_is_refused_leaves_nothing_behind(
    value: int | None, title: str, refusal: type[Exception], ben: User
) -> None:
    measurement = MeasurementFactory.create(value=value)

    with pytest.raises(refusal):
        measured.attach(measurement, to=OpportunityFactory.create(), by=ben, title=title)

    assert not Insight.objects.exists()


def test_an_opportunity_rests_on_no_private_insight(ben: User) -> None:
    private = InsightFactory.create(study=StudyFactory(private=True))

    with pytest.raises(PrivateWords):
        measured.attach(MeasurementFactory.create(), to=OpportunityFactory.create(), by=ben, insight=private)
