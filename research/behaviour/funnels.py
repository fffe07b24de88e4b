"""What a funnel comes to: n of each step, what is lost between two, how sure that is, and how long it takes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction

from research.behaviour import funnel_sql
from research.behaviour.funnel_sql import MOST_GROUPS
from research.behaviour.questions import Question
from research.operations.refusals import Refused
from research.statistics.intervals import Interval, wilson

LONGEST = "60s"
FORMULA = "conversion = reached this step ÷ reached the step before, with its 95 % Wilson interval"


class TakesTooLong(Refused):
    """The funnel did not come out within a minute."""


@dataclass(frozen=True, kw_only=True)
class ReachedStep:
    """`share` of those who reached the step before, `of_all` of those who entered; times are seconds from there."""

    number: int
    event: str
    count: int
    before: int
    share: float | None
    interval: Interval | None
    of_all: float | None
    of_all_interval: Interval | None
    median: float | None
    mean: float | None

    @property
    def lost(self) -> int:
        return self.before - self.count


@dataclass(frozen=True, kw_only=True)
class Group:
    """All entries (`name` None), those with one value of the breakdown ("" where it is missing), or a segment's."""

    name: str | None
    segment_id: int | None = None
    steps: tuple[ReachedStep, ...]
    median: float | None

    @property
    def entered(self) -> int:
        return self.steps[0].count

    @property
    def converted(self) -> int:
        return self.steps[-1].count

    @property
    def worst(self) -> ReachedStep | None:
        """The step before which most are lost."""
        return max(self.steps[1:], key=lambda step: step.lost) if self.entered else None


@dataclass(frozen=True, kw_only=True)
class Result:
    question: Question
    whole: Group
    groups: tuple[Group, ...]
    has_more_groups: bool


def of(question: Question) -> Result:
    """Ask the database: one statement. Raises `TakesTooLong`."""
    rows = _asked(question)
    groups = tuple(_group(row, question) for row in rows if not row[1])
    return Result(
        question=question,
        whole=next(_group(row, question) for row in rows if row[1]),
        groups=groups[:MOST_GROUPS],
        has_more_groups=len(groups) > MOST_GROUPS,
    )


_NAMES = """
    WITH RECURSIVE found AS (
        SELECT min(name) AS name FROM research_event WHERE source_id = %(source)s
        UNION ALL
        SELECT (SELECT min(name) FROM research_event WHERE source_id = %(source)s AND name > found.name)
        FROM found WHERE found.name IS NOT NULL
    )
"""


def names(source_id: int, *, most: int = 1_000) -> list[str]:
    """Return what the source's events are called, by skipping through the index from name to name."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_NAMES} SELECT name FROM found WHERE name IS NOT NULL LIMIT %(most)s",  # noqa: S608  (our own words)
            {"source": source_id, "most": most},
        )
        return [name for (name,) in cursor.fetchall()]


def span(source_id: int) -> tuple[datetime, datetime] | None:
    """Return when the source's first and last events were, of each name by the index."""
    ends = "SELECT min(at), max(at) FROM research_event WHERE source_id = %(source)s AND name = found.name"
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_NAMES} SELECT min(first), max(last) FROM found, LATERAL ({ends}) ends (first, last)",  # noqa: S608  (our own words)
            {"source": source_id},
        )
        first, last = cursor.fetchone()
        return (first, last) if first else None


def newest(source_id: int) -> datetime | None:
    """Return when the source's last event was."""
    found = span(source_id)
    return found[1] if found else None


def _asked(question: Question) -> list[Sequence[Any]]:
    text, bound = funnel_sql.statement(question)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            # Sorting in memory, and no compiling: such a statement would be compiled longer than it runs.
            cursor.execute(
                "SELECT set_config('statement_timeout', %s, true), set_config('work_mem', '256MB', true),"
                " set_config('jit', 'off', true)",
                [LONGEST],
            )
            cursor.execute(text, bound)
            rows: list[Sequence[Any]] = cursor.fetchall()
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
            return rows
    except OperationalError as error:
        raise TakesTooLong("That takes too long: ask for fewer days, or break it down by less.") from error


def _group(row: Sequence[Any], question: Question) -> Group:
    last = len(question.steps)
    named, is_whole, *numbers = row
    segment = question.segments[named - 1] if question.segments and not is_whole else None
    name = segment.name if segment else named
    counts, medians = numbers[:last], [None, *numbers[last : 2 * last - 1]]
    means = [None, *numbers[2 * last - 1 : 3 * last - 2]]
    return Group(
        name=None if is_whole else name or "",
        segment_id=segment.segment_id if segment else None,
        steps=tuple(
            _step(place, question=question, counts=counts, median=medians[place], mean=means[place])
            for place in range(last)
        ),
        median=numbers[-1],
    )


def _step(
    place: int, *, question: Question, counts: Sequence[int], median: float | None, mean: float | None
) -> ReachedStep:
    count, before, entered = counts[place], counts[max(0, place - 1)], counts[0]
    return ReachedStep(
        number=place + 1,
        event=question.steps[place].event,
        count=count,
        before=before,
        share=count / before if before else None,
        interval=wilson(count, n=before),
        of_all=count / entered if entered else None,
        of_all_interval=wilson(count, n=entered),
        median=median,
        mean=mean,
    )
