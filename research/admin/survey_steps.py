"""What is done to a survey from its page: links, closing, answers as a sheet, comments to the inbox, waves to a metric.

Each step is one operation call, then leads back to the page.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from research.admin.links import form_address_of
from research.admin.measuring import day
from research.admin.sheet_form import SheetForm
from research.admin.showing import page
from research.importers import survey_responses
from research.models import Segment, Survey, SurveyResponse, User
from research.operations import survey_comments, surveys
from research.operations.refusals import Refused

USUAL_LIFE = timedelta(days=30)
EXAMPLES = {
    Survey.Kind.NPS: "score,comment,answered_at,segment,key\n9,Saves me every Friday,2026-03-02,,r-1",
    Survey.Kind.OPPORTUNITY: "key,opportunity,importance,satisfaction\nr-1,12,5,2\nr-1,14,4,4",
}


class LinkForm(forms.Form):
    """For whom a link is, and until when it works."""

    segment = forms.ModelChoiceField(Segment.objects.none(), required=False, empty_label="Everybody")
    until = day("Works until")

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        segment = cast("forms.ModelChoiceField[Segment]", self.fields["segment"])
        segment.queryset = Segment.objects.visible_to(user).order_by("name")
        self.fields["until"].initial = lambda: timezone.localdate() + USUAL_LIFE

    @property
    def expires_at(self) -> datetime:
        """The end of the day."""
        end: datetime = timezone.make_aware(datetime.combine(self.cleaned_data["until"], time(23, 59, 59)))
        return end


@require_POST
@permission_required("research.change_survey", raise_exception=True)
def open_link(request: HttpRequest, pk: int) -> HttpResponse:
    survey, form = _survey(request, pk), LinkForm(request.POST, user=_user(request))

    def step() -> str:
        if not form.is_valid():
            raise Refused("Say until which day the link works.")
        link = surveys.open_link(
            survey,
            segment=form.cleaned_data["segment"],
            expires_at=form.expires_at,
            at=timezone.now(),
            by=_user(request),
        )
        return f"The link for {link.segment.name if link.segment else 'everybody'} is ready: copy it below."

    return _done(request, survey, step, anchor="links")


@require_POST
@permission_required("research.change_survey", raise_exception=True)
def close_link(request: HttpRequest, pk: int, link: int) -> HttpResponse:
    survey = _survey(request, pk)
    found = get_object_or_404(survey.links, pk=link)

    def step() -> str:
        surveys.close_link(found, at=timezone.now(), by=_user(request))
        return "The link leads nowhere any more."

    return _done(request, survey, step, anchor="links")


@require_POST
@permission_required("research.change_survey", raise_exception=True)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the survey, or open it again if that is what the button says."""
    survey = _survey(request, pk)

    def step() -> str:
        if request.POST.get("step") == "reopen":
            surveys.reopen(survey, by=_user(request))
            return "Open again: its links take answers."
        surveys.close(survey, at=timezone.now(), by=_user(request))
        return "Closed: it takes no more answers."

    return _done(request, survey, step)


@require_POST
@permission_required("research.change_surveyresponse", raise_exception=True)
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Bring the comments that are no feedback yet to the inbox."""
    survey = _survey(request, pk)

    def address_of(response: SurveyResponse) -> str:
        return request.build_absolute_uri(form_address_of(response))

    def step() -> str:
        made = survey_comments.take_up(survey, address_of=address_of, at=timezone.now(), by=_user(request))
        if not made:
            return "There was nothing new to bring."
        return f"{len(made)} comment{'s wait' if len(made) > 1 else ' waits'} in the inbox."

    return _done(request, survey, step, anchor="comments")


@require_POST
@permission_required(
    ["research.change_survey", "research.add_measurement", "research.change_measurement"], raise_exception=True
)
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Write the waves into the survey's metric."""
    survey = _survey(request, pk)

    def step() -> str:
        written = surveys.measure(survey, by=_user(request))
        return f"{len(written)} value{'' if len(written) == 1 else 's'} written." if written else "All is as it was."

    return _done(request, survey, step)


@permission_required("research.add_surveyresponse", raise_exception=True)
def bring(request: HttpRequest, pk: int) -> HttpResponse:
    """Take answers as CSV, whole or not at all."""
    survey = _survey(request, pk)
    form = SheetForm(request.POST or None, request.FILES or None, example=EXAMPLES[Survey.Kind(survey.kind)])
    take = partial(survey_responses.bring, survey=survey, by=_user(request), at=timezone.now())
    if request.method == "POST" and form.is_valid() and (brought := form.brought(take)):
        messages.success(request, f"{brought.created} new, {brought.unchanged} were there.")
        return HttpResponseRedirect(_address(survey))
    return page(
        request,
        "workplace/survey_csv.html",
        title="Answers from a CSV",
        subtitle=survey.title,
        status=400 if form.errors else 200,
        survey=survey,
        form=form,
        statements=survey.statements.in_order(),
    )


def _done(request: HttpRequest, survey: Survey, step: Callable[[], str], *, anchor: str = "") -> HttpResponse:
    """Do it and go back to the page, which tells what came of it."""
    try:
        messages.success(request, step())
    except Refused as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(f"{_address(survey)}{f'#{anchor}' if anchor else ''}")


def _address(survey: Survey) -> str:
    return reverse("survey", args=[survey.pk])


def _survey(request: HttpRequest, pk: int) -> Survey:
    return get_object_or_404(Survey.objects.visible_to(request.user).select_related("product"), pk=pk)


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)
