"""Logging an interview while it goes on: who is there and what they agreed to, the guide, and a field to type in.

The page's script keeps lines through `/api/v1/interviews/<id>/live-log/`. Without it the same form sends a line at a
time. Once the log has ended, the page sums it up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.db.models import F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from research import live_syntax
from research.admin.reading import clock
from research.admin.showing import page
from research.live_syntax import Said
from research.models import (
    Consent,
    GuideQuestion,
    Highlight,
    Interview,
    LiveLine,
    LiveLog,
    Note,
    Participant,
    Tag,
    User,
)
from research.operations import live_logs
from research.operations.live_logs import LONGEST_LINE, Line
from research.operations.refusals import Refused

NEVER_ASKED = "never asked"
SHOWN_SCOPES = (Consent.Scope.TAKE_PART, Consent.Scope.RECORD, Consent.Scope.QUOTE_INTERNALLY)
MOST_TAGS = 2_000


@dataclass(frozen=True, kw_only=True)
class Permission:
    """A thing that somebody agreed to, or why not."""

    label: str
    refusal: str


@dataclass(frozen=True, kw_only=True)
class Present:
    """Somebody who is being listened to."""

    participant: Participant
    permissions: tuple[Permission, ...]
    may_be_recorded: bool
    may_take_part: bool


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A line, read."""

    line: LiveLine
    at: str
    said: Said

    @property
    def tags(self) -> list[str]:
        return [live_syntax.names(path)[1] for path in self.said.tags]

    @property
    def kind(self) -> str:
        return Highlight.Kind(self.said.kind).label if self.said.kind else ""


@dataclass(frozen=True, kw_only=True)
class Summary:
    """What came of a log."""

    lines: tuple[Shown, ...]
    length: str
    quotes: int
    not_asked: tuple[GuideQuestion, ...]

    @property
    def marked(self) -> list[Shown]:
        return [line for line in self.lines if line.said.is_evidence]

    @property
    def open(self) -> list[Shown]:
        return [line for line in self.lines if line.said.is_question]


@dataclass(frozen=True, kw_only=True)
class Offered:
    """What a session's own page leads to: its log, its transcript, and the marks that wait for that."""

    log: LiveLog | None
    transcript: Note | None
    proposed: int
    may_log: bool
    may_add: bool


