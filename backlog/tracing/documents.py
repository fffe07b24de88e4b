"""The shapes of what tracing answers: plain data, ready for JSON. Times are ISO 8601 in UTC, or aware datetimes."""

from typing import TypedDict

from research.evidence_strength import StrengthDocument


class InterviewDocument(TypedDict):
    id: int
    title: str
    held_at: str | None


class ParticipantDocument(TypedDict):
    code: str
    role: str
    account: str | None
    segments: list[str]


class TagDocument(TypedDict):
    id: int
    name: str


class HighlightDocument(TypedDict):
    """`start` and `end` are code points, None once the passage is `detached`; the times are None without a recording.

    `withheld` says why the quote is left out, and is empty where it is not.
    """

    id: int
    stance: str
    evidence_class: str
    quote: str
    withheld: str
    verbatim: bool
    kind: str
    state: str
    start: int | None
    end: int | None
    start_ms: int | None
    end_ms: int | None
    tags: list[TagDocument]
    note: int
    interview: InterviewDocument
    participants: list[ParticipantDocument]


class MetricDocument(TypedDict):
    id: int
    name: str
    unit: str
    formula: str


class MeasurementDocument(TypedDict):
    """How many, not why. `said` is the value as it reads, with its unit; `period` and `interval` read so, too.

    `low` and `high` are the ends of the 95 % interval, where there is one; `segment` is None for everybody.
    """

    id: int
    stance: str
    evidence_class: str
    metric: MetricDocument
    value: float | None
    low: float | None
    high: float | None
    n: int | None
    period_start: str
    period_end: str
    segment: str | None
    source_url: str
    read_on: str | None
    said: str
    period: str
    interval: str


class InsightDocument(TypedDict):
    id: int
    title: str
    statement: str
    status: str


class EvidenceDocument(TypedDict):
    stance: str
    comment: str
    insight: InsightDocument
    highlights: list[HighlightDocument]
    measurements: list[MeasurementDocument]


class ReferenceDocument(TypedDict):
    key: str
    url: str


class ItemDocument(TypedDict):
    id: int
    number: int
    kind: str
    title: str
    status: str
    external_references: list[ReferenceDocument]


class OpportunityDocument(TypedDict):
    id: int
    kind: str
    statement: str
    status: str
    strength: StrengthDocument
    not_shown: int
    evidence: list[EvidenceDocument]


class AssumptionTestDocument(TypedDict):
    """A check of what the item rests on. `state` is planned, running or done; `result` is empty until it is done."""

    id: int
    assumption: str
    kind: str
    method: str
    criterion: str
    criterion_at: str | None
    participants: int | None
    state: str
    result: str
    result_words: str
    done_on: str | None
    evidence_class: str | None


class TraceDocument(TypedDict):
    """`not_shown` counts the passages that the strength counts and the person may not see."""

    item: ItemDocument
    strength: StrengthDocument
    not_shown: int
    evidence: list[EvidenceDocument]
    tests: list[AssumptionTestDocument]
    opportunity: OpportunityDocument | None


class ImpactedOpportunityDocument(TypedDict):
    """`insights` are those, of the ones asked about, that it cites."""

    id: int
    kind: str
    statement: str
    status: str
    insights: list[int]


class ImpactedItemDocument(TypedDict):
    """`insights` are those, of the ones asked about, that it cites; `opportunity` is what it addresses, if impacted."""

    id: int
    number: int
    kind: str
    title: str
    status: str
    insights: list[int]
    opportunity: int | None


class InsightImpactDocument(TypedDict):
    insight: InsightDocument
    opportunities: list[ImpactedOpportunityDocument]
    items: list[ImpactedItemDocument]
    is_truncated: bool


class SpokenHighlightDocument(TypedDict):
    id: int
    quote: str
    withheld: str
    verbatim: bool
    kind: str
    state: str
    start: int | None
    end: int | None
    note: int
    interview: InterviewDocument


class ImpactedInsightDocument(InsightDocument):
    """`highlights` are those of the person's passages that it rests on."""

    highlights: list[int]


class ParticipantImpactDocument(TypedDict):
    participant: ParticipantDocument
    highlights: list[SpokenHighlightDocument]
    insights: list[ImpactedInsightDocument]
    opportunities: list[ImpactedOpportunityDocument]
    items: list[ImpactedItemDocument]
    is_truncated: bool


class AccountImpactDocument(TypedDict):
    insights: list[ImpactedInsightDocument]
    opportunities: list[ImpactedOpportunityDocument]
    items: list[ImpactedItemDocument]
    is_truncated: bool


class DebtDocument(TypedDict):
    kind: str
    reason: str


class IndebtedDocument(TypedDict):
    """An item or an insight that needs evidence. `number` is the item's, and None for an insight."""

    type: str
    id: int
    number: int | None
    title: str
    status: str
    band: str
    debts: list[DebtDocument]


class DebtPageDocument(TypedDict):
    """`next` is the address of the following page. A page may be short, even empty, before the last one."""

    results: list[IndebtedDocument]
    next: str | None
