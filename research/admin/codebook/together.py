"""Which tags meet, as a matrix; two of them chosen, the passages where they do."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse

from research.admin import quotes
from research.admin.codebook.tags import MOST_QUOTES, number_of
from research.admin.showing import page
from research.codebook import co_occurrence, tree
from research.codebook.co_occurrence import Matrix
from research.codebook.tree import Branch
from research.models import User

SHADES = 5


@dataclass(frozen=True, kw_only=True)
class Cell:
    """How often two tags meet; `shade` from 0 to 5, by the most that any two do."""

    other: Branch
    times: int
    shade: int
    is_itself: bool


@dataclass(frozen=True, kw_only=True)
class Row:
    branch: Branch
    cells: Sequence[Cell]


@permission_required("research.view_tag", raise_exception=True)
def view(request: HttpRequest) -> HttpResponse:
    """Show the matrix of all tags or of a branch (`?under=`); with `?one=` and `?other=`, the passages of the two."""
    user = cast("User", request.user)
    under = number_of(request.GET.get("under", ""))
    matrix = co_occurrence.matrix(user, under=under or None)
    one, other = (number_of(request.GET.get(name, "")) for name in ("one", "other"))
    named = {branch.tag.pk: branch for branch in matrix.tags}
    is_asked = one in named and other in named and one != other
    passages = co_occurrence.passages(user, one=one, other=other)
    return page(
        request,
        "workplace/codebook/together.html",
        title="Tags that meet",
        rows=_rows(matrix),
        tags=matrix.tags,
        left_out=matrix.left_out,
        roots=[branch for branch in tree.of(user) if branch.has_children],
        under=under,
        pair=(named[one], named[other]) if is_asked else None,
        one=one,
        other=other,
        quotes=quotes.shown(passages, viewer=user, most=MOST_QUOTES) if is_asked else [],
    )


def _rows(matrix: Matrix) -> list[Row]:
    def cell(row: Branch, column: Branch) -> Cell:
        times = matrix.times.get((row.tag.pk, column.tag.pk), 0)
        shade = -(-times * SHADES // matrix.most) if matrix.most else 0
        return Cell(other=column, times=times, shade=shade, is_itself=row is column)

    return [Row(branch=row, cells=[cell(row, column) for column in matrix.tags]) for row in matrix.tags]
