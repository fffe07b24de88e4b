"""Whose words a comparison is made of: the interviews that count, who took part in them, and who says what there."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet

from research.comparison.question import Coding, Columns, Question, Rows
from research.models import (
    CodingStatus,
    Highlight,
    HighlightParticipant,
    HighlightQuerySet,
    Interview,
    InterviewQuerySet,
    Viewer,
)

ROW: Mapping[Rows, str] = {
    Rows.TAGS: "highlight__taggings__tag__branches__above",
    Rows.KINDS: "highlight__kind",
    Rows.INSIGHTS: "highlight__insight_evidence__insight",
}
COLUMN_OF_WORDS: Mapping[Columns, str] = {
    Columns.SEGMENTS: "participant__segments",
    Columns.ACCOUNTS: "participant__account",
    Columns.STUDIES: "highlight__note__interview__study",
    Columns.ROLES: "participant__role",
    Columns.PARTICIPANTS: "participant",
}
COLUMN_OF_MEMBERS: Mapping[Columns, str] = {**COLUMN_OF_WORDS, Columns.STUDIES: "interview__study"}


def held(question: Question, *, viewer: Viewer) -> InterviewQuerySet:
    rows = Interview.objects.visible_to(viewer).held()
    return rows.filter(study=question.study) if question.study else rows


def interviews(question: Question, *, viewer: Viewer) -> InterviewQuerySet:
    """Return those that count: coded to the end, or begun, as the question says."""
    done = Exists(CodingStatus.objects.filter(interview=OuterRef("pk"), status=CodingStatus.Status.DONE))
    if question.coding is Coding.DONE:
        return held(question, viewer=viewer).filter(done)
    marked = Exists(Highlight.objects.visible_to(viewer).filter(note__interview=OuterRef("pk")))
    return held(question, viewer=viewer).filter(done | marked)


def members(question: Question, *, viewer: Viewer) -> QuerySet[Any]:
    """Return who took part in which of them."""
    counted = interviews(question, viewer=viewer).values("pk")
    return Interview.participants.through.objects.filter(interview__in=counted)


def said(question: Question, *, viewer: Viewer) -> QuerySet[HighlightParticipant]:
    """Return who says which passage in them."""
    seen = Highlight.objects.visible_to(viewer).quotable().filter(by_interviewer=False)
    counted = interviews(question, viewer=viewer)
    return HighlightParticipant.objects.filter(
        highlight__in=seen.values("pk"), highlight__note__interview__in=counted.values("pk")
    )


def passages(question: Question, *, row: int | str, column: int | str | None, viewer: Viewer) -> HighlightQuerySet:
    """Return the passages behind a cell, each once, by interview and place. No column: those without one."""
    name = COLUMN_OF_WORDS[question.columns]
    in_column: dict[str, Any] = {f"{name}__isnull": True} if column is None else {name: column}
    chosen = said(question, viewer=viewer).filter(**{ROW[question.rows]: row}).filter(**in_column)
    return (
        Highlight.objects.visible_to(viewer)
        .filter(pk__in=chosen.values("highlight"))
        .order_by("note__interview__held_at", "note", F("start").asc(nulls_last=True), "pk")
    )
