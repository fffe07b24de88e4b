"""Coding has a state per person; blind coding hides the others' marks until all are done."""

from datetime import UTC, datetime

import pytest

from research.models import BlindCoding, CodingStatus, Highlight, Interview, User
from research.operations import coding
from research.operations.coding import CodedBlindAlready
from research.operations.refusals import NotYours, Unacceptable
from tests.factories import HighlightFactory, InterviewFactory, NoteFactory, StudyFactory, UserFactory

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


@pytest.fixture
def interview(db: None) -> Interview:
    made: Interview = InterviewFactory.create()
    return made


@pytest.fixture
def coders(ada: User) -> tuple[User, User]:
    return ada, UserFactory.create(username="bea")


def test_one_says_how_far_one_is(interview: Interview, ada: User) -> None:
    coding.set_status(interview, status="in_progress", by=ada, at=NOW)
    coding.set_status(interview, status="done", by=ada, at=NOW)

    assert CodingStatus.objects.get().status == "done"
    with pytest.raises(Unacceptable):
        coding.set_status(interview, status="nearly", by=ada, at=NOW)


def test_blind_coders_see_each_other_s_marks_when_all_are_done(interview: Interview, coders: tuple[User, User]) -> None:
    ada, bea = coders
    coding.ask_blind(interview, coders=coders, by=ada)
    note = NoteFactory.create(interview=interview)
    for coder in coders:
        HighlightFactory.create(note=note, created_by=coder)

    seen = [Highlight.objects.visible_to(coder).count() for coder in coders]
    coding.set_status(interview, status="done", by=ada, at=NOW)
    seen_by_the_first = Highlight.objects.visible_to(ada).count()
    coding.set_status(interview, status="done", by=bea, at=NOW)

    assert seen == [1, 1]
    assert seen_by_the_first == 1
    assert [Highlight.objects.visible_to(coder).count() for coder in coders] == [2, 2]
    assert set(BlindCoding.objects.values_list("opened_at", flat=True)) == {NOW}


def test_somebody_else_s_being_done_opens_nothing(interview: Interview, coders: tuple[User, User]) -> None:
    coding.ask_blind(interview, coders=coders, by=coders[0])

    coding.set_status(interview, status="done", by=UserFactory.create(), at=NOW)
    coding.set_status(interview, status="done", by=coders[0], at=NOW)

    assert BlindCoding.objects.closed().count() == 2


def test_whoever_was_done_before_codes_anew(interview: Interview, coders: tuple[User, User]) -> None:
    coding.set_status(interview, status="done", by=coders[0], at=NOW)

    coding.ask_blind(interview, coders=coders, by=coders[0])

    assert CodingStatus.objects.get().status == "in_progress"


def test_it_takes_two_and_once_at_a_time(interview: Interview, coders: tuple[User, User]) -> None:
    with pytest.raises(Unacceptable):
        coding.ask_blind(interview, coders=[coders[0], coders[0]], by=coders[0])
    coding.ask_blind(interview, coders=coders, by=coders[0])
    with pytest.raises(CodedBlindAlready):
        coding.ask_blind(interview, coders=coders, by=coders[0])


def test_who_asked_or_leads_opens_it_and_no_other_coder(coders: tuple[User, User]) -> None:
    ada, bea = coders
    asked = InterviewFactory.create()
    led = InterviewFactory.create(study=StudyFactory.create(lead=bea))
    for interview in (asked, led):
        coding.ask_blind(interview, coders=coders, by=ada)

    with pytest.raises(NotYours):
        coding.open_up(asked, by=bea, at=NOW)
    assert coding.open_up(asked, by=ada, at=NOW) == 2
    assert coding.open_up(led, by=bea, at=NOW) == 2
