"""What a funnel loses between two steps, as a figure that an opportunity can rest on."""

from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from research.behaviour import funnels, questions
from research.behaviour.keeping import NoSuchSteps
from research.models import Funnel, Insight, Measurement, Metric, Opportunity, User
from research.operations import measured, measurements
from research.operations.measured import Attached

LONGEST_NAME = Metric._meta.get_field("name").max_length or 100


def loss(converted: int, entered: int, *, from_step: int, to_step: int) -> str:
    """Say what is lost: “step 2→3 loses 41 %, n = 8,214”."""
    lost = 100 * (entered - converted) / entered if entered else 0
    share = f"{lost:.1f}" if 0 < lost < 10 or 99 < lost < 100 else f"{lost:.0f}"
    return f"step {from_step}→{to_step} loses {share} %, n = {entered:,}"


@transaction.atomic
def attach(
    funnel: Funnel,
    *,
    from_step: int,
    to_step: int,
    to: Opportunity,
    by: User | None,
    at: datetime,
    insight: Insight | None = None,
    title: str = "",
) -> Attached:
    """Rest the opportunity on what the funnel loses between two steps in its whole days before now.

    It is measured for this, as a value of a metric of these two steps, which is made when it is first needed. The
    insight in between is this one, or a new one that says what is lost. Raises `NoSuchSteps`, `NotAFunnel`,
    `funnels.TakesTooLong`, and what `measured.attach` raises.
    """
    measurement = measure(funnel, from_step=from_step, to_step=to_step, by=by, at=at)
    counted = measurement.inputs
    said = loss(counted["converted"], counted["entered"], from_step=from_step, to_step=to_step)
    names = [funnel.steps[number - 1]["event"] for number in (from_step, to_step)]
    statement = (
        f"In the funnel “{funnel.name}”, {said}: of {counted['entered']:,} that reached “{names[0]}”, "
        f"{counted['converted']:,} went on to “{names[1]}”."
    )
    heading = title or f"{funnel.name}: {said}"[: measured.LONGEST_TITLE]
    return measured.attach(measurement, to=to, by=by, insight=insight, title=heading, statement=statement)


def measure(funnel: Funnel, *, from_step: int, to_step: int, by: User | None, at: datetime) -> Measurement:
    """Take the conversion between two steps over the funnel's days, today not among them. Once a day: see `attach`."""
    until = at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    question = questions.question_of(funnel, until=until)
    if not 1 <= from_step < to_step <= len(question.steps):
        raise NoSuchSteps(f"Choose a step and a later one, of {len(question.steps)}.", field="to_step")
    steps = funnels.of(question).whole.steps
    inputs = {"converted": steps[to_step - 1].count, "entered": steps[from_step - 1].count}
    metric = _metric(funnel, from_step=from_step, to_step=to_step, by=by)
    first, last = question.since.date(), (until - timedelta(days=1)).date()
    held = metric.measurements.of_everybody().filter(period_start=first, period_end=last).first()
    if held is not None:
        return held if held.inputs == inputs else measurements.correct(held, by=by, inputs=inputs)
    return measurements.take(
        Measurement(metric=metric, period_start=first, period_end=last, inputs=inputs, read_on=timezone.localdate(at)),
        by=by,
    )


def _metric(funnel: Funnel, *, from_step: int, to_step: int, by: User | None) -> Metric:
    """Find or make the metric of these two steps that is read when somebody asks. It is not one that is kept."""
    ending = f", step {from_step}→{to_step}"
    name = f"{funnel.name[: LONGEST_NAME - len(ending)]}{ending}"
    product = funnel.source.product
    found = Metric.objects.filter(product=product, name__iexact=name, kept_funnel=None).defer("search").first()
    if found is not None and found.formula == "conversion":
        return found
    return measurements.define(
        Metric(
            product=product,
            name=name if found is None else f"{name[: LONGEST_NAME - 12]} ({funnel.pk})",
            definition=f"Of those that reached step {from_step}, how many reached step {to_step}; funnel {funnel.pk}.",
            formula="conversion",
            source=f"{funnel.source.name}, funnel “{funnel.name}”"[:200],
        ),
        by=by,
    )
