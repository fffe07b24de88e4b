# ruff: noqa: S608  (names of our own columns are written, all that a person gave is bound)
"""A funnel as one SELECT. Pure: names of our own columns are written, all that a person gave is bound.

The usual question goes forward: from those that entered to those that reached step 2 in time, and so on. For every
other, from the last step to the first, each row that is step k learns the times of the steps after it, as the earliest
that may follow; the later a row, the later what follows it, so that `min` over what follows is the one attempt that
anybody would trace by hand. All steps share one order, so Postgres sorts once. A row that is step 1 then holds an
attempt, `c1`…`cn`, cut where its window ends; which attempts count is the rule's.
"""

from collections.abc import Iterator
from typing import Any

from research.behaviour.questions import Condition, Question
from research.models import Funnel

MOST_GROUPS = 20
_COMPARED = {
    "is": "{text} = %({value})s",
    "is not": "{text} IS DISTINCT FROM %({value})s",
    "contains": "position(lower(%({value})s) IN lower({text})) > 0",
    ">": "CASE WHEN jsonb_typeof({json}) = 'number' THEN ({text})::numeric > %({value})s::numeric ELSE false END",
    "<": "CASE WHEN jsonb_typeof({json}) = 'number' THEN ({text})::numeric < %({value})s::numeric ELSE false END",
    "is set": "{text} IS NOT NULL",
    "is not set": "{text} IS NULL",
}


def statement(question: Question) -> tuple[str, dict[str, Any]]:
    """Return the statement and its parameters.

    Rows: the group (null for the whole, which comes first; of segments their places), whether it is the whole, n of
    each step, the median and the mean of the seconds from each step to the next, and the median from the first to the
    last.
    """
    whole = _Statement(question)
    return whole.text(), whole.bound


