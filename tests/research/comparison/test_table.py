"""n of N: participants who say it, of those whose interviews are coded; each counted once, and only what one may see."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from research.comparison import table, words
from research.comparison.question import Coding, Columns, Question, Rows
from research.comparison.table import Cell, Comparison
from research.models import BlindCoding, CodingStatus, Highlight, Interview, Participant, Stance, Study, User
from tests.factories import (
    AccountFactory,
    CodingStatusFactory,
    HighlightFactory,
    HighlightParticipantFactory,
    InsightEvidenceFactory,
    InsightFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    SegmentFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
)


def met(*people: Participant, coded: bool = True, study: Study | None = None, **given: Any) -> Interview:
    """An interview with these people, coded to the end or not."""
    interview: Interview = InterviewFactory(study=study or StudyFactory(), **given)
    interview.participants.add(*people)
    if coded:
        CodingStatusFactory(interview=interview, status=CodingStatus.Status.DONE)
    return interview


def said(interview: Interview, *people: Participant, **given: Any) -> Highlight:
    highlight: Highlight = HighlightFactory(note=NoteFactory(interview=interview), **given)
    for person in people:
        HighlightParticipantFactory(highlight=highlight, participant=person)
    return highlight


def people(count: int, **given: Any) -> list[Participant]:
    return ParticipantFactory.create_batch(count, **given)


def kinds_by(columns: Columns, viewer: User, **given: Any) -> Comparison:
    return table.of(Question(rows=Rows.KINDS, columns=columns, **given), viewer=viewer)


def cells(found: Comparison) -> dict[str, dict[str, Cell]]:
    return {
        row.name: {column.name: cell for column, cell in zip(found.columns, row.cells, strict=True)}
        for row in found.rows
    }


def test_participants_count_once_and_passages_each(ada: User) -> None:
    account = AccountFactory(name="Halvorsen")
    one, other = people(2, account=account)
    interview = met(one, other)
    for _ in range(3):
        said(interview, one, kind="need")

    found = kinds_by(Columns.ACCOUNTS, ada)

    assert [(column.name, column.participants) for column in found.columns] == [("Halvorsen", 2)]
    assert cells(found) == {"need": {"Halvorsen": Cell(participants=1, highlights=3)}}
    assert (found.participants, found.interviews) == (2, 1)


def test_only_those_whose_interviews_are_coded_count(ada: User) -> None:
    one, other = people(2)
    said(met(one), one, kind="need")
    said(met(other, coded=False), other, kind="need")

    done = kinds_by(Columns.PARTICIPANTS, ada)
    begun = kinds_by(Columns.PARTICIPANTS, ada, coding=Coding.BEGUN)

    assert [column.name for column in done.columns] == [one.code]
    assert (done.participants, done.uncoded) == (1, 1)
    assert {column.name for column in begun.columns} == {one.code, other.code}
    assert begun.uncoded == 0


def test_a_coded_interview_without_a_word_of_it_counts_in_n(ada: User) -> None:
    one, other = people(2, role="driver")
    said(met(one), one, kind="need")
    met(other)

    assert kinds_by(Columns.ROLES, ada).columns[0].participants == 2


def test_those_who_stand_in_two_columns_are_told(ada: User) -> None:
    approvers, travellers = SegmentFactory(name="Approvers"), SegmentFactory(name="Travellers")
    one, other, neither = people(3)
    one.segments.add(approvers, travellers)
    other.segments.add(approvers)
    said(met(one, other, neither), one, neither, kind="need")

    found = kinds_by(Columns.SEGMENTS, ada)

    assert [(column.name, column.participants) for column in found.columns] == [
        ("Approvers", 2),
        ("Travellers", 1),
        ("no segment", 1),
    ]
    assert found.overlapping == 1
    assert found.rows[0].whole == Cell(participants=2, highlights=1)
    assert all(cell.participants == 1 for cell in found.rows[0].cells)


def test_in_two_studies_the_same_person_says_it_where_they_said_it(ada: User) -> None:
    [person] = people(1)
    first, second = StudyFactory(title="First"), StudyFactory(title="Second")
    said(met(person, study=first), person, kind="need")
    met(person, study=second)

    found = kinds_by(Columns.STUDIES, ada)

    assert {column.name: column.participants for column in found.columns} == {"First": 1, "Second": 1}
    assert cells(found)["need"] == {"First": Cell(participants=1, highlights=1), "Second": Cell()}
    assert found.overlapping == 1


def test_a_tag_counts_what_hangs_under_it(ada: User) -> None:
    above = TagFactory(name="Capture")
    below = TagFactory(name="Photo", parent=above)
    one, other = people(2, role="driver")
    interview = met(one, other)
    TaggingFactory(tag=below, highlight=said(interview, one))
    both = said(interview, one, other)
    for tag in (above, below):
        TaggingFactory(tag=tag, highlight=both)

    found = table.of(Question(columns=Columns.ROLES), viewer=ada)

    assert [(row.name, row.depth, row.whole) for row in found.rows] == [
        ("Capture", 1, Cell(participants=2, highlights=2)),
        ("Photo", 2, Cell(participants=2, highlights=2)),
    ]
    assert [row.name for row in table.of(Question(columns=Columns.ROLES, tag=below), viewer=ada).rows] == ["Photo"]


def test_whoever_contradicts_an_insight_does_not_say_it(ada: User) -> None:
    insight = InsightFactory(title="They wait")
    one, other = people(2, role="driver")
    interview = met(one, other)
    InsightEvidenceFactory(insight=insight, highlight=said(interview, one))
    InsightEvidenceFactory(insight=insight, highlight=said(interview, other), stance=Stance.CONTRADICTS)

    [row] = table.of(Question(rows=Rows.INSIGHTS, columns=Columns.ROLES), viewer=ada).rows

    assert (row.name, row.whole) == ("They wait", Cell(participants=1, highlights=2, against=1))


def test_interviewers_and_withdrawn_words_count_for_nobody(ada: User) -> None:
    [person] = people(1)
    interview = met(person)
    said(interview, person, kind="need", by_interviewer=True)
    gone = said(interview, person, kind="need")
    Highlight.objects.filter(pk=gone.pk).update(state="withdrawn", start=None, end=None, quote="", prefix="", suffix="")

    assert kinds_by(Columns.PARTICIPANTS, ada).rows == []


def test_a_private_study_counts_for_its_members_only(ada: User, ben: User) -> None:
    [person] = people(1, role="driver")
    said(met(person, study=StudyFactory(private=True, lead=ada)), person, kind="need")

    assert kinds_by(Columns.ROLES, ada).rows[0].whole.participants == 1
    hidden = kinds_by(Columns.ROLES, ben)
    assert (hidden.rows, hidden.columns, hidden.participants, hidden.uncoded) == ([], [], 0, 0)


def test_while_one_codes_blind_the_others_marks_count_for_nothing(ada: User, ben: User) -> None:
    [person] = people(1, role="driver")
    interview = met(person)
    said(interview, person, kind="need", created_by=ben)
    for coder in (ada, ben):
        BlindCoding.objects.create(interview=interview, coder=coder)

    assert kinds_by(Columns.ROLES, ada).rows == []
    assert kinds_by(Columns.ROLES, ben).rows[0].whole.participants == 1


def test_one_study_is_compared_alone(ada: User) -> None:
    one, other = people(2)
    study = StudyFactory()
    said(met(one, study=study), one, kind="need")
    said(met(other), other, kind="need")

    assert [column.name for column in kinds_by(Columns.PARTICIPANTS, ada, study=study).columns] == [one.code]


@pytest.mark.parametrize("columns", Columns)
@pytest.mark.parametrize("rows", Rows)
def test_the_passages_behind_a_cell_are_as_many_as_it_says(rows: Rows, columns: Columns, ada: User) -> None:
    world(3)
    question = Question(rows=rows, columns=columns)

    found = table.of(question, viewer=ada)

    assert found.rows
    for row in found.rows:
        for column, cell in zip(found.columns, row.cells, strict=True):
            assert row.key is not None
            behind = words.passages(question, row=row.key, column=column.key, viewer=ada)
            assert behind.count() == cell.highlights


@pytest.mark.parametrize("columns", Columns)
@pytest.mark.parametrize("rows", Rows)
def test_more_of_everything_asks_no_more_queries(rows: Rows, columns: Columns, ada: User) -> None:
    ada.has_perm("research.view_highlight")
    world(2)
    with CaptureQueriesContext(connection) as few:
        table.of(Question(rows=rows, columns=columns), viewer=ada)
    world(4)

    with CaptureQueriesContext(connection) as many:
        table.of(Question(rows=rows, columns=columns), viewer=ada)

    assert len(many) == len(few) <= 9


def world(size: int) -> None:
    """Interviews with people of every sort, each of whom says something of every sort."""
    for number in range(size):
        one, other = ParticipantFactory(role=f"role {number}", account=AccountFactory()), ParticipantFactory()
        one.segments.add(SegmentFactory(), SegmentFactory())
        highlight = said(met(one, other), one, other, kind=("need", "desire")[number % 2])
        TaggingFactory(tag=TagFactory(parent=TagFactory()), highlight=highlight)
        InsightEvidenceFactory(highlight=highlight)


@pytest.mark.parametrize(
    ("participants", "of", "expected"), [(3, 5, 60), (0, 5, 0), (4, 4, None), (0, 0, None), (1, 6, 17)]
)
def test_there_is_a_percentage_from_five_people_on(participants: int, of: int, expected: int | None) -> None:
    assert table.percentage(Cell(participants=participants), of=of) == expected
