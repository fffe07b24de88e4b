"""From a figure to what it is evidence for, in one step: an insight, there or new, and an opportunity."""

from dataclasses import dataclass

from django.db import transaction

from research.models import (
    Insight,
    InsightEvidence,
    Measurement,
    Opportunity,
    OpportunityEvidence,
    Stance,
    User,
    figures,
)
from research.operations import evidence
from research.operations.refusals import Unacceptable

LONGEST_TITLE = Insight._meta.get_field("title").max_length or 200


class TitleTooLong(Unacceptable):
    """A title names the insight; the rest belongs into its statement."""


@dataclass(frozen=True, kw_only=True)
class Attached:
    """What a measurement is evidence for now. `opened` is None where no opportunity is newly opened."""

    insight: Insight
    cited: InsightEvidence
    opened: OpportunityEvidence | None


def statement_of(measurement: Measurement) -> str:
    """Say what a measurement says, as a start for whoever knows better: “Activation: 41 %, n = 8,214, Q3 2026.”"""
    return f"{figures.whole(measurement)}."


@transaction.atomic
def draw_up(measurement: Measurement, *, by: User | None, title: str = "", statement: str = "") -> InsightEvidence:
    """Begin an insight of the person's own that the measurement supports. By default it says what was measured.

    Raises `TitleTooLong` and `evidence.NothingMeasured`.
    """
    statement = statement.strip() or statement_of(measurement)
    title = " ".join(title.split()) or statement.removesuffix(".")[:LONGEST_TITLE]
    if len(title) > LONGEST_TITLE:
        raise TitleTooLong(f"A title has at most {LONGEST_TITLE} characters.", field="title")
    insight = Insight.objects.create(title=title, statement=statement, owner=by, created_by=by)
    return evidence.cite_measurement(insight=insight, measurement=measurement, by=by)


@transaction.atomic
def attach(
    measurement: Measurement,
    *,
    by: User | None,
    to: Opportunity | None = None,
    insight: Insight | None = None,
    stance: str = Stance.SUPPORTS,
    title: str = "",
    statement: str = "",
) -> Attached:
    """Rest an insight on a measurement and, if one is named, the opportunity on that insight.

    The insight is the one given, to which the measurement stands so, or a new one of this title and statement that it
    supports. What an insight and the opportunity have already stays as it is. Raises `TitleTooLong`,
    `evidence.NothingMeasured` and `evidence.PrivateWords`.
    """
    if insight is None:
        cited = draw_up(measurement, by=by, title=title, statement=statement)
    else:
        cited = insight.evidence.filter(measurement=measurement).first() or evidence.cite_measurement(
            insight=insight, measurement=measurement, stance=stance, by=by
        )
    opened = None
    if to is not None and not to.evidence.filter(insight=cited.insight).exists():
        opened = evidence.open_opportunity(opportunity=to, insight=cited.insight, by=by)
    return Attached(insight=cited.insight, cited=cited, opened=opened)