@permission_required("research.add_liveline", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def view(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the log as far as it is, or start it, end it, or keep one line of it."""
    interview = _interview(request, pk)
    user = cast("User", request.user)
    if request.method == "POST":
        _step(request, interview, by=user)
        return HttpResponseRedirect(reverse("live", args=[pk]))
    log = LiveLog.objects.filter(interview=interview).select_related("note").first()
    lines = list(log.lines.standing().select_related("author").in_order()) if log else []
    template = "ended" if log and log.ended_at else "running" if log else "ready"
    return page(
        request,
        f"workplace/live_{template}.html",
        title="Live log",
        subtitle=interview.title,
        interview=interview,
        log=log,
        people=people(interview, at=timezone.now()),
        guide=_guide(interview, log),
        lines=_shown(lines),
        longest_line=LONGEST_LINE,
        summary=_summary(log, lines) if log and log.ended_at else None,
        transcript=transcript_of(interview),
        state=_state(log, user) if log and not log.ended_at else None,
    )


def people(interview: Interview, *, at: datetime) -> list[Present]:
    """Return who is there, with what the consent that decides says at that moment. One query."""
    there = Interview.participants.through.objects.filter(interview=interview)
    decided = {f"may_{scope.value}": _refusal(scope, at=at) for scope in SHOWN_SCOPES}
    rows = there.select_related("participant__account").annotate(**decided).order_by("participant__code")
    return [_present(row) for row in rows]


def _refusal(scope: Consent.Scope, *, at: datetime) -> Coalesce:
    deciding = Consent.objects.deciding(
        scope,
        participant=OuterRef("participant"),
        interview=OuterRef("interview"),
        study=OuterRef("interview__study"),
    )
    return Coalesce(Subquery(deciding.refusal(at=at)), Value(NEVER_ASKED))


def _present(row: Any) -> Present:
    refusals = {scope: getattr(row, f"may_{scope.value}") for scope in SHOWN_SCOPES}
    return Present(
        participant=row.participant,
        permissions=tuple(Permission(label=scope.label, refusal=refusal) for scope, refusal in refusals.items()),
        may_be_recorded=not refusals[Consent.Scope.RECORD],
        may_take_part=not refusals[Consent.Scope.TAKE_PART],
    )


def _interview(request: HttpRequest, pk: int) -> Interview:
    rows = Interview.objects.visible_to(request.user).sessions().select_related("study")
    interview = rows.filter(pk=pk).first()
    if interview is None:
        raise Http404
    return interview


def _step(request: HttpRequest, interview: Interview, *, by: User) -> None:
    """Do what the button says. Each is one operation."""
    now = timezone.now()
    try:
        if request.POST.get("step") == "start":
            live_logs.start(interview, by=by, at=now)
            return
        log = LiveLog.objects.filter(interview=interview).first()
        if log is None:
            raise live_logs.NotStarted("The log was not started yet.")
        if request.POST.get("step") == "end":
            live_logs.end(log, by=by, at=now)
        elif text := request.POST.get("text", "").strip():
            live_logs.save(log, lines=[Line(uuid=uuid4(), at=now, text=text)], by=by)
    except Refused as error:
        messages.error(request, str(error))


def _guide(interview: Interview, log: LiveLog | None) -> list[dict[str, Any]]:
    asked = set(log.asked.values_list("pk", flat=True)) if log else set()
    questions = GuideQuestion.objects.filter(study=interview.study_id).in_order()
    return [{"question": one, "probes": one.probes.splitlines(), "is_asked": one.pk in asked} for one in questions]


def _state(log: LiveLog, user: User) -> dict[str, Any]:
    """What the script begins with: where to write, who writes, what the clock says, and which tags there are."""
    tags = Tag.objects.visible_to(user).current().filter(study__isnull=True) | Tag.objects.current().filter(
        study=log.interview.study_id
    )
    return {
        "address": reverse("live-log", args=[log.interview_id]),
        "interview": log.interview_id,
        "me": user.pk,
        "name": user.get_short_name() or user.get_username(),
        "started": log.started_at.isoformat(),
        "now": timezone.now().isoformat(),
        "longest": LONGEST_LINE,
        "tags": [
            {"path": tag.path, "colour": tag.colour}
            for tag in tags.with_path().order_by("path")[:MOST_TAGS]  # type: ignore[misc]  # annotated
        ],
    }


def _shown(lines: Sequence[LiveLine]) -> list[Shown]:
    return [
        Shown(line=line, at=clock(line.log.milliseconds(line.at)), said=live_syntax.read(line.text)) for line in lines
    ]


def _summary(log: LiveLog, lines: Sequence[LiveLine]) -> Summary:
    shown = _shown(lines)
    asked = log.asked.values("pk")
    not_asked = GuideQuestion.objects.filter(study=log.interview.study_id).exclude(pk__in=asked).in_order()
    return Summary(
        lines=tuple(shown),
        length=clock(log.milliseconds(log.ended_at or timezone.now())),
        quotes=sum(line.said.is_quote for line in shown),
        not_asked=tuple(not_asked),
    )


def offered(interview: Interview, *, to: User) -> Offered:
    """Say what the person may do from the interview's page. Three queries."""
    return Offered(
        log=LiveLog.objects.filter(interview=interview).first(),
        transcript=transcript_of(interview),
        proposed=proposed(interview) if to.has_perm("research.add_highlight") else 0,
        may_log=to.has_perm("research.add_liveline"),
        may_add=to.has_perm("research.add_note"),
    )


def transcript_of(interview: Interview) -> Note | None:
    notes = interview.notes.filter(kind=Note.Kind.TRANSCRIPT).defer("text", "original", "search")
    return notes.order_by("pk").first()


def proposed(interview: Interview) -> int:
    """Return how many live marks wait for somebody to find them in the transcript."""
    lines = LiveLine.objects.filter(log__interview=interview, fate=LiveLine.Fate.OPEN, written_revision=F("revision"))
    return sum(live_syntax.read(line.text).is_evidence for line in lines.standing())
