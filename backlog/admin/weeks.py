"""Interviews per week of each product, and for how many weeks in a row there was one."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef

from research.models import Interview, Product, Viewer

SHOWN = 12
LOOKED_BACK = 52
MOST_PRODUCTS = 4
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
    """A product's interviews per week, for a picture of 600 × 134 whose bars stand on y = 110.

    `streak` counts the weeks in a row with an interview, up to this one or, while it has none, the one before;
    it ends at a year.
    """

    product: str
    bars: tuple[Week, ...]
    streak: int

    @property
    def this_week(self) -> int:
        return self.bars[-1].interviews

    @property
    def sentence(self) -> str:
        """The habit: an interview a week."""
        if not self.streak:
            return "No interview this week or last. One a week keeps a team close to its customers."
        weeks = "52 weeks and more" if self.streak == LOOKED_BACK else _count(self.streak, "week")
        if self.this_week:
            return f"{weeks} in a row with an interview." if self.streak > 1 else "A streak begins."
        return f"{weeks} in a row until last week: one more interview keeps the streak."


def of(viewer: Viewer, *, at: datetime) -> list[Weeks]:
    """Return each product's weeks, the person's own products first. Two queries, however many interviews.

    A product without an interview in that time is left out where another has one.
    """
    held_at = _moments(viewer, at=at)
    made = [(product, _weeks(product, held_at.get(product.pk, ()), at=at)) for product in _products(viewer)]
    active = [weeks for product, weeks in made if held_at.get(product.pk)]
    return (active or [weeks for _, weeks in made[:1]])[:MOST_PRODUCTS]


def _products(viewer: Viewer) -> list[Product]:
    mine = Product.members.through.objects.filter(product=OuterRef("pk"), user=viewer.pk)
    rows = Product.objects.visible_to(viewer).annotate(is_mine=Exists(mine)).order_by("-is_mine", "pk")
    return list(rows.only("name", "week_starts_on", "time_zone"))


def _moments(viewer: Viewer, *, at: datetime) -> dict[int, list[datetime]]:
    earliest = at - timedelta(weeks=LOOKED_BACK + 1)
    sessions = Interview.objects.visible_to(viewer).sessions().held().filter(held_at__gte=earliest, held_at__lte=at)
    found: dict[int, list[datetime]] = {}
    for product, held_at in sessions.order_by().values_list("study__product", "held_at"):
        if held_at:
            found.setdefault(product, []).append(held_at)
    return found


def _weeks(product: Product, moments: Iterable[datetime], *, at: datetime) -> Weeks:
    """Weeks begin on the product's day, in its time zone."""
    zone = ZoneInfo(product.time_zone)

    def week_of(moment: datetime) -> date:
        day = moment.astimezone(zone).date()
        return day - timedelta(days=(day.weekday() - product.week_starts_on) % 7)

    held = Counter(week_of(moment) for moment in moments)
    this_week = week_of(at)
    counts = [held[this_week - timedelta(weeks=back)] for back in range(LOOKED_BACK)]
    return Weeks(
        product=product.name, bars=_bars(counts[SHOWN - 1 :: -1], this_week=this_week), streak=streak_of(counts)
    )


def streak_of(counts: Sequence[int]) -> int:
    """Count the weeks with an interview, this week first; while it has none, from the week before."""
    lived = counts if counts[0] else counts[1:]
    return next((weeks for weeks, held in enumerate(lived) if not held), len(lived))


def _bars(counts: Sequence[int], *, this_week: date) -> tuple[Week, ...]:
    most = max(4, *counts)
    return tuple(
        Week(
            starts_on=this_week - timedelta(weeks=SHOWN - 1 - index),
            interviews=interviews,
            x=index * 50 + (50 - BAR) // 2,
            y=GROUND - round(interviews / most * TALLEST),
            height=round(interviews / most * TALLEST),
            is_now=index == SHOWN - 1,
            is_labelled=index % 3 == 2,
        )
        for index, interviews in enumerate(counts)
    )


def _count(number: int, one: str) -> str:
    return f"{number} {one}" if number == 1 else f"{number} {one}s"
