"""Surveys: every one at a glance, with how many answered and what the last wave came to."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse

from research.admin import nps_charts
from research.admin.links import address_of
from research.admin.showing import page
from research.models import Survey
from research.surveying import nps_results
from research.surveying.nps_results import Wave

MOST_SURVEYS = 200


@dataclass(frozen=True, kw_only=True)
class Card:
    """A survey: `value`, `interval`, `period` and `change` are of its last wave, empty where there is none."""

    survey: Survey
    address: str
    answers: int
    wave: Wave | None
    value: str = ""
    interval: str = ""
    period: str = ""
    change: str = ""
    tone: str = "plain"


@permission_required("research.view_survey", raise_exception=True)
def view(request: HttpRequest) -> HttpResponse:
    """Show the open ones first, the newest first. Two queries."""
    rows = Survey.objects.visible_to(request.user).order_by("-created_at", "-id")[:MOST_SURVEYS]
    surveys = sorted(rows, key=lambda one: one.is_closed)
    latest = nps_results.latest([one.pk for one in surveys])
    return page(request, "workplace/surveys.html", title="Surveys", cards=[_card(one, latest) for one in surveys])


def _card(survey: Survey, latest: Mapping[int, tuple[int, Wave | None]]) -> Card:
    answers, wave = latest.get(survey.pk, (0, None))
    if wave is None:
        return Card(survey=survey, address=address_of(survey), answers=answers, wave=None)
    return Card(
        survey=survey,
        address=address_of(survey),
        answers=answers,
        wave=wave,
        value=nps_charts.points(wave.score.value),
        interval=nps_charts.interval(wave),
        period=nps_charts.label(wave),
        change=nps_charts.change(wave),
        tone=nps_charts.tone(wave),
    )
