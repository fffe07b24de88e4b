"""The public page of a survey: whoever has the link answers, asked for nothing that tells who they are."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from research.models import Survey, SurveyLink, SurveyResponse, SurveyStatement
from research.operations import survey_answers, surveys
from research.operations.public_links import LinkGone
from research.operations.refusals import Refused
from research.operations.survey_answers import LONGEST_COMMENT, Rating
from research.public import doors
from research.public.showing import public_page

IMPORTANCE = ("Not important", "Slightly important", "Fairly important", "Very important", "Extremely important")
SATISFACTION = ("Not satisfied", "Slightly satisfied", "Fairly satisfied", "Very satisfied", "Extremely satisfied")


class AnswerForm(forms.Form):
    """`answer` is the public id that the answer will have: the same form sent twice is one answer."""

    answer = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})

    def response(self) -> SurveyResponse:
        return SurveyResponse(uuid=self.cleaned_data["answer"])

    def ratings(self) -> list[Rating]:
        return []


class ScoreForm(AnswerForm):
    score = forms.TypedChoiceField(
        choices=[(number, str(number)) for number in range(11)],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose a number from 0 to 10."},
    )
    comment = forms.CharField(
        required=False, max_length=LONGEST_COMMENT, widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"})
    )

    def response(self) -> SurveyResponse:
        given = self.cleaned_data
        return SurveyResponse(uuid=given["answer"], score=given["score"], comment=given["comment"])


@dataclass(frozen=True, kw_only=True)
class Question:
    """A statement with its two scales."""

    statement: SurveyStatement
    importance: forms.BoundField
    satisfaction: forms.BoundField


class RatingsForm(AnswerForm):
    """Two scales for each statement. One may be left out, but not half of it."""

    def __init__(self, *args: Any, statements: list[SurveyStatement], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.statements = statements
        for one in statements:
            self.fields[f"importance_{one.pk}"] = _scale("How important is this to you?", IMPORTANCE)
            self.fields[f"satisfaction_{one.pk}"] = _scale("How satisfied are you with it today?", SATISFACTION)

    def questions(self) -> Iterator[Question]:
        for one in self.statements:
            yield Question(
                statement=one,
                importance=self[f"importance_{one.pk}"],
                satisfaction=self[f"satisfaction_{one.pk}"],
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        answered = 0
        for one in self.statements:
            names = (f"importance_{one.pk}", f"satisfaction_{one.pk}")
            given = [bool(cleaned.get(name)) for name in names]
            answered += all(given)
            if any(given) and not all(given):
                self.add_error(names[given.index(False)], "Choose one here, too.")
        if not answered and not self.errors:
            self.add_error(None, "Answer one of the questions at least.")
        return cleaned

    def ratings(self) -> list[Rating]:
        given = self.cleaned_data
        return [
            Rating(
                opportunity=one.opportunity_id,
                importance=given[f"importance_{one.pk}"],
                satisfaction=given[f"satisfaction_{one.pk}"],
            )
            for one in self.statements
            if given.get(f"importance_{one.pk}")
        ]


@doors.by_link(scope="survey", takes_answers=True)
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask, take the answer once, and thank."""
    link = surveys.find(secret, at=timezone.now())
    if "thanks" in request.GET:
        return _page(request, link.survey, title="Thank you", is_answered=True)
    form = _form(request, link.survey)
    if request.method == "POST" and _taken(form, link):
        return HttpResponseRedirect(f"{request.path}?thanks")
    title = "Error: something is missing" if form.errors else link.survey.question
    return _page(request, link.survey, title=title, status=400 if form.errors else 200, form=form)


def _page(request: HttpRequest, survey: Survey, *, title: str, status: int = 200, **context: Any) -> HttpResponse:
    return public_page(
        request, "public/survey.html", title=title, status=status, language=survey.language, survey=survey, **context
    )


def _form(request: HttpRequest, survey: Survey) -> AnswerForm:
    given = request.POST if request.method == "POST" else None
    if survey.is_nps:
        return ScoreForm(given)
    # Where a merge made one of two, the later one is not asked.
    asked = survey_answers.asked_by(survey).values()
    return RatingsForm(given, statements=sorted(asked, key=lambda one: one.position))


def _taken(form: AnswerForm, link: SurveyLink) -> bool:
    """Take the answer, or leave in the form what is wrong. Raises `LinkGone` where it was closed meanwhile."""
    if not form.is_valid():
        return False
    try:
        survey_answers.take_by_link(form.response(), link=link, ratings=form.ratings(), at=timezone.now())
    except survey_answers.SurveyClosed as error:
        raise LinkGone from error
    except Refused as error:
        form.add_error(None, str(error))
        return False
    return True


def _scale(label: str, words: tuple[str, ...]) -> forms.Field:
    return forms.TypedChoiceField(
        label=label,
        required=False,
        empty_value=None,
        coerce=int,
        choices=list(enumerate(words, start=1)),
        widget=forms.RadioSelect,
    )
