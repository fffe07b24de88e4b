"""What of research can be found, and how each kind answers to filters."""

from typing import Any

from django.db.models import Case, CharField, F, Func, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, NullIf, Substr

from research.models import (
    Highlight,
    Insight,
    Interview,
    Meaning,
    Note,
    Opportunity,
    Participant,
    Tag,
    Turn,
)
from research.search import restricting
from research.search.finding import Shelf


def _joined(*fields: str, by: str) -> Func:
    """The fields that hold something, joined."""
    filled = (NullIf(Cast(field, TextField()), Value("", output_field=TextField())) for field in fields)
    return Func(Value(by), *filled, function="concat_ws", output_field=TextField())


def _unmerged(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.filter(merged_into__isnull=True)


SPOKEN = Substr("note__text", F("start") + 1, F("end") - F("start"))
SPEAKER = Case(
    When(participant__isnull=False, then=F("participant__code")),
    When(interviewer__isnull=False, then=F("interviewer__username")),
    default=F("speaker"),
    output_field=CharField(),
)

TURNS = Shelf(
    kind="turn",
    model=Turn,
    permission="research.view_turn",
    rows=Turn.objects.visible_to,
    title="note__interview__title",
    words=SPOKEN,
    language="note__language",
    about={
        "note": "note_id",
        "start": "start",
        "end": "end",
        "start_ms": "start_ms",
        "speaker": SPEAKER,
        "held_at": "note__interview__held_at",
    },
    meaning=Meaning.Kind.TURN,
    restricts={
        "study": restricting.among("note__interview__study"),
        "segment": restricting.under("participant__segments"),
        "account": restricting.among("participant__account"),
        "held_from": restricting.since("note__interview__held_at"),
        "held_until": restricting.until("note__interview__held_at"),
        "study_named": restricting.study_named("note__interview__study"),
        "speaker_named": restricting.turns_of,
    },
)

NOTES = Shelf(
    kind="note",
    model=Note,
    permission="research.view_note",
    rows=lambda viewer: Note.objects.visible_to(viewer).without_turns(),
    title="interview__title",
    words="text",
    about={"note": "pk", "held_at": "interview__held_at"},
    meaning=Meaning.Kind.NOTE,
    restricts={
        "study": restricting.among("interview__study"),
        "segment": restricting.under("interview__participants__segments"),
        "account": restricting.under("interview__participants__account"),
        "held_from": restricting.since("interview__held_at"),
        "held_until": restricting.until("interview__held_at"),
        "study_named": restricting.study_named("interview__study"),
        "speaker_named": restricting.spoken_by("interview__participants"),
    },
)

HIGHLIGHTS = Shelf(
    kind="highlight",
    model=Highlight,
    permission="research.view_highlight",
    rows=lambda viewer: Highlight.objects.visible_to(viewer).exclude(state=Highlight.State.WITHDRAWN),
    title="note__interview__title",
    words=_joined("quote", "comment", by="\n— "),
    about={
        "note": "note_id",
        "start": "start",
        "end": "end",
        "highlight_kind": "kind",
        "verbatim": "verbatim",
        "held_at": "note__interview__held_at",
    },
    meaning=Meaning.Kind.HIGHLIGHT,
    restricts={
        "study": restricting.among("note__interview__study"),
        "tag": restricting.highlights_tagged,
        "segment": restricting.under("participants__segments"),
        "account": restricting.under("participants__account"),
        "held_from": restricting.since("note__interview__held_at"),
        "held_until": restricting.until("note__interview__held_at"),
        "stance": restricting.weighed_as,
        "tag_named": restricting.highlights_with_tags_named,
        "study_named": restricting.study_named("note__interview__study"),
        "speaker_named": restricting.spoken_by("participants"),
        "kind_named": restricting.kind_named,
    },
)

INSIGHTS = Shelf(
    kind="insight",
    model=Insight,
    permission="research.view_insight",
    rows=lambda viewer: _unmerged(Insight.objects.visible_to(viewer)),
    title="title",
    words=_joined("statement", "body", by="\n"),
    about={"status": "status"},
    meaning=Meaning.Kind.INSIGHT,
    restricts={
        "study": restricting.under("evidence__highlight__note__interview__study"),
        "tag": restricting.insights_tagged,
        "segment": restricting.under("evidence__highlight__participants__segments"),
        "account": restricting.under("evidence__highlight__participants__account"),
        "held_from": restricting.since("created_at"),
        "held_until": restricting.until("created_at"),
        "stance": restricting.having_evidence,
        "tag_named": restricting.insights_with_tags_named,
    },
)

OPPORTUNITIES = Shelf(
    kind="opportunity",
    model=Opportunity,
    permission="research.view_opportunity",
    rows=lambda viewer: _unmerged(Opportunity.objects.visible_to(viewer)),
    title="statement",
    words=Value("", output_field=CharField()),
    about={"status": "status"},
    restricts={
        "held_from": restricting.since("created_at"),
        "held_until": restricting.until("created_at"),
        "kind_named": restricting.kind_named,
    },
)

TAGS = Shelf(
    kind="tag",
    model=Tag,
    permission="research.view_tag",
    rows=lambda viewer: Tag.objects.visible_to(viewer).current(),
    title="name",
    words="definition",
    about={"colour": "colour"},
    restricts={"study": restricting.among("study")},
    code="name",
)

PARTICIPANTS = Shelf(
    kind="participant",
    model=Participant,
    permission="research.view_participant",
    rows=lambda viewer: _unmerged(Participant.objects.visible_to(viewer)),
    title="code",
    words=_joined("role", "account__name", by=", "),
    restricts={
        "study": restricting.under("interviews__study"),
        "segment": restricting.under("segments"),
        "account": restricting.among("account"),
    },
    code="code",
)

INTERVIEWS = Shelf(
    kind="interview",
    model=Interview,
    permission="research.view_interview",
    rows=Interview.objects.visible_to,
    title="title",
    words="summary",
    about={"held_at": "held_at"},
    restricts={
        "study": restricting.among("study"),
        "segment": restricting.under("participants__segments"),
        "account": restricting.under("participants__account"),
        "held_from": restricting.since("held_at"),
        "held_until": restricting.until("held_at"),
        "study_named": restricting.study_named("study"),
        "speaker_named": restricting.spoken_by("participants"),
    },
)

SHELVES = (HIGHLIGHTS, INSIGHTS, TURNS, NOTES, OPPORTUNITIES, TAGS, PARTICIPANTS, INTERVIEWS)
"""In the order in which answers are worth looking at."""
