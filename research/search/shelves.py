"""What of research can be found, and how each kind answers to filters."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Case, CharField, Exists, F, Func, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, NullIf, Substr

from research.models import (
    Highlight,
    Insight,
    InsightEvidence,
    Interview,
    Meaning,
    Note,
    Opportunity,
    Participant,
    Study,
    Tag,
    TagBranch,
    Tagging,
    Turn,
    Viewer,
)
from research.operations import tags
from research.search.finding import Restrict, Shelf


def _among(field: str) -> Restrict:
    """Those whose field is the id that is asked for."""
    return lambda rows, wanted: rows.filter(**{field: wanted})


def _under(field: str) -> Restrict:
    """Those that have, in a table of their own, a row with this id; each of them once."""
    return lambda rows, wanted: rows.filter(pk__in=rows.model._base_manager.filter(**{field: wanted}).values("pk"))


def _from(field: str) -> Restrict:
    return lambda rows, moment: rows.filter(**{f"{field}__gte": moment})


def _until(field: str) -> Restrict:
    return lambda rows, moment: rows.filter(**{f"{field}__lt": moment})


def _study_named(field: str) -> Restrict:
    """Those of studies whose title holds what was typed. Several names: any of them."""

    def restrict(rows: QuerySet[Any], names: Sequence[str]) -> QuerySet[Any]:
        titled = _any(Q(title__icontains=name) for name in names)
        return rows.filter(**{f"{field}__in": Study.objects.filter(titled)})

    return restrict


def _kind_named(rows: QuerySet[Any], names: Sequence[str]) -> QuerySet[Any]:
    """Those of the kinds of highlight that are named, such as `pain-point`."""
    return rows.filter(kind__in=[name.lower().replace("-", "_").replace(" ", "_") for name in names])


def _spoken_by(prefix: str) -> Restrict:
    """Those of participants by their code."""

    def restrict(rows: QuerySet[Any], names: Sequence[str]) -> QuerySet[Any]:
        people = Participant.objects.filter(_any(Q(code__iexact=name) for name in names))
        found = rows.model._base_manager.filter(**{f"{prefix}__in": people})
        return rows.filter(pk__in=found.values("pk"))

    return restrict


def _turns_of(rows: QuerySet[Any], names: Sequence[str]) -> QuerySet[Any]:
    """Turns of speakers by their participant's code, or by the label in the file."""
    people = Participant.objects.filter(_any(Q(code__iexact=name) for name in names))
    return rows.filter(Q(participant__in=people) | _any(Q(speaker__iexact=name) for name in names))


def _highlights_tagged(rows: QuerySet[Any], tag: int) -> QuerySet[Any]:
    """Those with the tag or one that hangs under it."""
    return rows.filter(pk__in=Tagging.objects.filter(tag__in=_subtree([tag])).values("highlight"))


def _highlights_with_tags_named(rows: QuerySet[Any], names: Sequence[str]) -> QuerySet[Any]:
    return rows.filter(pk__in=Tagging.objects.filter(tag__in=_subtree(_tags_named(names))).values("highlight"))


def _insights_tagged(rows: QuerySet[Any], tag: int) -> QuerySet[Any]:
    return rows.filter(pk__in=Insight.tags.through.objects.filter(tag__in=_subtree([tag])).values("insight"))


def _insights_with_tags_named(rows: QuerySet[Any], names: Sequence[str]) -> QuerySet[Any]:
    wanted = _subtree(_tags_named(names))
    return rows.filter(pk__in=Insight.tags.through.objects.filter(tag__in=wanted).values("insight"))


def _weighed_as(rows: QuerySet[Any], stance: str) -> QuerySet[Any]:
    return rows.filter(pk__in=InsightEvidence.objects.filter(stance=stance).values("highlight"))


def _having_evidence(rows: QuerySet[Any], stance: str) -> QuerySet[Any]:
    return rows.filter(pk__in=InsightEvidence.objects.filter(stance=stance).values("insight"))


