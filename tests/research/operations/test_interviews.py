"""An interview is logged in one step, and moves between studies with what hangs on it."""

from datetime import UTC, datetime, timedelta

import pytest

from research.models import Consent, Interview, Participant, User
from research.operations import interviews
from research.operations.interviews import TagsOfAStudy, Text
from research.operations.refusals import Unacceptable
from tests.factories import (
    HighlightFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def test_one_step_makes_interview_participant_consent_and_note(ada: User) -> None:
    known = ParticipantFactory.create(code="P-0007")

    captured = interviews.capture(
        kind="discovery",
        study=StudyFactory.create(),
        codes=["p-0007", "P-0099"],
        held_at=NOW - timedelta(hours=2),
        consent_scopes=["record", "quote_internally"],
        text=Text(kind="notes", text="She keeps two calendars."),
        by=ada,
        at=NOW,
    )

    assert captured.note
    assert captured.participants == (known, Participant.objects.get(code="P-0099"))
    assert captured.interview.title == "Discovery interview with P-0007, P-0099"
    assert (captured.interview.status, list(captured.interview.interviewers.all())) == ("held", [ada])
    assert Consent.objects.in_force(at=NOW).filter(study=captured.interview.study).count() == 4


def test_what_lies_ahead_is_planned(ada: User) -> None:
    captured = interviews.capture(
        kind="discovery", study=StudyFactory.create(), held_at=NOW + timedelta(days=1), by=ada, at=NOW
    )

    assert (captured.interview.status, captured.note) == ("planned", None)


def test_a_session_belongs_to_a_study_and_feedback_need_not(ada: User) -> None:
    with pytest.raises(Unacceptable):
        interviews.capture(kind="discovery", by=ada, at=NOW)

    captured = interviews.capture(kind="app_review", by=ada, at=NOW)

    assert not captured.interview.interviewers.exists()


def test_nothing_is_left_of_an_interview_whose_text_is_refused(ada: User) -> None:
    with pytest.raises(Unacceptable):
        interviews.capture(kind="app_review", codes=["P-0100"], text=Text(kind="notes", text=" "), by=ada, at=NOW)

    assert not Interview.objects.exists()
    assert not Participant.objects.exists()


def test_interviews_move_to_another_study(ada: User) -> None:
    study = StudyFactory.create()

    assert interviews.move(InterviewFactory.create_batch(2), study=study, by=ada) == 2

    assert study.interviews.count() == 2


def test_a_study_s_own_tags_hold_its_interviews(ada: User) -> None:
    interview = InterviewFactory.create()
    highlight = HighlightFactory.create(note=NoteFactory(interview=interview))
    TaggingFactory.create(highlight=highlight, tag=TagFactory(name="Ours", study=interview.study))

    with pytest.raises(TagsOfAStudy, match="Ours"):
        interviews.move([interview], study=StudyFactory.create(), by=ada)
