"""The home page: what is new, what waits for somebody, what needs evidence; at first, the steps to begin with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet, Subquery
from django.utils.safestring import SafeString

from backlog.admin import first_steps, weeks
from backlog.admin.first_steps import Step
from backlog.admin.weeks import Weeks
from backlog.models import BacklogItem, SavedSearch, evidence_facts
from backlog.tracing import evidence_changes, evidence_debt, loops
from backlog.tracing.documents import IndebtedDocument
from backlog.tracing.evidence_changes import Change
from backlog.tracing.evidence_debt import Subject
from backlog.tracing.loops import OpenLoop
from research.admin import said, strength
from research.admin.links import address_of
from research.admin.said import Quote
from research.evidence_strength import Band, assess
from research.models import CodingStatus, Highlight, Insight, Interview, Note, Viewer
from research.models import evidence_facts as research_facts

NEWEST = 5
LOOKED_AT = 15
"""Highlights among which the newest are that may be quoted."""
SHOWN = 6


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """An insight or an item with the band of its evidence."""

    row: Any
    band: Band

    @property
    def shown_band(self) -> SafeString:
        return strength.band(self.band)


@dataclass(frozen=True, kw_only=True)
class News:
    """What gained or lost evidence: an insight by passages, an item by insights."""

    change: Change

    @property
    def noun(self) -> str:
        return "passage" if self.change.number is None else "insight"

    @property
    def shown_band(self) -> SafeString:
        return strength.band(self.change.band)


@dataclass(frozen=True, kw_only=True)
class Uncoded:
    """An interview that waits for its reader. `address` is its text where there is one."""

    interview: Any
    address: str
    has_text: bool
    is_begun: bool


@dataclass(frozen=True, kw_only=True)
class Home:
    """What somebody's home page shows; what they may not see is empty. The steps are there until all are done.

    `since` is when their visit before this one ended; None on the first.
    """

    is_reader: bool = False
    since: datetime | None = None
    changes: Sequence[News] = ()
    searches: Sequence[SavedSearch] = ()
    steps: Sequence[Step] = ()
    weeks: Sequence[Weeks] = ()
    highlights: Sequence[Quote] = ()
    uncoded: Sequence[Uncoded] | None = None
    in_review: Sequence[Insight] = ()
    debts: Sequence[IndebtedDocument] = ()
    open_loops: Sequence[OpenLoop] = ()
    published: Sequence[Weighed] = ()
    roadmap: Sequence[Weighed] = ()


def of(viewer: Viewer, *, at: datetime, since: datetime | None = None) -> Home:
    """Gather the home page. At most twenty-eight queries, however much there is."""
    may_read = viewer.has_perm("research.view_insight")
    changes = _changes(viewer, at=at, since=since) if since and may_read else ()
    if not viewer.has_perm("research.view_unpublished_insight"):
        return Home(
            since=since if may_read else None,
            changes=changes,
            searches=_searches(viewer) if may_read else (),
            published=_published(viewer, at=at) if may_read else (),
            roadmap=_roadmap(viewer, at=at) if viewer.has_perm("backlog.view_backlogitem") else (),
        )
    done = first_steps.done(viewer)
    return Home(
        is_reader=True,
        since=since,
        changes=changes,
        searches=_searches(viewer),
        steps=first_steps.of(viewer, done=done),
        weeks=weeks.of(viewer, at=at) if done["note"] else (),
        highlights=_newest_highlights(viewer, at=at),
        uncoded=_uncoded(viewer) if viewer.has_perm("research.add_highlight") else None,
        in_review=_in_review(viewer),
        debts=evidence_debt.page(viewer=viewer, at=at, size=SHOWN, subject=_subject(viewer)).results,
        open_loops=loops.still_open(viewer=viewer, at=at) if viewer.has_perm("backlog.view_persontold") else (),
    )


def _changes(viewer: Viewer, *, at: datetime, since: datetime) -> list[News]:
    return [News(change=one) for one in evidence_changes.since(since, viewer=viewer, at=at, most=SHOWN)]


def _searches(viewer: Viewer) -> list[SavedSearch]:
    """Return the person's saved searches for which something new has come."""
    return list(SavedSearch.objects.visible_to(viewer).with_news().order_by("-new", "name")[:SHOWN])


def _subject(viewer: Viewer) -> Subject | None:
    """Return what may need evidence: items and insights, or insights alone for whoever does not read the backlog."""
    return None if viewer.has_perm("backlog.view_backlogitem") else Subject.INSIGHT


def _newest_highlights(viewer: Viewer, *, at: datetime) -> list[Quote]:
    """People's words, newest first, of those that may be quoted."""
    rows = Highlight.objects.visible_to(viewer).quotable().filter(by_interviewer=False)
    newest = said.of(rows.order_by("-created_at", "id"), viewer=viewer, at=at, most=LOOKED_AT)
    return [one for one in newest if not one.withheld][:NEWEST]


def _uncoded(viewer: Viewer) -> list[Uncoded]:
    """Interviews that the person held, or has begun to code, and is not done with; the latest first. One query."""
    own = CodingStatus.objects.filter(interview=OuterRef("pk"), user=viewer.pk)
    is_done, is_begun = (own.filter(status=status) for status in (CodingStatus.Status.DONE, _BEGUN))
    asked = Interview.interviewers.through.objects.filter(interview=OuterRef("pk"), user=viewer.pk)
    rows: QuerySet[Any] = Interview.objects.visible_to(viewer).sessions().held().exclude(Exists(is_done))
    text = Note.objects.filter(interview=OuterRef("pk")).order_by("-kind", "pk").values("pk")[:1]
    waiting = rows.annotate(is_begun=Exists(is_begun), text=Subquery(text)).filter(Q(is_begun=True) | Exists(asked))
    return [
        Uncoded(
            interview=row,
            address=address_of(Note(pk=row.text)) if row.text else address_of(row),
            has_text=row.text is not None,
            is_begun=row.is_begun,
        )
        for row in waiting.select_related("study").order_by("-is_begun", "-held_at", "-pk")[:SHOWN]
    ]


_BEGUN = CodingStatus.Status.IN_PROGRESS


def _in_review(viewer: Viewer) -> list[Insight]:
    """The person's own first, then those that wait longest."""
    is_mine = ExpressionWrapper(Q(owner=viewer.pk) | Q(created_by=viewer.pk, owner=None), output_field=BooleanField())
    waiting = Insight.objects.visible_to(viewer).awaiting_review().annotate(is_mine=is_mine).select_related("owner")
    return list(waiting.order_by("-is_mine", "updated_at", "id")[:SHOWN])


def _published(viewer: Viewer, *, at: datetime) -> list[Weighed]:
    newest = Insight.objects.visible_to(viewer).published().order_by("-published_at", "-id")
    rows = list(newest[:SHOWN])
    facts = research_facts.of_insights([row.pk for row in rows], at=at)
    return [Weighed(row=row, band=assess(facts[row.pk], at=at).band) for row in rows]


def _roadmap(viewer: Viewer, *, at: datetime) -> list[Weighed]:
    """What is built now, in its order."""
    now = BacklogItem.objects.visible_to(viewer).unfinished().filter(horizon=BacklogItem.Horizon.NOW)
    rows = list(now.order_by("product", "rank", "pk")[:SHOWN])
    facts = evidence_facts.of_items([row.pk for row in rows], at=at)
    return [Weighed(row=row, band=assess(facts[row.pk], at=at).band) for row in rows]