class _Statement:
    def __init__(self, question: Question) -> None:
        self.question = question
        self.last = len(question.steps)
        self.numbers = range(1, self.last + 1)
        apart = question.rule.apart
        self.bound: dict[str, Any] = {
            "source": question.source_id,
            "names": list({step.event for step in question.steps}),
            "since": question.since,
            "until": question.until,
            "window": question.window.total_seconds(),
            "apart": apart.total_seconds(),
            "first": question.since - apart,
            "end": question.until + question.window + apart,
        }

    def text(self) -> str:
        if self._goes_forward:
            return f"WITH {', '.join(self._levels())}, counted AS ({self._longest()}) {self._told()}"
        attempts = self._in_any_order() if self.question.order == Funnel.Order.ANY else self._in_order()
        entries = f"""
            SELECT person, grp, {_columns("c", self.numbers)}, {self._depth()} AS depth
            FROM ({attempts}) attempt WHERE c1 >= %(since)s AND c1 < %(until)s
        """
        return f"WITH counted AS ({self._counted(entries)}) {self._told()}"

    @property
    def _goes_forward(self) -> bool:
        """People in this order, the usual question: step by step with those that are left, who are ever fewer."""
        question = self.question
        return question.order == Funnel.Order.THIS and not question.is_of_totals and not question.has_repeated_events

    def _levels(self) -> Iterator[str]:
        """The attempts that reach each step in time, `l1`, `l2` …, each with the times of its steps."""
        one_each = "DISTINCT ON (person)" if self.question.rule.is_first_entry else ""
        yield f"""l1 AS MATERIALIZED (
            SELECT {one_each} person, at AS c1, {self._group()} AS grp FROM research_event
            WHERE source_id = %(source)s AND at >= %(since)s AND at < %(until)s AND {self._is_step(1)}
            {"ORDER BY person, at" if one_each else ""}
        )"""
        for number in self.numbers[1:]:
            before, so_far = number - 1, _columns("c", range(1, number))
            nothing = ", ".join("NULL::timestamptz" for _ in range(1, number))
            yield f"""l{number} AS MATERIALIZED (
                SELECT person, {so_far}, c{number}, grp FROM (
                    SELECT person, {so_far}, grp, min(step_at) OVER w AS c{number} FROM (
                        SELECT person, {so_far}, grp, c{before} AS at, NULL::timestamptz AS step_at FROM l{before}
                        UNION ALL
                        SELECT person, {nothing}, NULL, at, at FROM research_event
                        WHERE source_id = %(source)s AND at >= %(first)s AND at < %(end)s AND {self._is_step(number)}
                            AND person IN (SELECT person FROM l{before})
                    ) trail
                    WINDOW w AS (PARTITION BY person ORDER BY at DESC
                        RANGE BETWEEN UNBOUNDED PRECEDING AND make_interval(secs => %(apart)s) FOLLOWING)
                ) attempt WHERE c1 IS NOT NULL AND c{number} <= c1 + make_interval(secs => %(window)s)
            )"""

    def _longest(self) -> str:
        """Of each person the attempt that goes furthest, then the earliest; by Mixpanel's rule there is but one."""
        levels = []
        for number in self.numbers:
            times = [f"c{each}" if each <= number else "NULL::timestamptz" for each in self.numbers]
            levels.append(f"SELECT person, grp, {', '.join(times)}, {number} AS depth FROM l{number}")
        names = f"person, grp, {_columns('c', self.numbers)}, depth"
        return f"""
            SELECT DISTINCT ON (person) * FROM ({" UNION ALL ".join(levels)}) reached ({names})
            ORDER BY person, depth DESC, c1
        """

    def _rows(self) -> str:
        """The events that are steps, and, where nothing may lie between, all others too."""
        is_step = [f"({self._is_step(number)}) AS s{number}" for number in self.numbers]
        named = "" if self.question.order == Funnel.Order.EXACT else "AND name = ANY(%(names)s)"
        return f"""
            SELECT person, at, name, key, {self._group()} AS grp, {", ".join(is_step)} FROM research_event
            WHERE source_id = %(source)s AND at >= %(first)s AND at < %(end)s {named}
        """

    def _is_step(self, number: int) -> str:
        step = self.question.steps[number - 1]
        self.bound[f"event{number}"] = step.event
        conditions = (
            self._condition(condition, f"{number}_{place}") for place, condition in enumerate(step.conditions, 1)
        )
        return " AND ".join([f"name = %(event{number})s", *conditions])

    def _condition(self, condition: Condition, place: str) -> str:
        self.bound |= {f"property{place}": condition.name, f"value{place}": condition.value}
        column = "user_properties" if condition.is_of_user else "properties"
        named = f"%(property{place})s"
        compared = _COMPARED[condition.operator]
        return compared.format(text=f"{column} ->> {named}", json=f"{column} -> {named}", value=f"value{place}")

    def _group(self) -> str:
        """A property of the event or, where it has none of this name, what the tool says of every event.

        Segments are those that the entry belongs to, by their places, which start with 1.
        """
        if self.question.segments:
            return f"array_remove(ARRAY[{', '.join(self._segments())}], NULL)"
        if not self.question.breakdown:
            return "NULL::text"
        name = self.question.breakdown.removeprefix("user.")
        self.bound["breakdown"] = name
        if name != self.question.breakdown:
            return "user_properties ->> %(breakdown)s"
        return "coalesce(properties ->> %(breakdown)s, rest ->> %(breakdown)s)"

    def _segments(self) -> Iterator[str]:
        for place, segment in enumerate(self.question.segments, 1):
            holds = [
                self._condition(condition, f"_of_{place}_{number}")
                for number, condition in enumerate(segment.conditions, 1)
            ]
            yield f"CASE WHEN {' AND '.join(holds or ['true'])} THEN {place} END"

    def _in_order(self) -> str:
        rows = self._rows()
        for number in reversed(self.numbers):
            following = range(number + 1, self.last + 1)
            times = [f"CASE WHEN s{number} THEN at END AS c{number}"]
            times += [f"CASE WHEN s{number} THEN {self._following(later)} END AS c{later}" for later in following]
            steps = "".join(f", s{before}" for before in range(1, number))
            rows = f"""
                SELECT person, at, name, key, grp{self._rank_column(number)}{steps}, {", ".join(times)}
                FROM ({rows}) r{number} {self._frame(number)}
            """
        return rows

    @property
    def _needs_all(self) -> bool:
        return self.question.order == Funnel.Order.EXACT

    def _rank_column(self, number: int) -> str:
        """In exact order, rows of one second stand in the order of the steps, and strangers after them."""
        if not self._needs_all:
            return ""
        if number < self.last:
            return ", place"
        cases = " ".join(f"WHEN s{each} THEN {each}" for each in self.numbers)
        return f", CASE {cases} ELSE {self.last + 1} END AS place"

    def _following(self, number: int) -> str:
        return f"lead(c{number}) OVER w" if self._needs_all else f"min(c{number}) OVER w"

    def _frame(self, number: int) -> str:
        if number == self.last:
            return ""
        if self._needs_all:
            return "WINDOW w AS (PARTITION BY person ORDER BY date_trunc('second', at), place, at, name, key)"
        if self.question.has_repeated_events:
            # An event that is two steps must not follow itself, so these go strictly one after another.
            return """WINDOW w AS (PARTITION BY person ORDER BY at DESC, name DESC, key DESC
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)"""
        return """WINDOW w AS (PARTITION BY person ORDER BY at DESC
            RANGE BETWEEN UNBOUNDED PRECEDING AND make_interval(secs => %(apart)s) FOLLOWING)"""

    def _in_any_order(self) -> str:
        """Every step may be the entry; the times of the steps, whichever they are, in their order."""
        firsts = ", ".join(f"min(at) FILTER (WHERE s{number}) OVER w AS b{number}" for number in self.numbers)
        times = ", ".join(f"times[{number}] AS c{number}" for number in self.numbers)
        return f"""
            SELECT person, grp, {times}
            FROM (
                SELECT person, at, grp, {firsts} FROM ({self._rows()}) r
                WHERE {" OR ".join(f"s{number}" for number in self.numbers)}
                WINDOW w AS (PARTITION BY person ORDER BY at DESC)
            ) entry,
            LATERAL (
                SELECT array_agg(t ORDER BY t) AS times FROM unnest(ARRAY[{_columns("b", self.numbers)}]) t
            ) sorted
        """

    def _depth(self) -> str:
        """How many steps the attempt reached within the window."""
        ends = "c1 + make_interval(secs => %(window)s)"
        cases = " ".join(f"WHEN c{each} IS NULL OR c{each} > {ends} THEN {each - 1}" for each in self.numbers[1:])
        return f"CASE {cases} ELSE {self.last} END"

    def _counted(self, entries: str) -> str:
        """The attempts that count: one of each person, or all; by Mixpanel's rule one begins when the last is over."""
        is_first = self.question.rule.is_first_entry
        if not self.question.is_of_totals:
            best = "c1" if is_first else "depth DESC, c1"
            return f"SELECT DISTINCT ON (person) * FROM ({entries}) entry ORDER BY person, {best}"
        if not is_first:
            return entries
        return f"""
            SELECT * FROM (
                SELECT *, research_attempt_begins(c1, CASE WHEN depth = {self.last} THEN c{self.last}
                    ELSE c1 + make_interval(secs => %(window)s) END) OVER (PARTITION BY person ORDER BY c1) AS begins
                FROM (SELECT DISTINCT ON (person, c1) * FROM ({entries}) entry ORDER BY person, c1) distinct_entry
            ) attempt WHERE begins = c1
        """

    def _told(self) -> str:
        counts = [f"count(*) FILTER (WHERE depth >= {number})" for number in self.numbers]
        medians = [_median(self._seconds(number, number - 1), number) for number in self.numbers[1:]]
        means = [
            f"avg({self._seconds(number, number - 1)}) FILTER (WHERE depth >= {number})" for number in self.numbers[1:]
        ]
        overall = _median(self._seconds(self.last, 1), self.last)
        figures = ", ".join([*counts, *medians, *means, overall])
        if self.question.segments:
            return f"""
                SELECT NULL::int, true, {figures} FROM counted
                UNION ALL SELECT segment, false, {figures} FROM counted, unnest(grp) segment GROUP BY segment
                ORDER BY 2 DESC, 3 DESC, 1
            """
        grouped = "GROUP BY GROUPING SETS ((), (grp))" if self.question.breakdown else ""
        is_whole = "GROUPING(grp) = 1" if self.question.breakdown else "true"
        group = "grp" if self.question.breakdown else "NULL::text"
        return f"""
            SELECT {group}, {is_whole}, {figures} FROM counted {grouped}
            ORDER BY 2 DESC, 3 DESC, 1 LIMIT {MOST_GROUPS + 2}
        """

    def _seconds(self, later: int, earlier: int) -> str:
        return f"greatest(0, extract(epoch FROM c{later} - c{earlier}))::float8"


def _columns(letter: str, numbers: range) -> str:
    return ", ".join(f"{letter}{number}" for number in numbers)


def _median(seconds: str, number: int) -> str:
    return f"percentile_cont(0.5) WITHIN GROUP (ORDER BY {seconds}) FILTER (WHERE depth >= {number})"
