"""An item with all that its evidence can be: whole, moved out of place, taken back, private, unpublished, objected to."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from backlog.models import BacklogItem
from research.models import Highlight, Insight, Interview, Note, Opportunity, Participant, Stance, Study
from tests.factories import (
    AccountFactory,
    BacklogItemFactory,
    ConsentFactory,
    EvidenceFactory,
    ExternalReferenceFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    OpportunityEvidenceFactory,
    OpportunityFactory,
    ParticipantFactory,
    SegmentFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
    TurnFactory,
    quote_of,
)

NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
HELD_AT = datetime(2026, 8, 20, 9, 30, tzinfo=UTC)
SPOKEN = "How is it going?\nHonestly 🙃 nobody trusts the calendar.\nI keep my own 📒 beside it."
ACROSS = "nobody trusts the calendar.\nI keep my own 📒"


@dataclass(frozen=True, kw_only=True)
class World:
    item: BacklogItem
    opportunity: Opportunity
    open_insight: Insight
    private_insight: Insight
    draft: Insight
    private_study: Study
    office: Participant
    driver: Participant
    silenced: Participant
    across: Highlight
    noted: Highlight
    detached: Highlight
    withdrawn: Highlight
    silent: Highlight
    against: Highlight
    private: Highlight
    unpublished: Highlight


def build() -> World:
    study, private_study = StudyFactory.create(title="Planning"), StudyFactory.create(private=True)
    office = participant("P-0001", role="office manager", account=AccountFactory.create(name="Nordlicht GmbH"))
    office.segments.add(SegmentFactory.create(name="planners"))
    driver, silenced = participant("P-0002", role="driver"), participant("P-0003", withdrawn_at=NOW)
    talk = transcript(study, office, driver)
    notes = NoteFactory.create(
        interview=InterviewFactory.create(study=study, title="Visit", held_at=HELD_AT - timedelta(days=1)),
        kind=Note.Kind.NOTES,
        text="Keeps paper by the phone.\nHates the export.",
    )
    open_insight = InsightFactory.create(title="Two calendars", status=Insight.Status.PUBLISHED, opposite_sought_at=NOW)
    private_insight = InsightFactory.create(study=private_study, status=Insight.Status.PUBLISHED)
    draft = InsightFactory.create()
    across = said(open_insight, quote_of(talk, ACROSS), office, driver, kind=Highlight.Kind.WORKAROUND)
    TaggingFactory.create(highlight=across, tag=TagFactory.create(name="Calendar"))
    item = BacklogItemFactory.create(title="One calendar", addresses=OpportunityFactory.create(statement="I miss days"))
    ExternalReferenceFactory.create(item=item, key="PAY-123", url="https://tracker.example.com/PAY-123")
    EvidenceFactory.create(item=item, insight=open_insight, comment="The reason for it.")
    EvidenceFactory.create(item=item, insight=private_insight)
    EvidenceFactory.create(item=item, insight=draft, stance=Stance.QUALIFIES)
    OpportunityEvidenceFactory.create(opportunity=item.addresses, insight=open_insight)
    return World(
        item=item,
        opportunity=item.addresses,
        open_insight=open_insight,
        private_insight=private_insight,
        draft=draft,
        private_study=private_study,
        office=office,
        driver=driver,
        silenced=silenced,
        across=across,
        noted=said(open_insight, quote_of(notes, "Keeps paper by the phone."), verbatim=False),
        detached=said(open_insight, lost(talk, "It was *always* so."), office),
        withdrawn=said(open_insight, lost(talk, "", state=Highlight.State.WITHDRAWN), office),
        silent=said(open_insight, quote_of(notes, "Hates the export."), silenced, verbatim=False),
        against=said(open_insight, quote_of(talk, "Honestly 🙃"), office, stance=Stance.CONTRADICTS),
        private=said(private_insight, passage(private_study), driver),
        unpublished=said(draft, passage(study), driver),
    )


def participant(code: str, *, withdrawn_at: datetime | None = None, **fields: Any) -> Participant:
    """Somebody who agreed to be quoted, and may have taken that back."""
    person = ParticipantFactory.create(code=code, **fields)
    ConsentFactory.create(participant=person, given_at=NOW - timedelta(days=99), withdrawn_at=withdrawn_at)
    return person


def transcript(study: Study, *people: Participant) -> Note:
    """Three lines: an interviewer's, then one of each of the two people, three seconds each from the first minute."""
    interview = InterviewFactory.create(study=study, title="Two planners", held_at=HELD_AT)
    note = NoteFactory.create(interview=interview, text=SPOKEN)
    start = 0
    for number, (line, person) in enumerate(zip(SPOKEN.split("\n"), [None, *people], strict=True)):
        times = {"start_ms": 60_000 + number * 3_000, "end_ms": 63_000 + number * 3_000}
        TurnFactory.create(
            note=note, participant=person, speaker="Maria Lopez", start=start, end=start + len(line), **times
        )
        start += len(line) + 1
    return note


def said(
    insight: Insight, place: dict[str, Any], *people: Participant, stance: str = Stance.SUPPORTS, **fields: Any
) -> Highlight:
    highlight = HighlightFactory.create(**place, **fields)
    for person in people:
        HighlightParticipantFactory.create(highlight=highlight, participant=person)
    InsightEvidenceFactory.create(insight=insight, highlight=highlight, stance=stance)
    return highlight


def lost(note: Note, quote: str, *, state: str = Highlight.State.DETACHED) -> dict[str, Any]:
    return {"note": note, "start": None, "end": None, "quote": quote, "state": state}


def passage(study: Study) -> dict[str, Any]:
    interview: Interview = InterviewFactory.create(study=study, held_at=HELD_AT)
    return quote_of(NoteFactory.create(interview=interview), "I keep two calendars")
