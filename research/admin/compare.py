"""Compare: who says what, as a table whose cells lead to the words; the same as CSV."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import permission_required
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import urlencode

from research.admin import quotes
from research.admin.codebook.tags import MOST_QUOTES, number_of
from research.admin.showing import page
from research.codebook import tree
from research.comparison import table, words
from research.comparison.question import Coding, Columns, Question, Rows
from research.comparison.table import Cell, Column, Comparison, Row
from research.exporters import spreadsheet
from research.models import Study, Tag, User

E = TypeVar("E", bound=StrEnum)
M = TypeVar("M", bound=Model)
SHADES = 5

CALLED = {
    Rows.TAGS: "Tags",
    Rows.KINDS: "Kinds",
    Rows.INSIGHTS: "Insights",
    Columns.SEGMENTS: "Segments",
    Columns.ACCOUNTS: "Accounts",
    Columns.STUDIES: "Studies",
    Columns.ROLES: "Roles",
    Columns.PARTICIPANTS: "Single participants",
}


@dataclass(frozen=True, kw_only=True)
class Shown:
    """A cell as the table has it; `shade` from 0 to 5 by its share, 0 where there are too few people for one."""

    cell: Cell
    of: int
    percentage: int | None
    shade: int
    said: str
    address: str
    is_open: bool


@permission_required(["research.view_highlight", "research.view_tag", "research.view_insight"], raise_exception=True)
def view(request: HttpRequest) -> HttpResponse:
    """Show the table; with `?row=` (and `?column=`), also the passages behind that cell."""
    user = cast("User", request.user)
    question = _question(request, user)
    found = table.of(question, viewer=user)
    opened = _opened(request, found)
    return page(
        request,
        "workplace/compare.html",
        title="Compare",
        question=question,
        rows_called=CALLED[question.rows],
        columns_called=CALLED[question.columns],
        row_choices=[(one.value, CALLED[one]) for one in Rows],
        column_choices=[(one.value, CALLED[one]) for one in Columns],
        studies=Study.objects.visible_to(user).order_by("title"),
        roots=[branch for branch in tree.of(user) if branch.has_children],
        found=found,
        is_matrix=question.columns is Columns.PARTICIPANTS,
        lines=[(row, _cells(row, found, question=question, request=request)) for row in found.rows],
        opened=opened,
        quotes=_passages(question, opened, user) if opened else [],
        csv=f"table.csv?{request.GET.urlencode()}",
    )


@permission_required(["research.view_highlight", "research.view_tag", "research.view_insight"], raise_exception=True)
def csv(request: HttpRequest) -> HttpResponse:
    """The table as CSV: under each column's name its N, then each row's n. Of single participants: passages."""
    user = cast("User", request.user)
    question = _question(request, user)
    found = table.of(question, viewer=user)
    is_matrix = question.columns is Columns.PARTICIPANTS
    called = CALLED[question.rows].lower()
    rows: list[Sequence[str | int]] = [
        [called, *(column.name for column in found.columns), "all"],
        ["participants (N)", *(column.participants for column in found.columns), found.participants],
    ]
    for row in found.rows:
        counts = [cell.highlights if is_matrix else cell.participants for cell in row.cells]
        rows.append([row.name, *counts, row.whole.participants])
    name = f"{question.rows}-by-{question.columns}.csv"
    answer = HttpResponse(spreadsheet.written(rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _question(request: HttpRequest, user: User) -> Question:
    """What the address asks; what it gives amiss is left out, as if nobody had asked for it."""
    return Question(
        rows=_one_of(Rows, request.GET.get("rows", ""), otherwise=Rows.TAGS),
        columns=_one_of(Columns, request.GET.get("columns", ""), otherwise=Columns.SEGMENTS),
        coding=_one_of(Coding, request.GET.get("coding", ""), otherwise=Coding.DONE),
        study=_record(Study.objects.visible_to(user), request.GET.get("study", "")),
        tag=_record(Tag.objects.visible_to(user).current(), request.GET.get("tag", "")),
    )


def _one_of(choices: type[E], given: str, *, otherwise: E) -> E:
    return choices(given) if given in list(choices) else otherwise


def _record(rows: QuerySet[M], given: str) -> M | None:
    return rows.filter(pk=number_of(given)).first()


def _cells(row: Row, found: Comparison, *, question: Question, request: HttpRequest) -> list[Shown]:
    columns = zip(row.cells, found.columns, strict=True)
    is_one_person = question.columns is Columns.PARTICIPANTS
    return [
        _shown(cell, row=row, column=column, is_one_person=is_one_person, request=request) for cell, column in columns
    ]


def _shown(cell: Cell, *, row: Row, column: Column, is_one_person: bool, request: HttpRequest) -> Shown:
    share = table.percentage(cell, of=column.participants)
    asked = {name: request.GET[name] for name in ("rows", "columns", "coding", "study", "tag") if request.GET.get(name)}
    place = {"row": str(row.key), **({"column": str(column.key)} if column.key not in (None, "") else {})}
    is_open = request.GET.get("row") == str(row.key) and request.GET.get("column", "") == str(column.key or "")
    return Shown(
        cell=cell,
        of=column.participants,
        percentage=share,
        shade=_shade(cell, share, is_one_person=is_one_person),
        said=f"{row.name}, {column.name}: {cell.participants} of {column.participants} participants",
        address=f"?{urlencode({**asked, **place})}#passages",
        is_open=is_open,
    )


def _shade(cell: Cell, share: int | None, *, is_one_person: bool) -> int:
    """By the share; of a single participant, by how much they say; none where there are too few people for a share."""
    if is_one_person:
        return min(cell.highlights, SHADES)
    return -(-share * SHADES // 100) if share else 0


def _opened(request: HttpRequest, found: Comparison) -> tuple[Row, Column] | None:
    """The row and the column that the address names, where the table has them."""
    wanted = request.GET.get("row")
    if wanted is None:
        return None
    row = next((one for one in found.rows if str(one.key) == wanted), None)
    column = next((one for one in found.columns if str(one.key or "") == request.GET.get("column", "")), None)
    return (row, column) if row and column else None


def _passages(question: Question, opened: tuple[Row, Column], user: User) -> list[Any]:
    row, column = opened
    assert row.key is not None  # noqa: S101  (every row is of something)
    passages = words.passages(question, row=row.key, column=column.key, viewer=user)
    return quotes.shown(passages, viewer=user, most=MOST_QUOTES)
