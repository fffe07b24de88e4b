"""The form of a Kano survey: whoever has the link says how they would feel with each feature, and without it."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.http import urlencode

from backlog.models import KanoAnswer, KanoQuestion, KanoSurvey
from backlog.operations import kano_answers
from backlog.operations.kano_answers import Submission, SurveyClosed
from backlog.scoring.kano import Answer
from research.models import Segment
from research.operations import public_links
from research.operations.public_links import LinkGone
from research.operations.refusals import Refused
from research.public.doors import by_link
from research.public.showing import public_page

ASIDE = "Choose one of the five."


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question with its two rows of answers."""

    question: KanoQuestion
    functional: forms.BoundField
    dysfunctional: forms.BoundField


class AnswersForm(forms.Form):
    """`respondent` is drawn when the form is: sent twice it is one answer, and it fixes the random order."""

    respondent = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, questions: list[KanoQuestion], **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", "initial": {"respondent": uuid.uuid4()}, **kwargs})
        self.questions = questions
        for one in questions:
            self.fields[f"with_{one.pk}"] = _positions(one.functional)
            self.fields[f"without_{one.pk}"] = _positions(one.dysfunctional)

    def asked(self) -> Iterator[Asked]:
        """In an order of this respondent's own: what is asked first is not answered like what is asked last."""
        mixed = list(self.questions)
        random.Random(str(self["respondent"].value())).shuffle(mixed)  # noqa: S311  (an order, no secret)
        for one in mixed:
            yield Asked(question=one, functional=self[f"with_{one.pk}"], dysfunctional=self[f"without_{one.pk}"])

    def unanswered(self) -> list[forms.BoundField]:
        """In the order on the page."""
        rows = (row for one in self.asked() for row in (one.functional, one.dysfunctional))
        return [row for row in rows if row.errors]

    def submission(self, segment: Segment | None) -> Submission:
        given = self.cleaned_data
        return Submission(
            respondent=given["respondent"],
            segment=segment,
            answers={
                one.pk: Answer(functional=given[f"with_{one.pk}"], dysfunctional=given[f"without_{one.pk}"])
                for one in self.questions
            },
        )


@by_link(scope="kano", takes_answers=True)
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask, take the answers once, and thank. A segment is one of the survey's own (`?segment=3`)."""
    survey = public_links.open_by(KanoSurvey.objects.all(), secret=secret, at=timezone.now())
    segment = _segment(request, survey)
    if "thanks" in request.GET:
        return public_page(request, "public/kano_thanks.html", title="Thank you")
    form = AnswersForm(request.POST if request.method == "POST" else None, questions=list(survey.questions.in_order()))
    if request.method == "POST" and _taken(form, survey, segment):
        return HttpResponseRedirect(f"{request.path}?{urlencode({'thanks': '', **_kept(segment)})}")
    return public_page(
        request,
        "public/kano_form.html",
        title="How would you feel?",
        status=400 if form.errors else 200,
        survey=survey,
        form=form,
        number=len(form.questions),
    )


def _segment(request: HttpRequest, survey: KanoSurvey) -> Segment | None:
    """Raise `LinkGone` for a segment that the survey is not sent to."""
    given = request.GET.get("segment", "")
    if not given:
        return None
    is_number = given.isascii() and given.isdigit() and len(given) < 18
    found = survey.segments.filter(pk=given).first() if is_number else None
    if found is None:
        raise LinkGone
    return found


def _taken(form: AnswersForm, survey: KanoSurvey, segment: Segment | None) -> bool:
    """Take the answers, or leave in the form what is wrong. Raises `LinkGone` where it was closed meanwhile."""
    if not form.is_valid():
        return False
    try:
        kano_answers.take(survey, [form.submission(segment)], at=timezone.now())
    except SurveyClosed as error:
        raise LinkGone from error
    except Refused as error:
        form.add_error(None, str(error))
        return False
    return True


def _kept(segment: Segment | None) -> dict[str, str]:
    return {"segment": str(segment.pk)} if segment else {}


def _positions(words: str) -> forms.Field:
    return forms.TypedChoiceField(
        label=words,
        coerce=int,
        choices=KanoAnswer.Position.choices,
        widget=forms.RadioSelect,
        error_messages={"required": ASIDE, "invalid_choice": ASIDE},
    )
