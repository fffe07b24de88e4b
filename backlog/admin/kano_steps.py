"""What is done to a Kano survey from its page: closing, other words, answers as a sheet, results kept as scores.

Each step is one operation call, then leads back to the page.
"""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from backlog.importers import kano_answers as sheet
from backlog.importers.kano_answers import Brought
from backlog.models import KanoSurvey
from backlog.operations import kano_scores, kano_surveys
from research.admin.sheet_form import SheetForm
from research.admin.showing import page
from research.models import User
from research.operations.refusals import Refused

EXAMPLE = "respondent,item,functional,dysfunctional,segment\np1,#12,1,5,Travellers\np1,#14,2,4,Travellers"


@permission_required("backlog.add_kanoanswer", raise_exception=True)
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Look at a sheet first, then bring it in: all rows or none."""
    survey = _survey(request, pk)
    form = SheetForm(request.POST or None, request.FILES or None, example=EXAMPLE)
    looked: Brought | None = None
    if request.method == "POST" and form.is_valid():
        content = form.content()
        try:
            if request.POST.get("step") == "bring":
                brought = sheet.bring(content, survey=survey, by=_user(request), at=timezone.now())
                messages.success(request, f"{_people(brought.created)} came in.")
                return HttpResponseRedirect(reverse("kano_survey", args=[survey.pk]))
            looked = sheet.looked_at(content, survey=survey, by=_user(request), at=timezone.now())
            form = SheetForm(initial={"text": content.decode("utf-8-sig")}, example=EXAMPLE)
        except Refused as error:
            form.refuse(error)
    return page(
        request,
        "workplace/kano_answers.html",
        title="Answers from a CSV",
        status=400 if form.errors else 200,
        survey=survey,
        form=form,
        looked=looked,
        questions=survey.questions.select_related("item").in_order(),
    )


@permission_required("backlog.change_kanosurvey", raise_exception=True)
def words(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask in other words, as long as nobody has answered."""
    survey = _survey(request, pk)
    questions = list(survey.questions.select_related("item").in_order())
    refusal = ""
    if request.method == "POST":
        for one in questions:
            given = {
                name: request.POST.get(f"{name}_{one.pk}", "")[: kano_surveys.LONGEST_WORDING].strip()
                for name in ("functional", "dysfunctional")
            }
            try:
                kano_surveys.reword(one, **given, by=_user(request))
            except Refused as error:
                refusal = str(error)
                one.functional, one.dysfunctional = given["functional"], given["dysfunctional"]
        if not refusal:
            messages.success(request, "So it is asked from now on.")
            return HttpResponseRedirect(reverse("kano_survey", args=[survey.pk]))
    return page(
        request,
        "workplace/kano_words.html",
        title="How it is asked",
        status=400 if refusal else 200,
        survey=survey,
        questions=questions,
        refusal=refusal,
        longest=kano_surveys.LONGEST_WORDING,
    )


@require_POST
@permission_required("backlog.change_kanosurvey", raise_exception=True)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close the survey, or open it again if that is what the button says."""
    survey = _survey(request, pk)

    def step() -> str:
        if request.POST.get("step") != "reopen":
            kano_surveys.close(survey, at=timezone.now(), by=_user(request))
            return "Closed. The links lead nowhere any more."
        now = timezone.now()
        until = None if survey.expires_at > now else now + kano_surveys.USUAL_LIFE
        kano_surveys.reopen(survey, expires_at=until, at=now, by=_user(request))
        return "Open again, by the same links."

    return _done(request, survey, step)


@require_POST
@permission_required(["backlog.view_kanosurvey", "backlog.add_score"], raise_exception=True)
def store(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what everybody answered as the Kano scores of the items."""
    survey = _survey(request, pk)

    def step() -> str:
        stored = kano_scores.store(survey, at=timezone.now(), by=_user(request))
        if not stored:
            return "All scores are kept already."
        return f"{len(stored)} score{'' if len(stored) == 1 else 's'} kept; those before stay in their history."

    return _done(request, survey, step)


def _done(request: HttpRequest, survey: KanoSurvey, step: Callable[[], str]) -> HttpResponse:
    try:
        messages.success(request, step())
    except Refused as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("kano_survey", args=[survey.pk]))


def _people(number: int) -> str:
    return f"{number} respondent{'' if number == 1 else 's'}"


def _survey(request: HttpRequest, pk: int) -> KanoSurvey:
    return get_object_or_404(KanoSurvey.objects.visible_to(request.user).select_related("product"), pk=pk)


def _user(request: HttpRequest) -> User:
    return cast("User", request.user)