def _tags_named(names: Sequence[str]) -> list[int]:
    """Ids of tags with such a name, the last of a path, or alias. Case does not matter."""
    last = [name.split("/")[-1].strip().lower() for name in names]
    named = Tag.objects.current().annotate(lowered=tags.lower_aliases())
    called = _any(Q(name__iexact=name) | Q(lowered__contains=[name]) for name in last)
    return list(named.filter(called).values_list("pk", flat=True))


def _subtree(wanted: Iterable[int]) -> QuerySet[Any]:
    """The tags and all that hang under them."""
    return TagBranch.objects.filter(above__in=list(wanted)).values("tag")


def _any(conditions: Iterable[Q]) -> Q:
    either = Q(pk__in=[])
    for condition in conditions:
        either |= condition
    return either


def _notes_without_turns(viewer: Viewer) -> QuerySet[Any]:
    """Notes that nobody speaks in: they are found as a whole, all others turn by turn."""
    return Note.objects.visible_to(viewer).filter(~Exists(Turn.objects.filter(note=OuterRef("pk"))))


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
        "study": _among("note__interview__study"),
        "segment": _under("participant__segments"),
        "account": _among("participant__account"),
        "held_from": _from("note__interview__held_at"),
        "held_until": _until("note__interview__held_at"),
        "study_named": _study_named("note__interview__study"),
        "speaker_named": _turns_of,
    },
)

NOTES = Shelf(
    kind="note",
    model=Note,
    permission="research.view_note",
    rows=_notes_without_turns,
    title="interview__title",
    words="text",
    about={"note": "pk", "held_at": "interview__held_at"},
    meaning=Meaning.Kind.NOTE,
    restricts={
        "study": _among("interview__study"),
        "segment": _under("interview__participants__segments"),
        "account": _under("interview__participants__account"),
        "held_from": _from("interview__held_at"),
        "held_until": _until("interview__held_at"),
        "study_named": _study_named("interview__study"),
        "speaker_named": _spoken_by("interview__participants"),
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
        "study": _among("note__interview__study"),
        "tag": _highlights_tagged,
        "segment": _under("participants__segments"),
        "account": _under("participants__account"),
        "held_from": _from("note__interview__held_at"),
        "held_until": _until("note__interview__held_at"),
        "stance": _weighed_as,
        "tag_named": _highlights_with_tags_named,
        "study_named": _study_named("note__interview__study"),
        "speaker_named": _spoken_by("participants"),
        "kind_named": _kind_named,
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
        "study": _under("evidence__highlight__note__interview__study"),
        "tag": _insights_tagged,
        "segment": _under("evidence__highlight__participants__segments"),
        "account": _under("evidence__highlight__participants__account"),
        "held_from": _from("created_at"),
        "held_until": _until("created_at"),
        "stance": _having_evidence,
        "tag_named": _insights_with_tags_named,
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
    restricts={"held_from": _from("created_at"), "held_until": _until("created_at"), "kind_named": _kind_named},
)

TAGS = Shelf(
    kind="tag",
    model=Tag,
    permission="research.view_tag",
    rows=lambda viewer: Tag.objects.visible_to(viewer).current(),
    title="name",
    words="definition",
    about={"colour": "colour"},
    restricts={"study": _among("study")},
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
        "study": _under("interviews__study"),
        "segment": _under("segments"),
        "account": _among("account"),
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
        "study": _among("study"),
        "segment": _under("participants__segments"),
        "account": _under("participants__account"),
        "held_from": _from("held_at"),
        "held_until": _until("held_at"),
        "study_named": _study_named("study"),
        "speaker_named": _spoken_by("participants"),
    },
)

SHELVES = (HIGHLIGHTS, INSIGHTS, TURNS, NOTES, OPPORTUNITIES, TAGS, PARTICIPANTS, INTERVIEWS)
"""In the order in which answers are worth looking at."""
