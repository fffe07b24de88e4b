"""Live marks become marks of the transcript, with all that hangs on them, and go back again."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from research.models import Highlight, InsightEvidence, LiveLine, LiveLog, Note, User
from research.operations import highlights, live_logs, proposals
from research.operations.evidence import InterviewersWords
from research.operations.live_logs import Line
from research.operations.proposals import NotProposed, NoTranscript
from research.operations.refusals import Unacceptable
from tests.factories import (
    InsightEvidenceFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    StudyFactory,
    TagFactory,
    TurnFactory,
)

NOW = timezone.now()
SAID = "How do you plan?\nWell, I keep two calendars. One is wrong."


@pytest.fixture
def log(ada: User) -> LiveLog:
    interview = InterviewFactory.create(study=StudyFactory.create(lead=ada))
    interview.participants.add(ParticipantFactory.create(code="P-0042"))
    log = live_logs.start(interview, by=ada, at=NOW)
    said = ["two calendars #calendar /pain", "? which is wrong", "She laughs.", "! again #calendar"]
    lines = [
        Line(uuid=uuid4(), at=NOW + timedelta(seconds=place), text=text) for place, text in enumerate(said, start=1)
    ]
    live_logs.save(log, lines=lines, by=ada)
    live_logs.write_up(log, by=ada)
    return LiveLog.objects.get(pk=log.pk)


@pytest.fixture
def transcript(log: LiveLog, ada: User) -> Note:
    note = NoteFactory.create(interview=log.interview, text=SAID)
    TurnFactory.create(note=note, start=0, end=16, interviewer=ada, start_ms=0)
    TurnFactory.create(note=note, start=17, end=len(SAID), participant=log.interview.participants.get(), start_ms=4_000)
    return note


def line(log: LiveLog, text: str) -> LiveLine:
    return log.lines.get(text__startswith=text)


def test_an_accepted_mark_takes_the_place_of_the_live_one(log: LiveLog, transcript: Note, ada: User, ben: User) -> None:
    live = line(log, "two").highlight
    assert live
    highlights.tag([live], tags=[TagFactory.create(name="Trust")], by=ben)
    cited = InsightEvidenceFactory.create(highlight=live)
    before = cited.insight.version

    made = proposals.accept(line(log, "two"), note=transcript, start=17, end=44, by=ben)

    assert (made.quote, made.kind, made.verbatim) == ("Well, I keep two calendars.", "pain_point", True)
    assert {(row.tag.name, row.tagged_by) for row in made.taggings.all()} == {("calendar", ada), ("Trust", ben)}
    assert [person.code for person in made.participants.all()] == ["P-0042"]
    assert made.created_by == ada
    assert InsightEvidence.objects.get(pk=cited.pk).highlight == made
    cited.insight.refresh_from_db()
    assert cited.insight.version > before
    assert not Highlight.objects.filter(pk=live.pk).exists()


def test_an_accepted_mark_does_not_come_again_when_the_log_is_written_up(
    log: LiveLog, transcript: Note, ada: User
) -> None:
    proposals.accept(line(log, "two"), note=transcript, start=17, end=44, by=ada)

    live_logs.save(log, lines=[Line(uuid=uuid4(), at=NOW, text="late")], by=ada)
    live_logs.write_up(log, by=ada)

    assert Highlight.objects.filter(tags__name="calendar").count() == 2
    assert transcript.highlights.count() == 1


def test_taking_an_accepted_mark_back_puts_everything_where_it_was(log: LiveLog, transcript: Note, ada: User) -> None:
    cited = InsightEvidenceFactory.create(highlight=line(log, "two").highlight)
    proposals.accept(line(log, "two"), note=transcript, start=17, end=44, by=ada)

    proposals.take_back(line(log, "two"), by=ada)

    back = line(log, "two")
    assert back.fate == LiveLine.Fate.OPEN
    assert back.highlight
    assert (back.highlight.quote, back.highlight.note, back.highlight.kind) == ("two calendars", log.note, "pain_point")
    assert [tag.name for tag in back.highlight.tags.all()] == ["calendar"]
    assert InsightEvidence.objects.get(pk=cited.pk).highlight == back.highlight
    assert not transcript.highlights.exists()


def test_a_dropped_mark_stays_in_the_notes_and_can_be_proposed_again(log: LiveLog, ada: User) -> None:
    proposals.drop(line(log, "! again"), by=ada)

    dropped = line(log, "! again")
    assert (dropped.fate, dropped.highlight is None) == (LiveLine.Fate.DROPPED, False)
    assert proposals.take_back(dropped, by=ada).fate == LiveLine.Fate.OPEN


@pytest.mark.parametrize("text", ["?", "She"])
def test_a_line_without_a_mark_is_not_proposed(log: LiveLog, transcript: Note, ada: User, text: str) -> None:
    with pytest.raises(NotProposed):
        proposals.accept(
            line(log, text) if text != "?" else line(log, "? which"), note=transcript, start=0, end=4, by=ada
        )


def test_nothing_is_decided_twice(log: LiveLog, transcript: Note, ada: User) -> None:
    proposals.accept(line(log, "two"), note=transcript, start=17, end=44, by=ada)

    with pytest.raises(NotProposed):
        proposals.accept(line(log, "two"), note=transcript, start=17, end=44, by=ada)
    with pytest.raises(NotProposed):
        proposals.drop(line(log, "two"), by=ada)
    with pytest.raises(NotProposed):
        proposals.take_back(line(log, "! again"), by=ada)


def test_marks_go_into_the_transcript_of_their_interview_only(log: LiveLog, ada: User) -> None:
    assert log.note
    for note in (NoteFactory.create(text=SAID), log.note):
        with pytest.raises(NoTranscript):
            proposals.accept(line(log, "two"), note=note, start=0, end=4, by=ada)


def test_what_an_insight_cites_does_not_become_an_interviewer_s_words(
    log: LiveLog, transcript: Note, ada: User
) -> None:
    InsightEvidenceFactory.create(highlight=line(log, "two").highlight)

    with pytest.raises(InterviewersWords):
        proposals.accept(line(log, "two"), note=transcript, start=0, end=16, by=ada)


def test_a_mark_that_was_deleted_by_hand_is_still_accepted_by_its_line(
    log: LiveLog, transcript: Note, ada: User
) -> None:
    live = line(log, "two").highlight
    assert live
    live.delete()

    made = proposals.accept(line(log, "two"), note=transcript, start=17, end=44, by=ada)

    assert (made.kind, [tag.name for tag in made.tags.all()]) == ("pain_point", ["calendar"])


def test_the_clocks_may_differ_by_hours_and_not_by_days(log: LiveLog, ada: User) -> None:
    assert proposals.set_offset(log, milliseconds=-90_000, by=ada).offset_ms == -90_000
    with pytest.raises(Unacceptable):
        proposals.set_offset(log, milliseconds=10**9, by=ada)
