"""How rows and columns are called, and in which order rows come."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Model

from research.comparison.question import Columns, Question, Rows
from research.models import Account, Highlight, Insight, Participant, Segment, Study, Tag, TagBranch, Viewer

NAMED: Mapping[Columns, tuple[type[Model], str]] = {
    Columns.SEGMENTS: (Segment, "name"),
    Columns.ACCOUNTS: (Account, "name"),
    Columns.STUDIES: (Study, "title"),
    Columns.PARTICIPANTS: (Participant, "code"),
}
WITHOUT: Mapping[Columns, str] = {
    Columns.SEGMENTS: "no segment",
    Columns.ACCOUNTS: "no account",
    Columns.STUDIES: "no study",
    Columns.ROLES: "no role",
}


@dataclass(frozen=True, kw_only=True)
class NamedRow:
    key: int | str
    name: str
    colour: str = ""
    depth: int = 1


def of_columns(columns: Columns, keys: Iterable[Any]) -> dict[Any, str]:
    """Return the names by key; those without one have a name, too. One query at most."""
    ids = [key for key in keys if key not in (None, "")]
    without = WITHOUT.get(columns, "")
    if columns is Columns.ROLES:
        return {**{role: role for role in ids}, "": without}
    model, field = NAMED[columns]
    named = model._default_manager.filter(pk__in=ids).values_list("pk", field)
    return {**dict(named), None: without}


def of_rows(question: Question, *, viewer: Viewer) -> list[NamedRow]:
    """Return all that there may be, in their order: tags by their paths, insights by title. One query."""
    if question.rows is Rows.KINDS:
        some = [kind for kind in Highlight.Kind if kind is not Highlight.Kind.NONE]
        return [NamedRow(key=kind.value, name=str(kind.label)) for kind in some]
    if question.rows is Rows.INSIGHTS:
        insights = Insight.objects.visible_to(viewer).alive().order_by("title", "pk")
        return [NamedRow(key=pk, name=title) for pk, title in insights.values_list("pk", "title")]
    return _tags(question, viewer=viewer)


def _tags(question: Question, *, viewer: Viewer) -> list[NamedRow]:
    tags = Tag.objects.visible_to(viewer).current().with_path()
    if question.tag:
        tags = tags.filter(pk__in=TagBranch.objects.filter(above=question.tag).values("tag"))
    named = tags.values_list("pk", "name", "colour", "path")  # type: ignore[misc]  # annotated
    rows = sorted(named, key=lambda row: row[3].casefold().split("/"))
    top = min((path.count("/") for *_, path in rows), default=0)
    return [
        NamedRow(key=pk, name=name, colour=colour, depth=path.count("/") - top + 1) for pk, name, colour, path in rows
    ]
