"""Kano surveys: all of them, and what each came to, item by item and segment by segment."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import BadRequest
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from backlog.admin import drawn_kano
from backlog.admin.drawn_kano import said
from backlog.models import KanoSurvey, Score
from backlog.scoring.kano import CATEGORIES, TIE_RULE
from backlog.tracing import kano
from backlog.tracing.kano import Outcome, Results
from research.admin import marks
from research.admin.links import form_address_of
from research.admin.showing import page
from research.models import Segment, User

MOST_SURVEYS = 200
LETTERS = "MOAIRQ"
COLUMNS = (
    *("item", "title", "segment", "n", *(CATEGORIES[letter] for letter in LETTERS)),
    *("category", "tie", "better", "worse", "category strength", "total strength", "significant (Fong)"),
    *("mean if there", "spread if there", "mean if not there", "spread if not there", "notes"),
)
TONES: dict[str, marks.Tone] = {"M": "bad", "O": "warn", "A": "good", "I": "plain", "R": "bad", "Q": "warn"}


@dataclass(frozen=True, kw_only=True)
class Card:
    survey: KanoSurvey
    questions: int
    respondents: int
    is_open: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    """An item in the table, in words; `counts` in the order of `LETTERS`."""

    number: int
    outcome: Outcome
    name: str
    address: str
    category: str
    tone: str
    counts: tuple[int, ...]
    better: str
    worse: str
    category_strength: str
    total_strength: str
    present: str
    absent: str


@dataclass(frozen=True, kw_only=True)
class Link:
    """For whom, and where it is answered."""

    key: str
    name: str
    address: str


@permission_required("backlog.view_kanosurvey", raise_exception=True)
def surveys(request: HttpRequest) -> HttpResponse:
    """Show them all, the newest first. Three queries."""
    rows = list(KanoSurvey.objects.visible_to(request.user).order_by("-created_at", "-pk")[:MOST_SURVEYS])
    counted = KanoSurvey.objects.filter(pk__in=[one.pk for one in rows]).order_by()
    asked = dict(counted.values_list("pk").annotate(Count("questions")))
    answered = dict(counted.values_list("pk").annotate(Count("questions__answers__respondent", distinct=True)))
    now = timezone.now()
    cards = [
        Card(survey=one, questions=asked[one.pk], respondents=answered[one.pk], is_open=one.is_open(at=now))
        for one in rows
    ]
    return page(request, "workplace/kano_surveys.html", title="Kano surveys", cards=cards)


@permission_required(["backlog.view_kanosurvey", "backlog.view_kanoanswer"], raise_exception=True)
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what it came to, of a segment (`?segment=3`) or of everybody."""
    survey = _survey(request, pk)
    found = kano.of(survey)
    segment = _segment(request, found)
    outcomes = found.of(segment.pk if segment else None)
    numbers = {one.pk: number for number, one in enumerate(found.questions, start=1)}
    rows = [_row(one, numbers[one.question.pk]) for one in outcomes]
    kept = Score.objects.current().filter(framework=Score.Framework.KANO, item__in=[q.item_id for q in found.questions])
    last_kept = kept.filter(reason=f"Kano survey: {survey.title}").order_by("-at").first()
    return page(
        request,
        "workplace/kano_results.html",
        title="Kano survey",
        subtitle=survey.title,
        survey=survey,
        is_open=survey.is_open(at=timezone.now()),
        found=found,
        segment=segment,
        n=max((one.found.n for one in outcomes), default=0),
        rows=rows,
        letters=[(letter, CATEGORIES[letter]) for letter in LETTERS],
        plane=drawn_kano.better_worse(outcomes, numbers=numbers),
        means=drawn_kano.continuous(outcomes, numbers=numbers),
        by_segment=_by_segment(found),
        tie_rule=TIE_RULE,
        kept_at=last_kept.at if last_kept else None,
        links=_links(request, survey),
    )


