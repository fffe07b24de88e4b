"""A survey on its own page: NPS as research shows it, importance and satisfaction as a landscape of opportunities."""

from dataclasses import dataclass
from decimal import Decimal
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from backlog.admin import drawn_landscape
from backlog.models import Score
from backlog.operations import survey_scores
from backlog.scoring.frameworks import FRAMEWORKS
from backlog.scoring.landscape import FEW, FEW_NOTE
from backlog.tracing import landscape
from backlog.tracing.landscape import SHARE, Landscape, Landscapes, Spot
from research.admin import nps
from research.admin.links import address_of, form_address_of
from research.admin.showing import page
from research.admin.survey_links import links_of
from research.models import Survey, User
from research.operations.refusals import Refused
from research.statistics.intervals import Interval

TONES = {"under-served": "warn", "over-served": "plain", "served about right": "good"}


@dataclass(frozen=True, kw_only=True)
class Row:
    """An opportunity in the table, in words."""

    wording: str
    address: str
    importance: str
    importance_interval: str
    satisfaction: str
    satisfaction_interval: str
    score: str
    n: int
    served: str
    tone: str
    note: str
    explanation: str


@permission_required(["research.view_survey", "research.view_surveyresponse"], raise_exception=True)
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what the survey came to."""
    survey = get_object_or_404(Survey.objects.visible_to(request.user).select_related("metric", "product"), pk=pk)
    return nps.view(request, survey) if survey.is_nps else _landscape(request, survey)


@require_POST
@permission_required("backlog.add_score", raise_exception=True)
def store(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what the survey says as scores of its opportunities."""
    survey = get_object_or_404(Survey.objects.visible_to(request.user).filter(kind=Survey.Kind.OPPORTUNITY), pk=pk)
    try:
        stored = survey_scores.store(survey, by=cast("User", request.user), at=timezone.now())
        changed = f"{len(stored)} score{'' if len(stored) == 1 else 's'} kept; those before stay in their history."
        messages.success(request, changed if stored else "All scores are kept already.")
    except Refused as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("survey", args=[survey.pk]))


def _landscape(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Show it of a segment (`?segment=3`) or of everybody. Eight queries."""
    found = landscape.of(survey)
    shown = _of_segment(request, found)
    asked = [one.opportunity_id for one in survey.statements.all()]
    kept = Score.objects.current().filter(framework=Score.Framework.OPPORTUNITY, opportunity__in=asked)
    return page(
        request,
        "workplace/survey_landscape.html",
        title="Survey of importance and satisfaction",
        subtitle=survey.title,
        survey=survey,
        found=found,
        shown=shown,
        drawn=drawn_landscape.drawn(shown) if shown else None,
        rows=[_row(spot) for spot in shown.spots] if shown else (),
        segments=[one.segment for one in found.of if one.segment],
        statements=survey.statements.in_order() if not found.of else (),
        formula=FRAMEWORKS["opportunity"].formula,
        share=SHARE,
        few=FEW_NOTE if shown and shown.n < FEW else "",
        kept_at=kept.aggregate(at=Max("at"))["at"],
        links=links_of(request, survey),
        form_address=form_address_of(survey),
    )


def _of_segment(request: HttpRequest, found: Landscapes) -> Landscape | None:
    given = request.GET.get("segment", "")
    if given and not (given.isascii() and given.isdigit() and len(given) < 18):
        raise BadRequest("A segment is asked for by its number.")
    shown = found.of_segment(int(given) if given else None)
    if given and shown is None:
        raise Http404
    return shown


def _row(spot: Spot) -> Row:
    placed = spot.placed
    return Row(
        wording=spot.statement.wording,
        address=address_of(spot.statement.opportunity),
        importance=_to_a_tenth(placed.need.importance),
        importance_interval=_between(placed.importance),
        satisfaction=_to_a_tenth(placed.need.satisfaction),
        satisfaction_interval=_between(placed.satisfaction),
        score=_to_a_tenth(placed.score),
        n=placed.rated.n,
        served=placed.served,
        tone=TONES[placed.served],
        note=placed.note,
        explanation=placed.result.explanation,
    )


def _to_a_tenth(number: Decimal) -> str:
    return f"{number:.1f}"


def _between(interval: Interval) -> str:
    return f"{interval.low:.1f} to {interval.high:.1f}"
