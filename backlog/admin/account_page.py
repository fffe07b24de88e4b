"""An account: all that this customer has said, to read before one calls them, and what rests on it."""

from collections.abc import Sequence
from typing import Any, cast

from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone

from backlog.admin import used_by
from backlog.tracing import impact
from research.admin import presence, said
from research.admin.links import address_of, form_address_of
from research.admin.presence import Present
from research.admin.showing import page
from research.models import (
    Account,
    Consent,
    Highlight,
    HighlightParticipant,
    HighlightQuerySet,
    Interview,
    Participant,
    User,
)

MOST_QUOTES = 200
MOST_INTERVIEWS = 100
SCOPES = (Consent.Scope.CONTACT_AGAIN,)


@permission_required(("research.view_account", "research.view_highlight"), raise_exception=True)
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it; an account that was merged leads to the one that it went into. The queries do not grow."""
    user, at = cast("User", request.user), timezone.now()
    account = Account.objects.filter(pk=pk).select_related("merged_into").defer("search").first()
    if account is None:
        raise Http404
    if account.merged_into:
        return HttpResponseRedirect(address_of(account.merged_into))
    people = presence.of(Participant.objects.visible_to(user).filter(account=account), scopes=SCOPES, at=at)
    spoken = _spoken(account, user).order_by("-note__interview__held_at", "note", "start", "pk")
    heard = said.of(spoken, viewer=user, at=at, most=MOST_QUOTES)
    met = list(_met(account, user)[: MOST_INTERVIEWS + 1])
    return page(
        request,
        "workplace/account.html",
        title="Account",
        subtitle=account.name,
        account=account,
        form_address=form_address_of(account),
        people=people,
        groups=said.by_kind(heard),
        withheld=sum(bool(one.withheld) for one in heard),
        is_cut=len(heard) == MOST_QUOTES,
        interviews=[(address_of(one), one) for one in met[:MOST_INTERVIEWS] if not one.is_feedback],
        feedback=[(address_of(one), one) for one in met[:MOST_INTERVIEWS] if one.is_feedback],
        is_more=len(met) > MOST_INTERVIEWS,
        figures=_figures(people, met),
        last=next((one.held_at for one in met if one.status == Interview.Status.HELD), None),
        callable=[one for one in people if one.permissions[0].is_given],
        used_by=used_by.shown(impact.of_account(pk, viewer=user), to=user),
        may_change=user.has_perm("research.change_account"),
    )


def _spoken(account: Account, user: User) -> HighlightQuerySet:
    theirs = HighlightParticipant.objects.filter(participant__account=account)
    seen = Highlight.objects.visible_to(user).quotable()
    return seen.filter(pk__in=theirs.values("highlight"), by_interviewer=False)


def _met(account: Account, user: User) -> QuerySet[Any]:
    """Interviews with its people and feedback from them, the latest first."""
    people = Prefetch("participants", Participant.objects.filter(account=account).only("code").order_by("code"))
    theirs = Interview.participants.through.objects.filter(participant__account=account)
    rows = Interview.objects.visible_to(user).filter(pk__in=theirs.values("interview"))
    return rows.defer("search", "summary").prefetch_related(people).order_by("-held_at", "-pk")


def _figures(people: Sequence[Present], met: Sequence[Any]) -> list[tuple[int, str]]:
    sessions = sum(not one.is_feedback for one in met)
    feedback = len(met) - sessions
    return [
        (len(people), "person" if len(people) == 1 else "people"),
        (sessions, "interview" if sessions == 1 else "interviews"),
        (feedback, "piece of feedback" if feedback == 1 else "pieces of feedback"),
    ]
