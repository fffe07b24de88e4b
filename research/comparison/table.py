"""The answer: for each row and column, how many of the participants there say it.

The database counts, in a number of statements that does not depend on how much there is, and nothing that the viewer
may not see. N are the participants of a column who took part in an interview that counts; n those of them whose words
a row has. Words of nobody known, and an interviewer's, count for nobody.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q

from research.comparison import names, words
from research.comparison.question import Question, Rows
from research.models import Stance, Viewer

FEWEST_FOR_A_SHARE = 5
MOST_ROWS = 500
MOST_COLUMNS = 60
Key = int | str | None
"""The id that a row or column has, or the word of a kind or role; None for those without."""


@dataclass(frozen=True, kw_only=True)
class Cell:
    """`participants` say it, in so many `highlights`; `against` contradict it, where the row is an insight."""

    participants: int = 0
    highlights: int = 0
    against: int = 0


@dataclass(frozen=True, kw_only=True)
class Column:
    """`participants` is N: those whose interviews count."""

    key: Key
    name: str
    participants: int


@dataclass(frozen=True, kw_only=True)
class Row:
    """`depth` is how deep a tag hangs, from 1 on; `cells` are in the order of the columns; `whole` is over them all."""

    key: Key
    name: str
    colour: str
    depth: int
    cells: Sequence[Cell]
    whole: Cell


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """`participants` is N over all columns; `overlapping` of them stand in more than one.

    `interviews` count; `uncoded` ones were held and do not, since nobody has coded them. `left_out` columns are more
    than can be shown.
    """

    columns: Sequence[Column]
    rows: Sequence[Row]
    participants: int
    overlapping: int
    interviews: int
    uncoded: int
    left_out: int


def percentage(cell: Cell, *, of: int) -> int | None:
    """Return the share in whole per cent; None where there are too few people to speak of one."""
    return round(100 * cell.participants / of) if of >= FEWEST_FOR_A_SHARE else None


def of(question: Question, *, viewer: Viewer) -> Comparison:
    """Answer it. Nine queries at most, whatever there is."""
    columns = _columns(question, viewer=viewer)
    shown = columns[:MOST_COLUMNS]
    return Comparison(
        columns=shown,
        rows=_rows(question, shown, viewer=viewer),
        left_out=len(columns) - len(shown),
        **_totals(question, viewer=viewer),
    )


def _columns(question: Question, *, viewer: Viewer) -> list[Column]:
    key = words.COLUMN_OF_MEMBERS[question.columns]
    members = words.members(question, viewer=viewer).order_by()
    counted = dict(members.values_list(key).annotate(people=Count("participant", distinct=True)))
    named = names.of_columns(question.columns, counted)
    columns = [Column(key=key, name=named[key], participants=people) for key, people in counted.items()]
    return sorted(columns, key=lambda one: (one.key in (None, ""), one.name.casefold(), str(one.key)))


def _rows(question: Question, columns: Sequence[Column], *, viewer: Viewer) -> list[Row]:
    """Those that somebody says something of, in their order."""
    whole = _counted(question, None, viewer=viewer)
    cells = _counted(question, words.COLUMN_OF_WORDS[question.columns], viewer=viewer)
    found = [one for one in names.of_rows(question, viewer=viewer) if (one.key, None) in whole]
    return [
        Row(
            key=one.key,
            name=one.name,
            colour=one.colour,
            depth=one.depth,
            cells=[cells.get((one.key, column.key), Cell()) for column in columns],
            whole=whole[one.key, None],
        )
        for one in found[:MOST_ROWS]
    ]


def _counted(question: Question, column: str | None, *, viewer: Viewer) -> dict[tuple[Key, Key], Cell]:
    """Count by row and column, or by row alone. One query."""
    keys = {"row": F(words.ROW[question.rows]), **({"column": F(column)} if column else {})}
    said: Any = words.said(question, viewer=viewer).order_by().values(**keys).annotate(**_counts(question))
    return {(values.pop("row"), values.pop("column", None)): Cell(**values) for values in said}


def _counts(question: Question) -> dict[str, Any]:
    """Whoever contradicts an insight does not say it."""
    if question.rows is not Rows.INSIGHTS:
        return {"participants": Count("participant", distinct=True), "highlights": Count("highlight", distinct=True)}
    against = Q(highlight__insight_evidence__stance=Stance.CONTRADICTS)
    return {
        "participants": Count("participant", distinct=True, filter=~against),
        "highlights": Count("highlight", distinct=True),
        "against": Count("participant", distinct=True, filter=against),
    }


def _totals(question: Question, *, viewer: Viewer) -> dict[str, int]:
    members = words.members(question, viewer=viewer).order_by()
    column = words.COLUMN_OF_MEMBERS[question.columns]
    each = members.values("participant").annotate(columns=Count(column, distinct=True))
    counted = words.interviews(question, viewer=viewer)
    return {
        "participants": members.aggregate(n=Count("participant", distinct=True))["n"],
        "overlapping": each.filter(columns__gt=1).count(),
        "interviews": counted.count(),
        "uncoded": words.held(question, viewer=viewer).sessions().exclude(pk__in=counted.values("pk")).count(),
    }
