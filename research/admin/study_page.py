"""A study on one page: what is asked, whom it heard, how far coding is, whether anything new comes, what was read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.contrib.auth.decorators import permission_required
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from research.admin import saturation_chart, strength
from research.admin.counting import with_counts
from research.admin.links import address_of, address_of_list, form_address_of
from research.admin.showing import page
from research.evidence_strength import assess
from research.models import (
    CodingStatus,
    Highlight,
    HighlightParticipant,
    Insight,
    InsightEvidence,
    Interview,
    Note,
    Participant,
    Study,
    Tagging,
    User,
    evidence_facts,
)
from research.statistics import saturation

MOST_INTERVIEWS = 200
MOST_INSIGHTS = 50


@permission_required("research.view_study", raise_exception=True)
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it. The queries do not grow with what the study heard."""
    user, at = cast("User", request.user), timezone.now()
    study = _study(pk, user)
    interviews = list(_interviews(study, user)[:MOST_INTERVIEWS])
    sessions = [one for one in interviews if not one.is_feedback]
    coded = [one for one in _in_order(sessions) if _is_coded(one)]
    known = saturation.of([one.tag_ids for one in coded])
    return page(
        request,
        "workplace/study.html",
        title="Study",
        subtitle=study.title,
        study=study,
        form_address=form_address_of(study),
        log_address=f"{reverse('log')}?study={study.pk}",
        members=study.members.order_by("username"),
        guide=study.guide.in_order(),
        interviews=[(address_of(one), one) for one in interviews],
        all_interviews=address_of_list(Interview, study__id__exact=study.pk) if _is_cut(interviews) else "",
        figures=_figures(sessions, study, user),
        chart=saturation_chart.chart(known, titles=[one.title for one in coded]),
        uncoded=[one for one in _in_order(sessions) if not _is_coded(one)],
        insights=_insights(study, user, at=at),
        may_change=user.has_perm("research.change_study"),
        may_log=user.has_perm("research.add_interview"),
    )


def _study(pk: int, user: User) -> Study:
    rows = Study.objects.visible_to(user).select_related("lead", "product").defer("search")
    study = rows.filter(pk=pk).first()
    if study is None:
        raise Http404
    return study


def _interviews(study: Study, user: User) -> QuerySet[Any]:
    """The latest first, with people, texts, coding and the tags that were given in it."""
    seen = Highlight.objects.visible_to(user).filter(note__interview=OuterRef("pk"), by_interviewer=False)
    given = Tagging.objects.visible_to(user).filter(highlight__note__interview=OuterRef("pk")).order_by("tag")
    tags = given.filter(highlight__by_interviewer=False).values("tag").distinct()
    statuses = CodingStatus.objects.select_related("user").order_by("user__username")
    rows: QuerySet[Any] = Interview.objects.visible_to(user).filter(study=study).defer("search", "summary")
    beside: list[Any] = [
        Prefetch("participants", Participant.objects.only("code").order_by("code")),
        Prefetch("notes", Note.objects.only("kind", "interview").order_by("pk")),
        Prefetch("coding_statuses", statuses),
    ]
    counted = with_counts(rows.prefetch_related(*beside), highlight_total=seen).annotate(tag_ids=ArraySubquery(tags))
    latest: QuerySet[Any] = counted.order_by("-held_at", "-pk")
    return latest


def _in_order(sessions: Sequence[Any]) -> list[Any]:
    """Those that were held and have a date, in the order they were held."""
    held = [one for one in sessions if one.status == Interview.Status.HELD and one.held_at]
    return sorted(held, key=lambda one: (one.held_at, one.pk))


def _is_coded(interview: Any) -> bool:
    return any(one.status == CodingStatus.Status.DONE for one in interview.coding_statuses.all())


def _is_cut(interviews: Sequence[Any]) -> bool:
    return len(interviews) == MOST_INTERVIEWS


def _figures(sessions: Sequence[Any], study: Study, user: User) -> list[tuple[int, str]]:
    """Return numbers with what they count. One query."""
    seen = Highlight.objects.visible_to(user).filter(note__interview__study=study)
    heard = HighlightParticipant.objects.filter(highlight__in=seen).aggregate(
        people=Count("participant", distinct=True), accounts=Count("participant__account", distinct=True)
    )
    held = sum(one.status == Interview.Status.HELD for one in sessions)
    planned = sum(one.status == Interview.Status.PLANNED for one in sessions)
    coded = sum(_is_coded(one) for one in sessions)
    return [
        (held, "interview held" if held == 1 else "interviews held"),
        *([(planned, "planned")] if planned else []),
        (coded, "with coding done"),
        (heard["people"], "person quoted" if heard["people"] == 1 else "people quoted"),
        (heard["accounts"], "account" if heard["accounts"] == 1 else "accounts"),
    ]


def _insights(study: Study, user: User, *, at: datetime) -> list[dict[str, Any]]:
    """What was read out of the study, most of its passages first. Two queries."""
    cited = (
        InsightEvidence.objects.words_visible_to(user).filter(highlight__note__interview__study=study).words_counted()
    )
    rows: QuerySet[Any] = Insight.objects.visible_to(user).filter(Q(study=study) | Q(evidence__in=cited))
    counted = rows.annotate(passages=Count("evidence", filter=Q(evidence__in=cited))).defer("search", "body")
    found = list(counted.order_by("-passages", "-pk")[:MOST_INSIGHTS])
    facts = evidence_facts.of_insights([one.pk for one in found], at=at)
    return [
        {"insight": one, "address": address_of(one), "band": strength.band(assess(facts[one.pk], at=at).band)}
        for one in found
    ]
