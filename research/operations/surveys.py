"""Asking: what a survey asks, whether it is open, the links by which it is answered, and the metric that it feeds."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction

from research.models import (
    Measurement,
    Metric,
    Opportunity,
    Segment,
    Survey,
    SurveyLink,
    SurveyRating,
    SurveyResponse,
    SurveyStatement,
    User,
)
from research.operations import measurements, public_links
from research.operations.refusals import Refused, Unacceptable
from research.operations.studies import only_product
from research.statistics import nps, periods

MOST_STATEMENTS = 40
QUESTIONS: Mapping[str, str] = {
    Survey.Kind.NPS: "How likely are you to recommend {product} to a friend or colleague?",
    Survey.Kind.OPPORTUNITY: "How important is each of these to you, and how satisfied are you with it today?",
}
AS_ASKED = ("question", "follow_up", "wave_length")
"""What stays once somebody has answered."""
STAYS = "Somebody has answered already: it keeps asking what it asked, in waves of the same length."
FOLLOW_UP = "What is the main reason for your score?"


class Answered(Refused):
    """There are answers already: what they were asked stays as it was."""


class WrongMetric(Unacceptable):
    """The metric is of another formula, product or period."""


class NoMetric(Refused):
    """The survey feeds no metric."""


@transaction.atomic
def define(survey: Survey, *, by: User | None, opportunities: Sequence[Opportunity] = ()) -> Survey:
    """Save a new survey, of the only product if none is named, in the usual words where none are given.

    Raises `NoProduct`, `WrongMetric` and `Unacceptable`.
    """
    if not survey.product_id:
        survey.product = only_product()
    survey.question = survey.question or QUESTIONS[survey.kind].format(product=survey.product.name)
    survey.follow_up = (survey.follow_up or FOLLOW_UP) if survey.is_nps else ""
    _check_metric(survey)
    survey.created_by = by
    survey.save()
    _write_statements(survey, opportunities)
    return survey


@transaction.atomic
def change(survey: Survey, *, by: User, opportunities: Sequence[Opportunity] | None = None, **changes: Any) -> Survey:
    """Change the survey; with `opportunities` let it ask about exactly these, in the words that they have now.

    Raises `Answered` where answers would no longer be to what they were asked, `WrongMetric` and `Unacceptable`.
    """
    before = Survey.objects.locked().get(pk=survey.pk)
    if survey.responses.exists():
        for name in AS_ASKED:
            if changes.get(name, getattr(before, name)) != getattr(before, name):
                raise Answered(f"{STAYS} Make another survey.")
    for name, value in changes.items():
        setattr(survey, name, value)
    _check_metric(survey)
    survey.save()
    if opportunities is not None:
        _ask_about(survey, opportunities)
    return survey


def _ask_about(survey: Survey, opportunities: Sequence[Opportunity]) -> None:
    asked = list(survey.statements.in_order())
    if [one.opportunity_id for one in asked] == [one.pk for one in opportunities]:
        return
    if SurveyRating.objects.filter(statement__in=asked).exists():
        raise Answered(f"{STAYS} Make another survey.")
    survey.statements.all().delete()
    _write_statements(survey, opportunities)


def _write_statements(survey: Survey, opportunities: Sequence[Opportunity]) -> None:
    if survey.is_nps:
        if opportunities:
            raise Unacceptable("An NPS survey asks about no opportunities.", field="opportunities")
        return
    if not opportunities:
        raise Unacceptable("Say which opportunities it asks about.", field="opportunities")
    if len(opportunities) > MOST_STATEMENTS:
        raise Unacceptable(f"Ask about at most {MOST_STATEMENTS} opportunities at once.", field="opportunities")
    if any(one.product_id != survey.product_id for one in opportunities):
        raise Unacceptable("These opportunities belong to another product.", field="opportunities")
    SurveyStatement.objects.bulk_create(
        SurveyStatement(survey=survey, opportunity=one, wording=one.statement, position=number)
        for number, one in enumerate(opportunities, start=1)
    )


def _check_metric(survey: Survey) -> None:
    """Raise `WrongMetric` if the survey cannot feed its metric."""
    metric = survey.metric
    if metric is None:
        return
    if not survey.is_nps or metric.formula != "nps":
        raise WrongMetric("Only a metric with the formula NPS is fed, by an NPS survey.", field="metric")
    if metric.product_id != survey.product_id:
        raise WrongMetric("The metric belongs to another product.", field="metric")
    if metric.period != survey.wave_length:
        raise WrongMetric("The metric's period and the survey's waves are of different length.", field="metric")


@transaction.atomic
def close(survey: Survey, *, at: datetime, by: User) -> Survey:
    """Take no more answers. Closing it again keeps the first moment."""
    survey = Survey.objects.locked().get(pk=survey.pk)
    if survey.closed_at is None:
        survey.closed_at = at
        survey.save(update_fields=["closed_at"])
    return survey


@transaction.atomic
def reopen(survey: Survey, *, by: User) -> Survey:
    survey = Survey.objects.locked().get(pk=survey.pk)
    if survey.closed_at is not None:
        survey.closed_at = None
        survey.save(update_fields=["closed_at"])
    return survey


@transaction.atomic
def open_link(
    survey: Survey, *, expires_at: datetime, at: datetime, by: User | None, segment: Segment | None = None
) -> SurveyLink:
    """Make a link by which the survey is answered, for one segment or for everybody. Raises `Unacceptable`."""
    public_links.check_life(expires_at, at=at)
    link = SurveyLink.objects.create(survey=survey, segment=segment, expires_at=expires_at, created_by=by)
    Survey.objects.filter(pk=survey.pk).touch()
    return link


@transaction.atomic
def close_link(link: SurveyLink, *, at: datetime, by: User) -> None:
    """Let the link lead nowhere. Closing it again changes nothing."""
    if SurveyLink.objects.filter(pk=link.pk, closed_at__isnull=True).update(closed_at=at):
        Survey.objects.filter(pk=link.survey_id).touch()


def find(secret: str, *, at: datetime) -> SurveyLink:
    """Return the link that answers are sent by, with its survey. One query. Raises `LinkGone`."""
    rows = SurveyLink.objects.taking_answers().select_related("survey__product", "segment")
    return public_links.open_by(rows, secret=secret, at=at)


@transaction.atomic
def measure(survey: Survey, *, by: User) -> list[Measurement]:
    """Write each wave into the survey's metric, of everybody and by segment; what is there is corrected.

    Returns what is new or changed. Raises `NoMetric`.
    """
    survey = Survey.objects.select_related("metric").get(pk=survey.pk)
    metric = survey.metric
    if metric is None:
        raise NoMetric("Choose a metric first that the survey feeds.")
    Metric.objects.locked().get(pk=metric.pk)
    there = {(one.segment_id, one.period_start, one.period_end): one for one in metric.measurements.all()}
    written = []
    for (wave, segment), inputs in _counted(survey).items():
        period = periods.around(wave, survey.wave_length)
        found = there.get((segment, period.start, period.end))
        if found is None:
            new = Measurement(
                metric=metric, segment_id=segment, period_start=period.start, period_end=period.end, inputs=inputs
            )
            written.append(measurements.take(new, by=by))
        elif found.inputs != inputs:
            found.metric = metric
            written.append(measurements.correct(found, by=by, inputs=inputs))
    return written


def _counted(survey: Survey) -> dict[tuple[date, int | None], dict[str, Any]]:
    """The three counts by wave and segment; the segment None is everybody. One query."""
    tallies: dict[tuple[date, int | None], list[int]] = defaultdict(lambda: [0] * 11)
    for row in SurveyResponse.objects.filter(survey=survey).tallied():
        for segment in {row["segment"], None}:
            tallies[row["wave"], segment][row["score"]] += row["number"]
    return {
        key: asdict(nps.count_by_score(tallies[key])) for key in sorted(tallies, key=lambda key: (key[0], key[1] or 0))
    }
