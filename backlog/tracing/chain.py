"""The chain from an item or an opportunity down to the words, as expressions of one statement.

Every step starts from a `visible_to(viewer)` queryset, so that who may see what is decided in one place.
Words of people whose consent to be quoted is not in force never leave the database: the quote is empty and
`withheld` says why. Everything else about the passage stays, for it is ours: whoever keeps the promises must be
able to find it, and a count that nobody can recount convinces nobody.
"""

from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, CharField, F, Func, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, JSONObject

from backlog.models import AssumptionTest, BacklogItem, Evidence, ExternalReference
from research.models import (
    HighlightParticipant,
    InsightEvidence,
    Opportunity,
    OpportunityEvidence,
    Segment,
    Tag,
    Turn,
    Viewer,
)
from research.models.highlight import withheld
from research.models.turn import begins_ms

INSIGHT = {"id": "id", "title": "title", "statement": "statement", "status": "status"}


class IsoTime(Func):
    """A moment as the API writes it: UTC, to the second."""

    template = "to_char(%(expressions)s AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
    output_field = CharField()


def items(*, viewer: Viewer, at: datetime) -> QuerySet[Any, dict[str, Any]]:
    """Backlog items as documents, each with its whole chain. One statement, however long the chain."""
    cited = Evidence.objects.visible_to(viewer).filter(item=OuterRef("pk"))
    rest = {"passages": _passages(viewer=viewer, at=at), "measurements": _measurements(viewer=viewer)}
    return BacklogItem.objects.visible_to(viewer).values_list(
        JSONObject(
            item=JSONObject(
                id="pk",
                number="number",
                kind="kind",
                title="title",
                status="status",
                external_references=_array(
                    ExternalReference.objects.filter(item=OuterRef("pk")).order_by("key"),
                    key="key",
                    url="url",
                ),
            ),
            evidence=_evidence(cited, comment=F("comment"), **rest),
            tests=_tests(viewer=viewer),
            opportunity=Subquery(
                Opportunity.objects.visible_to(viewer)
                .filter(pk=OuterRef("addresses"))
                .values(document=_opportunity(viewer=viewer, **rest))
            ),
        ),
        flat=True,
    )


def _tests(*, viewer: Viewer) -> ArraySubquery:
    """The item's assumption tests, what is known first."""
    return _array(
        AssumptionTest.objects.visible_to(viewer).filter(item=OuterRef("pk")).in_story_order(),
        id="pk",
        assumption="assumption",
        kind="kind",
        method="method",
        criterion="criterion",
        criterion_at=IsoTime("criterion_at"),
        participants="participants",
        state=Case(
            When(~Q(result=""), then=Value("done")),
            When(started_on__isnull=False, then=Value("running")),
            default=Value("planned"),
        ),
        result="result",
        result_words="result_words",
        done_on=Cast("done_on", CharField()),
        evidence_class="evidence_class__name",
    )


def _opportunity(*, viewer: Viewer, **rest: ArraySubquery) -> JSONObject:
    cited = OpportunityEvidence.objects.visible_to(viewer).filter(opportunity=OuterRef("pk"))
    return JSONObject(
        id="pk",
        kind="kind",
        statement="statement",
        status="status",
        evidence=_evidence(cited, comment=Value(""), **rest),
    )


def _evidence(
    cited: QuerySet[Any], *, comment: Any, passages: ArraySubquery, measurements: ArraySubquery
) -> ArraySubquery:
    """Insights with their passages and figures; what supports comes first."""
    return _array(
        cited.order_by("-stance", "pk"),
        stance="stance",
        comment=comment,
        insight=JSONObject(**{name: f"insight__{path}" for name, path in INSIGHT.items()}),
        highlights=passages,
        measurements=measurements,
    )


def _measurements(*, viewer: Viewer) -> ArraySubquery:
    """The figures that an insight rests on: what supports comes first, then the newest."""
    figures = InsightEvidence.objects.visible_to(viewer).measured().filter(insight=OuterRef("insight"))
    names = ("value", "low", "high", "n", "period_start", "period_end", "source_url", "read_on")
    return _array(
        figures.order_by("-stance", "-measurement__period_end", "pk"),
        id="measurement_id",
        stance="stance",
        evidence_class="evidence_class__name",
        metric=JSONObject(
            id="measurement__metric_id",
            name="measurement__metric__name",
            unit="measurement__metric__unit",
            formula="measurement__metric__formula",
        ),
        segment="measurement__segment__name",
        **{name: f"measurement__{name}" for name in names},
    )


def _passages(*, viewer: Viewer, at: datetime) -> ArraySubquery:
    """The passages that an insight rests on: what supports comes first, then the newest."""
    passages = InsightEvidence.objects.words_visible_to(viewer).words_counted().filter(insight=OuterRef("insight"))
    held_at = F("highlight__note__interview__held_at").desc(nulls_last=True)
    return _array(
        passages.annotate(withheld=withheld("highlight", at=at)).order_by("-stance", held_at, "highlight__start", "pk"),
        id="highlight_id",
        stance="stance",
        evidence_class="evidence_class__name",
        **words("highlight__"),
        start_ms=begins_ms("highlight__"),
        end_ms=_end_ms(),
        tags=_array(
            Tag.objects.visible_to(viewer)
            .filter(taggings__highlight=OuterRef("highlight"))
            .distinct()
            .order_by("name"),
            id="pk",
            name="name",
        ),
        note="highlight__note_id",
        interview=interview("highlight__note__interview"),
        participants=_speakers(),
    )


def words(prefix: str = "") -> dict[str, Any]:
    """What a passage says and where, for rows that are annotated with `withheld`."""
    return {
        "quote": Case(When(withheld="", then=F(f"{prefix}quote")), default=Value(""), output_field=TextField()),
        "withheld": "withheld",
        "verbatim": f"{prefix}verbatim",
        "kind": f"{prefix}kind",
        "state": f"{prefix}state",
        "start": f"{prefix}start",
        "end": f"{prefix}end",
    }


def interview(path: str) -> JSONObject:
    return JSONObject(id=f"{path}_id", title=f"{path}__title", held_at=IsoTime(f"{path}__held_at"))


def _speakers() -> ArraySubquery:
    """Whose words they are. Whoever may see the passage may see who was there: speakers were in its interview.

    The labels of turns are not shown: a file says real names.
    """
    speakers = HighlightParticipant.objects.filter(highlight=OuterRef("highlight"))
    return _array(speakers.order_by("participant__code"), **participant("participant", "participant__"))


def participant(pk: str, prefix: str = "") -> dict[str, Any]:
    """Who somebody is, under their pseudonym."""
    segments = Segment.objects.filter(participants=OuterRef(pk)).order_by("name")
    return {
        "code": f"{prefix}code",
        "role": f"{prefix}role",
        "account": f"{prefix}account__name",
        "segments": ArraySubquery(segments.values("name")),
    }


def _end_ms() -> Subquery:
    """When the passage's last cue ends."""
    overlapping = Turn.objects.filter(
        note=OuterRef("highlight__note"), start__lt=OuterRef("highlight__end"), end__gt=OuterRef("highlight__start")
    )
    return Subquery(overlapping.order_by("-start").values("end_ms")[:1])


def _array(rows: QuerySet[Any], **fields: Any) -> ArraySubquery:
    return ArraySubquery(rows.values(document=JSONObject(**fields)))
