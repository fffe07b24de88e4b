"""The inbox: feedback that nobody is done with, one piece beside the list, to be marked, linked and put away.

Done is a coding status, whoever's (`InterviewQuerySet.unread`). What is marked and linked goes through the API; the
page's script then asks for this very page anew and takes the parts that changed. Without a script one reads, and
puts away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Left
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_GET, require_http_methods

from backlog.admin import feedback
from backlog.models import BacklogItem
from research.admin.showing import page
from research.models import (
    Account,
    CodingStatus,
    Highlight,
    Insight,
    Interview,
    Note,
    Opportunity,
    Participant,
    Tag,
    User,
)
from research.models.searching import beginning_with
from research.operations import coding
from research.operations.refusals import Refused

MOST_LISTED = 100
MOST_FOUND = 5
MOST_TAGS = 2_000
LONGEST_QUESTION = 200
LETTERS = {"pain_point": "p", "need": "n", "desire": "d", "workaround": "w", "delight": "l"}


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the list is narrowed to, as the address says."""

    kind: str = ""
    account: int | None = None
    text: str = ""
    is_done: bool = False

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        account = request.GET.get("account", "")
        kind = request.GET.get("kind", "")
        return cls(
            kind=kind if kind in Interview.FEEDBACK_KINDS else "",
            account=int(account) if account.isascii() and account.isdigit() and len(account) < 18 else None,
            text=request.GET.get("q", "")[:LONGEST_QUESTION],
            is_done="done" in request.GET,
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kind or self.account or self.text)

    def query(self, **more: Any) -> str:
        held = {"kind": self.kind, "account": self.account, "q": self.text, "done": "yes" if self.is_done else ""}
        return urlencode({name: value for name, value in {**held, **more}.items() if value})

    def rows(self, user: Any) -> QuerySet[Interview]:
        """The feedback that is asked for, the newest first."""
        rows = Interview.objects.visible_to(user).feedback()
        done = CodingStatus.objects.filter(status=CodingStatus.Status.DONE)
        rows = rows.filter(pk__in=done.values("interview")) if self.is_done else rows.unread()
        if self.kind:
            rows = rows.filter(kind=self.kind)
        if self.account:
            there = Interview.participants.through.objects.filter(participant__account=self.account)
            rows = rows.filter(pk__in=there.values("interview"))
        if words := beginning_with(self.text):
            rows = rows.filter(Q(search=words) | Q(pk__in=Note.objects.filter(search=words).values("interview")))
        return rows.order_by("-held_at", "-pk")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A piece of feedback in the list."""

    interview: Interview
    address: str
    begins: str
    is_open: bool


@permission_required(("research.view_interview", "research.view_highlight"), raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def view(request: HttpRequest) -> HttpResponse:
    """Show the list and the piece that is open, by default the first; or put one away. Some fifteen queries."""
    if request.method == "POST":
        return _put_away(request)
    asked = Asked.of(request)
    rows = list(_listed(asked.rows(request.user))[: MOST_LISTED + 1])
    chosen = _chosen(request, rows)
    may = _may(cast("User", request.user))
    return page(
        request,
        "workplace/inbox.html",
        title="Inbox",
        asked=asked,
        is_reading="open" in request.GET,
        lines=[_line(row, asked, chosen) for row in rows[:MOST_LISTED]],
        is_cut=len(rows) > MOST_LISTED,
        kinds=[(kind.value, kind.label) for kind in Interview.FEEDBACK_KINDS],
        accounts=_accounts(request.user),
        everything=reverse("inbox"),
        back=f"{reverse('inbox')}?{asked.query()}",
        feedback=feedback.of(chosen, user=request.user) if chosen else None,
        may=may,
        letters=[(kind.value, kind.label, LETTERS[kind.value]) for kind in Highlight.Kind if kind.value in LETTERS],
        state={"tags": _tags(request.user), "targets": reverse("inbox_targets"), "may": may},
    )


@permission_required("research.view_insight", raise_exception=True)
@require_GET
def targets(request: HttpRequest) -> JsonResponse:
    """Answer `?q=` with insights, opportunities and items that have its words; without any, with the newest."""
    words = beginning_with(request.GET.get("q", "")[:LONGEST_QUESTION])
    found = []
    for to, rows, named_by, hint in _shelves(cast("User", request.user)):
        for row in (rows.filter(search=words) if words else rows).order_by("-pk")[:MOST_FOUND]:
            label = Truncator(getattr(row, named_by)).chars(110)
            found.append({"to": to, "value": row.pk, "label": label, "hint": hint})
    return JsonResponse({"results": found})


def _shelves(user: User) -> list[tuple[str, QuerySet[Any], str, str]]:
    """What a passage may be linked to by this person."""
    shelves: list[tuple[str, QuerySet[Any], str, str, str]] = [
        (
            "insight",
            Insight.objects.visible_to(user).current().alive(),
            "title",
            "insight",
            "research.add_insightevidence",
        ),
        (
            "opportunity",
            Opportunity.objects.visible_to(user).current().pursued(),
            "statement",
            "opportunity",
            "research.add_opportunityevidence",
        ),
        ("item", BacklogItem.objects.visible_to(user).unfinished(), "title", "backlog item", "backlog.add_evidence"),
    ]
    return [shelf[:4] for shelf in shelves if user.has_perm(shelf[4])]


def _put_away(request: HttpRequest) -> HttpResponse:
    """Set the status that the button says, and go on with the list."""
    pk = request.POST.get("interview", "")
    rows = Interview.objects.visible_to(request.user).feedback()
    interview = rows.filter(pk=int(pk)).first() if pk.isascii() and pk.isdigit() and len(pk) < 18 else None
    if interview is None or not request.user.has_perm("research.change_codingstatus"):
        raise Http404
    status = CodingStatus.Status.DONE if request.POST.get("step") == "done" else CodingStatus.Status.NOT_STARTED
    try:
        coding.set_status(interview, status=status, by=cast("User", request.user), at=timezone.now())
    except Refused as error:
        raise Http404 from error
    return HttpResponseRedirect(reverse("inbox"))


def _listed(rows: QuerySet[Interview]) -> QuerySet[Interview]:
    begun: Any = Note.objects.annotate(begins=Left("text", 140)).only("pk", "interview").order_by("pk")
    people = Participant.objects.select_related("account").order_by("code")
    return rows.defer("search").prefetch_related(Prefetch("notes", begun), Prefetch("participants", people))


def _line(row: Interview, asked: Asked, chosen: Interview | None) -> Line:
    note = next(iter(row.notes.all()), None)
    return Line(
        interview=row,
        address=f"{reverse('inbox')}?{asked.query(open=row.pk)}",
        begins=note.begins if note else "",  # type: ignore[attr-defined]  # annotated
        is_open=row == chosen,
    )


def _chosen(request: HttpRequest, rows: Sequence[Interview]) -> Interview | None:
    """Return the piece that the address names, whether the list has it or not, else the first of the list."""
    pk = request.GET.get("open", "")
    if pk.isascii() and pk.isdigit() and len(pk) < 18:
        seen = Interview.objects.visible_to(request.user).feedback()
        if found := next((row for row in rows if row.pk == int(pk)), None) or _listed(seen).filter(pk=pk).first():
            return found
    return rows[0] if rows else None


def _accounts(user: Any) -> list[tuple[int, str]]:
    heard = Interview.objects.visible_to(user).feedback().filter(participants__account__isnull=False)
    rows = Account.objects.filter(pk__in=heard.values("participants__account")).order_by("name")
    return list(rows.values_list("pk", "name"))


def _may(user: User) -> dict[str, bool]:
    rights = {
        "mark": "research.add_highlight",
        "tag": "research.add_tag",
        "link": "research.add_insightevidence",
        "put_away": "research.change_codingstatus",
        "insight": "research.add_insight",
        "opportunity": "research.add_opportunity",
        "item": "backlog.add_backlogitem",
    }
    return {name: user.has_perm(right) for name, right in rights.items()}


def _tags(user: Any) -> list[dict[str, Any]]:
    rows: Any = Tag.objects.visible_to(user).current().filter(study__isnull=True).with_path()
    return [
        {"id": tag.pk, "name": tag.name, "path": tag.path, "colour": tag.colour, "aliases": tag.aliases}
        for tag in rows.order_by("path")[:MOST_TAGS]
    ]
