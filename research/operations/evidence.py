"""Tying words and figures to insights, and insights to opportunities."""

from collections.abc import Mapping
from typing import TypeVar

from django.db import transaction
from django.db.models import Q, QuerySet

from research.models import (
    EvidenceClass,
    Highlight,
    Insight,
    InsightEvidence,
    Interview,
    Measurement,
    Opportunity,
    OpportunityEvidence,
    Stance,
    Study,
    User,
    Viewer,
)
from research.operations.refusals import Refused

DEFAULT_CLASSES: Mapping[str, str] = {
    Interview.Kind.DISCOVERY: "user-evidence",
    Interview.Kind.USABILITY_TEST: "user-evidence",
    Interview.Kind.FIELD_VISIT: "user-evidence",
    Interview.Kind.SURVEY_ANSWER: "market-data",
}
SAID_IN_SURVEYS = ("nps",)
"""Formulas whose measurements count what people answered, and not what they did."""


AnyEvidence = TypeVar("AnyEvidence", InsightEvidence, OpportunityEvidence)


class InterviewersWords(Refused):
    """What an interviewer says is nobody's evidence."""


class PrivateWords(Refused):
    """The words belong to a private study, and the insight does not."""


class CitedAlready(Refused):
    """It is evidence there already."""


class NoWordsLeft(Refused):
    """The words were withdrawn."""


class NothingMeasured(Refused):
    """The measurement has no value: its formula is undefined for what was counted."""


def citable(insight: Insight, *, viewer: Viewer) -> QuerySet[Highlight]:
    """Return the highlights that the viewer sees and that `cite` would take, cited already or not."""
    seen = Highlight.objects.visible_to(viewer).quotable().filter(by_interviewer=False)
    elsewhere = Study.objects.private().exclude(pk=insight.study_id) if insight.study_id else Study.objects.private()
    return seen.filter(Q(note__interview__study__isnull=True) | ~Q(note__interview__study__in=elsewhere))


@transaction.atomic
def cite(
    *,
    insight: Insight,
    highlight: Highlight,
    by: User | None,
    stance: str = Stance.SUPPORTS,
    evidence_class: EvidenceClass | None = None,
) -> InsightEvidence:
    """Rest the insight on a highlight. The class is by default that of the interview's kind.

    Raises `InterviewersWords`, `PrivateWords`, `NoWordsLeft` and `CitedAlready`.
    """
    interview = highlight.note.interview
    if highlight.by_interviewer:
        raise InterviewersWords("These are an interviewer's words: nobody's evidence.")
    if highlight.state == Highlight.State.WITHDRAWN:
        raise NoWordsLeft("The words of this highlight were withdrawn.")
    if _is_private(interview.study) and interview.study_id != insight.study_id:
        raise PrivateWords("Words of a private study are evidence for insights of that study only.")
    if insight.evidence.filter(highlight=highlight).exists():
        raise CitedAlready("This highlight is evidence for this insight already.")
    evidence = InsightEvidence.objects.create(
        insight=insight,
        highlight=highlight,
        stance=stance,
        evidence_class=evidence_class or default_class(interview),
        created_by=by,
    )
    Insight.objects.filter(pk=insight.pk).touch()
    return evidence


@transaction.atomic
def cite_measurement(
    *,
    insight: Insight,
    measurement: Measurement,
    by: User | None,
    stance: str = Stance.SUPPORTS,
    evidence_class: EvidenceClass | None = None,
) -> InsightEvidence:
    """Rest the insight on a measurement: how many, not why. Raises `NothingMeasured` and `CitedAlready`.

    The class is by default behaviour data, of answers to a survey market data.
    """
    if measurement.value is None:
        raise NothingMeasured("This measurement has no value, so it says nothing.")
    if insight.evidence.filter(measurement=measurement).exists():
        raise CitedAlready("This measurement is evidence for this insight already.")
    evidence = InsightEvidence.objects.create(
        insight=insight,
        measurement=measurement,
        stance=stance,
        evidence_class=evidence_class or default_class_of(measurement),
        created_by=by,
    )
    Insight.objects.filter(pk=insight.pk).touch()
    return evidence


@transaction.atomic
def weigh(
    evidence: AnyEvidence, *, by: User, stance: str | None = None, evidence_class: EvidenceClass | None = None
) -> AnyEvidence:
    """Say anew how the evidence stands, or of which class it is; what it is evidence for is changed with it."""
    if stance is not None:
        evidence.stance = stance
    if evidence_class is not None and isinstance(evidence, InsightEvidence):
        evidence.evidence_class = evidence_class
    evidence.save()
    _touch(evidence)
    return evidence


@transaction.atomic
def remove(evidence: InsightEvidence | OpportunityEvidence, *, by: User) -> None:
    """Take it away; what it was evidence for is changed with it."""
    _touch(evidence)
    evidence.delete()


@transaction.atomic
def open_opportunity(
    *, opportunity: Opportunity, insight: Insight, by: User | None, stance: str = Stance.SUPPORTS
) -> OpportunityEvidence:
    """Rest the opportunity on an insight that everybody may see. Raises `PrivateWords` and `CitedAlready`."""
    if _is_private(insight.study):
        raise PrivateWords("An opportunity cites open insights only.")
    if opportunity.evidence.filter(insight=insight).exists():
        raise CitedAlready("This insight is evidence for this opportunity already.")
    evidence = OpportunityEvidence.objects.create(
        opportunity=opportunity, insight=insight, stance=stance, created_by=by
    )
    Opportunity.objects.filter(pk=opportunity.pk).touch()
    return evidence


def default_class(interview: Interview) -> EvidenceClass:
    """Stories told in a session are user evidence, surveys market data; what came by itself is anecdotal."""
    slug = DEFAULT_CLASSES.get(interview.kind, "anecdotal")
    return EvidenceClass.objects.get(slug=slug)


def default_class_of(measurement: Measurement) -> EvidenceClass:
    """What people did, counted, is behaviour data; what they answered, counted, is market data."""
    slug = "market-data" if measurement.metric.formula in SAID_IN_SURVEYS else "behaviour-data"
    return EvidenceClass.objects.get(slug=slug)


def _is_private(study: Study | None) -> bool:
    return study is not None and study.visibility == Study.Visibility.PRIVATE


def _touch(evidence: InsightEvidence | OpportunityEvidence) -> None:
    if isinstance(evidence, InsightEvidence):
        Insight.objects.filter(pk=evidence.insight_id).touch()
    else:
        Opportunity.objects.filter(pk=evidence.opportunity_id).touch()
