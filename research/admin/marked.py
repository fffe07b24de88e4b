"""What is marked in a note, as one document for the page: highlights, and what their ids stand for."""

import hashlib
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Max, OuterRef, Q, QuerySet, Sum

from research.models import (
    BlindCoding,
    CodingStatus,
    Highlight,
    HighlightParticipant,
    InsightEvidence,
    Note,
    Tag,
    Tagging,
    User,
)

RECENT = 9
LOOKED_BACK = 200
"""Taggings of the person's among which the tags are that they used last."""


def etag(note: Note, *, viewer: User) -> str:
    """Return what changes whenever the document does, for the price of five aggregates."""
    state = [
        viewer.pk,
        note.version,
        *_highlights(note, viewer).aggregate(Count("pk"), Sum("version"), Max("pk")).values(),
        *_tags(note, viewer).aggregate(Count("pk"), Sum("version")).values(),
        *_evidence(note, viewer).aggregate(Count("pk"), Sum("version"), Sum("insight__version")).values(),
        *CodingStatus.objects.filter(interview=note.interview_id).aggregate(Count("pk"), Max("updated_at")).values(),
        *BlindCoding.objects.filter(interview=note.interview_id).aggregate(Count("pk"), Count("opened_at")).values(),
    ]
    return f'"{hashlib.sha256(repr(state).encode()).hexdigest()[:32]}"'


def document(note: Note, *, viewer: User) -> dict[str, Any]:
    """Return it, ready to be written as JSON. Eight queries, whatever is marked."""
    rows = list(_highlights(note, viewer).order_by("start", "id").annotate(**_ids()).values(*_SHOWN, "tag_ids", "who"))
    statuses = list(CodingStatus.objects.filter(interview=note.interview_id).order_by("user").values("user", "status"))
    blind = list(BlindCoding.objects.closed().filter(interview=note.interview_id).values_list("coder", flat=True))
    named = {row["created_by"] for row in rows} | {row["user"] for row in statuses} | set(blind)
    return {
        "version": note.version,
        "highlights": [_shown(row) for row in rows],
        "tags": list(
            _tags(note, viewer).with_path().order_by("path").values("id", "name", "path", "aliases", "colour", "study")
        ),
        "recent": _recent(viewer),
        "evidence": list(
            _evidence(note, viewer)
            .order_by("id")
            .values("id", "highlight", "insight", "stance", title=F("insight__title"))
        ),
        "people": list(note.interview.participants.order_by("code").values("id", "code")),
        "users": {user.pk: user.get_short_name() or user.get_username() for user in User.objects.filter(pk__in=named)},
        "statuses": statuses,
        "blind": sorted(blind),
    }


_SHOWN = (
    "id",
    "version",
    "start",
    "end",
    "quote",
    "kind",
    "state",
    "verbatim",
    "by_interviewer",
    "comment",
    "created_by",
)


def _ids() -> dict[str, ArraySubquery]:
    of_it = {"highlight": OuterRef("pk")}
    return {
        "tag_ids": ArraySubquery(Tagging.objects.filter(**of_it).order_by("tag").values("tag").distinct()),
        "who": ArraySubquery(
            HighlightParticipant.objects.filter(**of_it).order_by("participant").values("participant")
        ),
    }


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    """A placed highlight's quote stands in the text already."""
    shown = {**row, "tags": row.pop("tag_ids"), "participants": row.pop("who")}
    for name in ("tag_ids", "who", *(("quote",) if row["start"] is not None else ())):
        del shown[name]
    return shown


def _highlights(note: Note, viewer: User) -> QuerySet[Highlight]:
    return Highlight.objects.visible_to(viewer).filter(note=note)


def _evidence(note: Note, viewer: User) -> QuerySet[InsightEvidence]:
    return InsightEvidence.objects.words_visible_to(viewer).filter(highlight__note=note)


def _tags(note: Note, viewer: User) -> Any:
    """Those that a highlight of this note may have."""
    fitting = Q(study__isnull=True) | Q(study=note.interview.study_id)
    return Tag.objects.visible_to(viewer).current().filter(fitting)


def _recent(viewer: User) -> list[int]:
    last = Tagging.objects.filter(tagged_by=viewer).order_by("-id").values_list("tag", flat=True)[:LOOKED_BACK]
    return list(dict.fromkeys(last))[:RECENT]
