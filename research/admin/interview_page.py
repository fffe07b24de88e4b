"""An interview at a glance: who it was, the words to remember it by, what hurts, what is needed, what is open."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from research.admin import live, presence, said
from research.admin.links import address_of, form_address_of
from research.admin.reading import at_second
from research.admin.refusals import SHOWN, explain
from research.admin.showing import page
from research.models import CodingStatus, Consent, Highlight, Insight, InsightEvidence, Interview, User
from research.operations import interviews

MOST_QUOTES = 300
SCOPES = (Consent.Scope.RECORD, Consent.Scope.QUOTE_INTERNALLY, Consent.Scope.CONTACT_AGAIN)
KINDS = Highlight.Kind


@permission_required("research.view_interview", raise_exception=True)
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it. The queries do not grow with what was said."""
    user, at = cast("User", request.user), timezone.now()
    interview = _interview(pk, user)
    spoken = Highlight.objects.visible_to(user).quotable().filter(note__interview=interview, by_interviewer=False)
    heard = said.of(spoken.order_by("note", "start", "pk"), viewer=user, at=at, most=MOST_QUOTES)
    groups = {group.kind: group for group in said.by_kind(heard)}
    questions = groups.pop(KINDS.QUESTION.value, None)
    return page(
        request,
        "workplace/interview.html",
        title=interview.get_kind_display().capitalize(),
        subtitle=interview.title,
        interview=interview,
        form_address=form_address_of(interview),
        live=None if interview.is_feedback else live.offered(interview, to=user),
        study_address=address_of(interview.study) if interview.study else "",
        recording=at_second(interview.recording_url, 0),
        people=presence.of(interview.participants.visible_to(user), scopes=SCOPES, at=at, interview=interview),
        interviewers=interview.interviewers.order_by("username"),
        notes=[(address_of(note), note) for note in interview.notes.only("kind", "interview").order_by("pk")],
        statuses=CodingStatus.objects.filter(interview=interview).select_related("user").order_by("user__username"),
        memorable=next((one for one in heard if one.pk == interview.memorable_quote_id), None),
        groups=list(groups.values()),
        questions=questions.quotes if questions else (),
        is_cut=len(heard) == MOST_QUOTES,
        insights=[(address_of(insight), insight) for insight in _insights(spoken, user)],
        may_choose=user.has_perm("research.change_interview"),
        minutes=round(interview.duration.total_seconds() / 60) if interview.duration else 0,
    )


@require_POST
@permission_required("research.change_interview", raise_exception=True)
def remember(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the memorable quote (`highlight`), or none, and go back to the interview."""
    user = cast("User", request.user)
    interview = _interview(pk, user)
    chosen = request.POST.get("highlight", "")
    if chosen and not chosen.isdecimal():
        return HttpResponseBadRequest("A highlight is chosen by its number.")
    quote = Highlight.objects.visible_to(user).filter(pk=int(chosen)).first() if chosen else None
    if chosen and quote is None:
        raise Http404
    try:
        interviews.remember(interview, quote=quote, by=user)
    except SHOWN as error:
        messages.error(request, explain(error).sentence)
    else:
        messages.success(request, "By these words it will be remembered." if quote else "No quote stands out now.")
    return HttpResponseRedirect(address_of(interview))


def _interview(pk: int, user: User) -> Interview:
    rows = Interview.objects.visible_to(user).select_related("study").defer("search")
    interview = rows.filter(pk=pk).first()
    if interview is None:
        raise Http404
    return interview


def _insights(spoken: QuerySet[Highlight], user: User) -> QuerySet[Any]:
    """What was read out of it, most of its passages first."""
    cited = InsightEvidence.objects.words_visible_to(user).filter(highlight__in=spoken)
    rows = Insight.objects.visible_to(user).filter(evidence__in=cited)
    return rows.annotate(passages=Count("evidence")).order_by("-passages", "-pk")
