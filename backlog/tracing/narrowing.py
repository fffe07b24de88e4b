"""A trace as far as some of the people in it say so: those of a segment or of an account. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from backlog.tracing.documents import EvidenceDocument, HighlightDocument, ParticipantDocument, TraceDocument
from backlog.tracing.strands import insights_of


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Whose words are asked for, by name. Empty asks for everybody's."""

    account: str = ""
    segment: str = ""

    def __bool__(self) -> bool:
        return bool(self.account or self.segment)

    def is_of(self, person: ParticipantDocument) -> bool:
        return (not self.account or person["account"] == self.account) and (
            not self.segment or self.segment in person["segments"]
        )


def narrowed(trace: TraceDocument, asked: Asked) -> TraceDocument:
    """Return the trace with those passages only in which somebody asked for speaks, and insights only if one is left.

    A figure is nobody's word, so it falls away. Strength and `not_shown` stay those of the whole.
    """
    if not asked:
        return trace
    opportunity = trace["opportunity"]
    return {
        **trace,
        "evidence": list(_links(trace["evidence"], asked)),
        "opportunity": opportunity and {**opportunity, "evidence": list(_links(opportunity["evidence"], asked))},
    }


def passages(trace: TraceDocument) -> list[HighlightDocument]:
    """Return each passage of the trace once."""
    found = {passage["id"]: passage for link in insights_of(trace) for passage in link["highlights"]}
    return list(found.values())


def accounts(trace: TraceDocument) -> set[str]:
    """Return the names of the accounts whose people speak in it."""
    return {one["account"] for one in _people(trace) if one["account"]}


def segments(trace: TraceDocument) -> set[str]:
    """Return the names of the segments whose people speak in it."""
    return {segment for one in _people(trace) for segment in one["segments"]}


def _people(trace: TraceDocument) -> Iterator[ParticipantDocument]:
    return (one for passage in passages(trace) for one in passage["participants"])


def _links(links: Iterable[EvidenceDocument], asked: Asked) -> Iterator[EvidenceDocument]:
    for link in links:
        kept = [one for one in link["highlights"] if any(asked.is_of(person) for person in one["participants"])]
        if kept:
            yield {**link, "highlights": kept, "measurements": []}
