"""Comments of surveys become feedback: read in the inbox, highlighted, cited like every other word."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from research.models import Interview, Note, Survey, SurveyResponse, User, Viewer
from research.operations import notes
from research.statistics import periods

MOST_AT_ONCE = 500


def waiting(survey: Survey, *, viewer: Viewer, at: datetime) -> QuerySet[Any]:
    """The answers whose comment may become feedback and is none yet."""
    rows = SurveyResponse.objects.visible_to(viewer).filter(survey=survey).commented().not_taken_up()
    return rows.with_words(at=at).filter(withheld="")


@transaction.atomic
def take_up(
    survey: Survey,
    *,
    by: User,
    at: datetime,
    address_of: Callable[[SurveyResponse], str],
    wave: date | None = None,
) -> list[Interview]:
    """Make feedback of the comments, of one wave or of all, each once; at most 500 at a time, the oldest first.

    `address_of` says where the answer is read, for the way back. A comment whose participant does not permit to quote
    it stays where it is; so does one of a participant whom this person may not see. The words are kept as a quote,
    since they are word for word.
    """
    permitted = waiting(survey, viewer=by, at=at).values("pk")
    held = SurveyResponse.objects.filter(pk__in=permitted).select_related("participant").locked()
    if wave:
        held = held.filter(wave=wave)
    return [
        _feedback_of(response, survey, by=by, at=at, address=address_of(response))
        for response in held.order_by("answered_at", "pk")[:MOST_AT_ONCE]
        if response.taken_up_at is None
    ]


def _feedback_of(response: SurveyResponse, survey: Survey, *, by: User, at: datetime, address: str) -> Interview:
    wave = periods.around(response.wave, survey.wave_length).code
    interview = Interview.objects.create(
        kind=Interview.Kind.SURVEY_ANSWER,
        title=f"{response.score} of 10 · {survey.title}, {wave}"[:200],
        held_at=response.answered_at,
        source_url=address,
        created_by=by,
    )
    if response.participant:
        interview.participants.add(response.participant)
    quoted = "\n".join(f"> {line}".rstrip() for line in response.comment.splitlines())
    notes.add(interview=interview, kind=Note.Kind.NOTES, text=quoted, language=survey.language, by=by)
    response.feedback, response.taken_up_at = interview, at
    response.save(update_fields=["feedback", "taken_up_at"])
    return interview
