"""What an NPS survey came to: a wave of everybody or of a segment, the waves beside one another, and the comments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from research.admin import nps_charts
from research.admin.links import address_of, form_address_of
from research.admin.showing import page
from research.admin.survey_links import links_of
from research.models import Survey, SurveyResponse, User
from research.operations import survey_comments
from research.surveying import nps_results
from research.surveying.nps_results import CHANGE, FORMULA, INTERVAL, Group, Results, Wave

MOST_COMMENTS = 100


@dataclass(frozen=True, kw_only=True)
class Row:
    """A wave in words, of everybody or of the segment that it names."""

    name: str
    value: str
    interval: str
    n: int
    parts: tuple[str, ...]
    change: str
    tone: str
    address: str = ""
    is_shown: bool = False


@dataclass(frozen=True, kw_only=True)
class Comment:
    response: SurveyResponse
    party: str
    address: str
    feedback: str


def view(request: HttpRequest, survey: Survey) -> HttpResponse:
    """Show a wave (`?wave=2026-Q1`, by itself the last) of a segment (`?segment=3`) or of everybody. Nine queries."""
    results = nps_results.of(survey)
    group = _group(request, results)
    wave = _wave(request, group)
    user, at = cast("User", request.user), timezone.now()
    return page(
        request,
        "workplace/survey_nps.html",
        title="NPS survey",
        subtitle=survey.title,
        survey=survey,
        results=results,
        group=group,
        wave=_row(wave) if wave else None,
        period=wave.period.code if wave else "",
        distribution=nps_charts.distribution(wave) if wave else None,
        trend=nps_charts.trend(group.waves) if group else None,
        trend_said="; ".join(nps_charts.said(one) for one in group.waves) if group else "",
        rows=_rows(group, wave),
        segments=[one.segment for one in results.groups if one.segment],
        by_segment=_by_segment(results, wave),
        comments=_comments(survey, group, wave, user=user, at=at),
        waiting=survey_comments.waiting(survey, viewer=user, at=at).count(),
        formula=FORMULA,
        interval=INTERVAL,
        change=CHANGE,
        links=links_of(request, survey),
        form_address=form_address_of(survey),
    )


def _group(request: HttpRequest, results: Results) -> Group | None:
    given = request.GET.get("segment", "")
    if given and not (given.isascii() and given.isdigit() and len(given) < 18):
        raise BadRequest("A segment is asked for by its number.")
    found = results.group_of(int(given) if given else None)
    if given and found is None:
        raise Http404
    return found


def _wave(request: HttpRequest, group: Group | None) -> Wave | None:
    if group is None:
        return None
    given = request.GET.get("wave", "")
    if not given:
        return group.waves[-1]
    return next((one for one in group.waves if one.period.code == given), None) or group.waves[-1]


def _row(wave: Wave, *, name: str = "", address: str = "", is_shown: bool = False) -> Row:
    counts = (wave.answers.promoters, wave.answers.passives, wave.answers.detractors)
    return Row(
        name=name or nps_charts.label(wave),
        value=nps_charts.points(wave.score.value),
        interval=nps_charts.interval(wave),
        n=wave.n,
        parts=tuple(f"{count} ({count / wave.n:.0%})".replace("%", " %") for count in counts),
        change=nps_charts.change(wave),
        tone=nps_charts.tone(wave),
        address=address,
        is_shown=is_shown,
    )


def _rows(group: Group | None, shown: Wave | None) -> Sequence[Row]:
    """The waves of the group, the last first."""
    if group is None:
        return ()
    about = f"segment={group.segment.pk}&" if group.segment else ""
    return [
        _row(one, address=f"?{about}wave={one.period.code}", is_shown=one is shown) for one in reversed(group.waves)
    ]


def _by_segment(results: Results, shown: Wave | None) -> Sequence[Row]:
    """The wave that is shown, segment by segment."""
    if shown is None:
        return ()
    return [
        _row(wave, name=group.segment.name, address=f"?segment={group.segment.pk}&wave={wave.period.code}")
        for group in results.groups
        if group.segment
        for wave in group.waves
        if wave.period == shown.period
    ]


def _comments(survey: Survey, group: Group | None, wave: Wave | None, *, user: User, at: datetime) -> Sequence[Comment]:
    if group is None or wave is None:
        return ()
    rows: Any = SurveyResponse.objects.visible_to(user).filter(survey=survey, wave=wave.period.start)
    if group.segment:
        rows = rows.filter(segment=group.segment)
    rows = rows.commented().with_words(at=at).select_related("segment", "feedback")
    return [
        Comment(
            response=one,
            party=nps_charts.party(one.score),
            address=form_address_of(one),
            feedback=address_of(one.feedback) if one.feedback else "",
        )
        for one in rows.order_by("-answered_at", "-pk")[:MOST_COMMENTS]
    ]
