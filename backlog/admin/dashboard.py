"""The home page: what is new, what waits for somebody, what needs evidence; at first, the steps to begin with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, Prefetch
from django.db.models.functions import TruncDate

from backlog.models import Evidence
from backlog.tracing import evidence_debt
from backlog.tracing.documents import IndebtedDocument
from backlog.tracing.evidence_debt import Subject
from research.models import (
    Highlight,
    Insight,
    Interview,
    Note,
    OpportunityEvidence,
    Participant,
    Product,
    Study,
    Tag,
    Viewer,
)

WEEKS = 12
NEWEST = 5
SHOWN = 6
BAR = 34
GROUND = 110
TALLEST = 88


@dataclass(frozen=True, kw_only=True)
class Week:
    """One bar: how many interviews were held in the seven days from `starts_on`, and where it stands in the picture."""

    starts_on: date
    interviews: int
    x: int
    y: int
    height: int
    is_now: bool
    is_labelled: bool

    @property
    def middle(self) -> int:
        return self.x + BAR // 2

    @property
    def above(self) -> int:
        return self.y - 6


@dataclass(frozen=True, kw_only=True)
class Weeks:
    """Interviews per week, for a picture of 600 × 134 whose bars stand on y = 110."""

    bars: tuple[Week, ...]

    @property
    def this_week(self) -> int:
        return self.bars[-1].interviews

    @property
    def with_one(self) -> int:
        return sum(1 for week in self.bars if week.interviews)


@dataclass(frozen=True, kw_only=True)
class Step:
    """One stop of the first thread. `page` is the name of the address where it is done, set on the next step only."""

    title: str
    about: str
    button: str
    is_done: bool
    page: str = ""


@dataclass(frozen=True, kw_only=True)
class Home:
    """What somebody's home page shows; what they may not see is empty. The steps are there until all are done."""

    steps: Sequence[Step] = ()
    weeks: Weeks | None = None
    highlights: Sequence[Highlight] = ()
    in_review: Sequence[Insight] = ()
    debts: Sequence[IndebtedDocument] = ()
    published: Sequence[Insight] = ()


FIRST_STEPS = {
    "study": (
        "research.add_study",
        Step(
            title="Create a study",
            about="What do you want to learn? A title is enough to begin.",
            button="Create a study",
            page="admin:research_study_add",
            is_done=False,
        ),
    ),
    "note": (
        "research.add_interview",
        Step(
            title="Bring a transcript",
            about="Paste it, or drop the file from Zoom, Teams, Meet or Otter. Speakers and times are kept.",
            button="Log an interview",
            page="log",
            is_done=False,
        ),
    ),
    "highlight": (
        "research.add_highlight",
        Step(
            title="Mark a passage",
            about="The exact words that matter. They stay evidence, to the character.",
            button="Open your notes",
            page="admin:research_note_changelist",
            is_done=False,
        ),
    ),
    "insight": (
        "research.add_insight",
        Step(
            title="Write an insight",
            about="What the words add up to, with the words beside it.",
            button="Write an insight",
            page="new_insight",
            is_done=False,
        ),
    ),
    "link": (
        "backlog.add_evidence",
        Step(
            title="Link an item",
            about="From then on, whoever asks “Who says so?” gets the people’s own words.",
            button="Open the backlog",
            page="admin:backlog_backlogitem_changelist",
            is_done=False,
        ),
    ),
}


def of(viewer: Viewer, *, at: datetime) -> Home:
    """Gather the home page. At most thirteen queries, however much there is."""
    if not viewer.has_perm("research.view_unpublished_insight"):
        return Home(published=_published(viewer) if viewer.has_perm("research.view_insight") else ())
    done = _done(viewer)
    waiting = Insight.objects.visible_to(viewer).awaiting_review().select_related("owner")
    return Home(
        steps=() if all(done.values()) else _steps(viewer, done=done),
        weeks=_weeks(viewer, at=at) if done["note"] else None,
        highlights=_newest_highlights(viewer),
        in_review=list(waiting.order_by("updated_at", "id")[:SHOWN]),
        debts=evidence_debt.page(viewer=viewer, at=at, size=SHOWN, subject=_subject(viewer)).results,
    )


