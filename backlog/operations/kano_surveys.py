"""Asking about features: which items, in what words, and until when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from backlog.models import BacklogItem, KanoAnswer, KanoQuestion, KanoSurvey
from backlog.models.kano_survey import FEWEST, MOST
from research.models import Segment, User
from research.operations.public_links import check_life
from research.operations.refusals import Refused, Unacceptable

LONGEST_WORDING = 300
USUAL_LIFE = timedelta(days=30)
ANSWERED = "Somebody has answered already: what is asked stays as it was. Make another survey."


class Answered(Refused):
    """There are answers already: they would no longer be to what was asked."""


@dataclass(frozen=True, kw_only=True)
class Wording:
    """How an item is asked about. Left empty, it is suggested from the item."""

    item: BacklogItem
    functional: str = ""
    dysfunctional: str = ""


def suggested(item: BacklogItem) -> Wording:
    """Return words to begin with, from the item's title. Reads the product."""
    thing = item.title.strip().rstrip(".")
    room = LONGEST_WORDING - 90 - len(item.product.name)
    thing = thing if len(thing) <= room else f"{thing[: room - 1]}…"
    return Wording(
        item=item,
        functional=f"Suppose {item.product.name} did this: “{thing}”. How would you feel?",
        dysfunctional=f"Suppose {item.product.name} did not do this: “{thing}”. How would you feel?",
    )


@transaction.atomic
def define(
    survey: KanoSurvey,
    *,
    wordings: Sequence[Wording],
    at: datetime,
    by: User | None,
    segments: Collection[Segment] = (),
) -> KanoSurvey:
    """Save a new survey about three to fifteen items of one product, open at once. Raises `Unacceptable`."""
    _check_items([one.item for one in wordings])
    check_life(survey.expires_at, at=at)
    survey.product = wordings[0].item.product
    survey.created_by = by
    survey.save()
    survey.segments.set(segments)
    KanoQuestion.objects.bulk_create(
        KanoQuestion(
            survey=survey,
            item=one.item,
            position=number,
            functional=one.functional or suggested(one.item).functional,
            dysfunctional=one.dysfunctional or suggested(one.item).dysfunctional,
        )
        for number, one in enumerate(wordings, start=1)
    )
    return survey


def _check_items(items: Sequence[BacklogItem]) -> None:
    if not FEWEST <= len(items) <= MOST:
        raise Unacceptable(f"Ask about {FEWEST} to {MOST} items at once; these are {len(items)}.", field="questions")
    if len({one.pk for one in items}) < len(items):
        raise Unacceptable("Ask about each item once.", field="questions")
    if len({one.product_id for one in items}) > 1:
        raise Unacceptable("Ask about items of one product.", field="questions")


@transaction.atomic
def change(
    survey: KanoSurvey, *, at: datetime, by: User, segments: Collection[Segment] | None = None, **changes: Any
) -> KanoSurvey:
    """Change its title, its introduction, until when it is open, or to which segments it is sent apart.

    A segment that has answered stays. Raises `Answered` for the introduction, and `Unacceptable`.
    """
    before = KanoSurvey.objects.locked().get(pk=survey.pk)
    if changes.get("introduction", before.introduction) != before.introduction and _is_answered(before):
        raise Answered(ANSWERED)
    if changes.get("expires_at", before.expires_at) != before.expires_at:
        check_life(changes["expires_at"], at=at)
    for name, value in changes.items():
        setattr(before, name, value)
    before.save()
    if segments is not None:
        before.segments.set(segments)
    return before


@transaction.atomic
def reword(question: KanoQuestion, *, functional: str, dysfunctional: str, by: User) -> KanoQuestion:
    """Ask in other words. Raises `Answered`, and `Unacceptable` for none."""
    survey = KanoSurvey.objects.locked().get(pk=question.survey_id)
    if (functional, dysfunctional) == (question.functional, question.dysfunctional):
        return question
    if _is_answered(survey):
        raise Answered(ANSWERED)
    for name, words in (("functional", functional), ("dysfunctional", dysfunctional)):
        if not words.strip():
            raise Unacceptable("Say how it is asked.", field=name)
    question.functional, question.dysfunctional = functional, dysfunctional
    question.save(update_fields=["functional", "dysfunctional"])
    KanoSurvey.objects.filter(pk=survey.pk).touch()
    return question


def _is_answered(survey: KanoSurvey) -> bool:
    return KanoAnswer.objects.filter(question__survey=survey).exists()


@transaction.atomic
def close(survey: KanoSurvey, *, at: datetime, by: User) -> KanoSurvey:
    """Take no more answers. Closing it again keeps the first moment."""
    survey = KanoSurvey.objects.locked().get(pk=survey.pk)
    if survey.closed_at is None:
        survey.closed_at = at
        survey.save(update_fields=["closed_at"])
    return survey


@transaction.atomic
def reopen(survey: KanoSurvey, *, expires_at: datetime | None, at: datetime, by: User) -> KanoSurvey:
    """Take answers again by the same link, until then or as long as it had. Raises `Unacceptable`."""
    survey = KanoSurvey.objects.locked().get(pk=survey.pk)
    survey.expires_at = check_life(expires_at or survey.expires_at, at=at)
    survey.closed_at = None
    survey.save(update_fields=["closed_at", "expires_at"])
    return survey