@permission_required(["backlog.view_kanosurvey", "backlog.view_kanoanswer"], raise_exception=True)
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """Send every outcome as CSV: of everybody, then by segment."""
    survey = _survey(request, pk)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = slugify(survey.title) or f"kano-survey-{survey.pk}"
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for one in kano.of(survey).outcomes:
        writer.writerow(_cells(one))
    return response


def _cells(one: Outcome) -> list[object]:
    found, at = one.found, one.position
    return [
        f"#{one.question.item.number}",
        _harmless(one.question.item.title),
        _harmless(one.segment.name) if one.segment else "everybody",
        found.n,
        *(one.counts.of(letter) for letter in LETTERS),
        CATEGORIES[found.category],
        "yes" if found.is_tie else "no",
        "" if found.better is None else found.better,
        "" if found.worse is None else found.worse,
        found.category_strength,
        found.total_strength,
        "yes" if found.is_significant else "no",
        *(
            "" if number is None else f"{number:.4f}"
            for number in (at.functional, at.functional_spread, at.dysfunctional, at.dysfunctional_spread)
        ),
        " ".join(one.notes),
    ]


def _harmless(text: str) -> str:
    """A cell that begins like a formula is read as one by spreadsheets."""
    return f"'{text}" if text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text


def _survey(request: HttpRequest, pk: int) -> KanoSurvey:
    rows = KanoSurvey.objects.visible_to(request.user).select_related("product", "created_by")
    return get_object_or_404(rows, pk=pk)


def _segment(request: HttpRequest, found: Results) -> Segment | None:
    given = request.GET.get("segment", "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 18):
        raise BadRequest("A segment is asked for by its number.")
    segment = next((one for one in found.segments if one.pk == int(given)), None)
    if segment is None:
        raise Http404
    return segment


def _row(one: Outcome, number: int) -> Row:
    found, at = one.found, one.position
    return Row(
        number=number,
        outcome=one,
        name=drawn_kano.name_of(one),
        address=form_address_of(one.question.item),
        category=CATEGORIES[found.category],
        tone=TONES[found.category],
        counts=tuple(one.counts.of(letter) for letter in LETTERS),
        better="undefined" if found.better is None else said(float(found.better), 4),
        worse="undefined" if found.worse is None else said(float(found.worse), 4),
        category_strength=f"{float(found.category_strength):.1%}",
        total_strength=f"{float(found.total_strength):.1%}",
        present=_mean(at.functional, at.functional_spread),
        absent=_mean(at.dysfunctional, at.dysfunctional_spread),
    )


def _mean(mean: float, spread: float | None) -> str:
    return said(mean) if spread is None else f"{said(mean)} ± {said(spread)}"


def _by_segment(found: Results) -> list[tuple[str, Sequence[tuple[str, str, int, str]]]]:
    """Each item with its category in every segment, where there is more than everybody to tell."""
    if not found.segments:
        return []
    keys = [None, *(one.pk for one in found.segments)]
    by_place = {(one.segment.pk if one.segment else None, one.question.pk): one for one in found.outcomes}
    table: list[tuple[str, Sequence[tuple[str, str, int, str]]]] = []
    for question in found.questions:
        cells = []
        for key in keys:
            if one := by_place.get((key, question.pk)):
                tie = "tie" if one.found.is_tie else ("" if one.found.is_significant else "not clear")
                cells.append((CATEGORIES[one.found.category], TONES[one.found.category], one.found.n, tie))
        table.append((f"#{question.item.number} {question.item.title}", cells))
    return table


def _links(request: HttpRequest, survey: KanoSurvey) -> list[Link]:
    """Those to send: for whoever may hand them on."""
    if not cast("User", request.user).has_perm("backlog.change_kanosurvey"):
        return []
    address = request.build_absolute_uri(reverse("kano_form", args=[survey.secret]))
    apart = survey.segments.order_by("name")
    return [
        Link(key="all", name="Everybody", address=address),
        *(Link(key=str(one.pk), name=one.name, address=f"{address}?segment={one.pk}") for one in apart),
    ]