def _subject(viewer: Viewer) -> Subject | None:
    """Return what may need evidence: items and insights, or insights alone for whoever does not read the backlog."""
    return None if viewer.has_perm("backlog.view_backlogitem") else Subject.INSIGHT


def _steps(viewer: Viewer, *, done: Mapping[str, bool]) -> tuple[Step, ...]:
    """The way from words to work. Only the next step has a button, and only for somebody who may take it."""
    following = next(name for name, is_done in done.items() if not is_done)
    return tuple(
        replace(
            step,
            is_done=done[name],
            page=step.page if name == following and viewer.has_perm(permission) else "",
        )
        for name, (permission, step) in FIRST_STEPS.items()
    )


def _done(viewer: Viewer) -> dict[str, bool]:
    """Say of which there is one, as far as the person may see it. One query."""
    linked = Exists(Evidence.objects.visible_to(viewer)) | Exists(OpportunityEvidence.objects.visible_to(viewer))
    found = Product.objects.annotate(
        study=Exists(Study.objects.visible_to(viewer)),
        note=Exists(Note.objects.visible_to(viewer)),
        highlight=Exists(Highlight.objects.visible_to(viewer)),
        insight=Exists(Insight.objects.visible_to(viewer)),
        link=linked,
    )
    return found.values(*FIRST_STEPS).first() or dict.fromkeys(FIRST_STEPS, False)


def _weeks(viewer: Viewer, *, at: datetime) -> Weeks:
    """Count by day in the database and by week here: weeks begin on the product's day, in its time zone."""
    product = Product.objects.order_by("id").only("week_starts_on", "time_zone").first()
    zone = ZoneInfo(product.time_zone if product else "UTC")
    today = at.astimezone(zone).date()
    this_week = today - timedelta(days=(today.weekday() - (product.week_starts_on if product else 0)) % 7)
    first = this_week - timedelta(weeks=WEEKS - 1)
    sessions = Interview.objects.visible_to(viewer).sessions().held()
    recent = sessions.filter(held_at__gte=datetime.combine(first, datetime.min.time(), tzinfo=zone), held_at__lte=at)
    days = recent.annotate(day=TruncDate("held_at", tzinfo=zone)).order_by().values("day").annotate(held=Count("id"))
    counts = [0] * WEEKS
    for row in days:
        counts[(row["day"] - first).days // 7] += row["held"]
    return Weeks(bars=tuple(_bars(counts, first)))


def _bars(counts: Sequence[int], first: date) -> Iterator[Week]:
    most = max(4, *counts)
    for index, interviews in enumerate(counts):
        height = round(interviews / most * TALLEST)
        yield Week(
            starts_on=first + timedelta(weeks=index),
            interviews=interviews,
            x=index * 50 + (50 - BAR) // 2,
            y=GROUND - height,
            height=height,
            is_now=index == WEEKS - 1,
            is_labelled=index % 3 == 2,
        )


def _newest_highlights(viewer: Viewer) -> list[Highlight]:
    """People's words, newest first, without the notes' texts. Three queries."""
    highlights = Highlight.objects.visible_to(viewer).quotable().filter(by_interviewer=False)
    people = Participant.objects.select_related("account").only("code", "role", "account__name")
    tags: Any = Tag.objects.visible_to(viewer).only("name", "colour")
    return list(
        highlights.select_related("note__interview")
        .only("quote", "kind", "verbatim", "created_at", "note__interview__title", "note__interview__held_at")
        .prefetch_related(Prefetch("participants", people), Prefetch("tags", tags.distinct()))
        .order_by("-created_at", "id")[:NEWEST]
    )


def _published(viewer: Viewer) -> list[Insight]:
    return list(Insight.objects.visible_to(viewer).published().order_by("-published_at", "-id")[:SHOWN])
