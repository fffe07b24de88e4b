"""Tags meet on one highlight, or on highlights that overlap; never across notes."""

import pytest
from pytest_django import DjangoAssertNumQueries

from research.codebook import co_occurrence
from research.models import Note, Tag, User
from tests.factories import HighlightFactory, NoteFactory, StudyFactory, TagFactory, TaggingFactory


@pytest.fixture
def note(db: None) -> Note:
    return NoteFactory.create()


def marked(note: Note, start: int, end: int, *tags: Tag) -> None:
    highlight = HighlightFactory(note=note, start=start, end=end, quote=note.text[start:end])
    for tag in tags:
        TaggingFactory(tag=tag, highlight=highlight)


@pytest.mark.parametrize(
    ("start", "end", "times"),
    [
        pytest.param(0, 10, 1, id="the same range"),
        pytest.param(9, 12, 1, id="one character in common"),
        pytest.param(10, 12, 0, id="touching"),
        pytest.param(20, 25, 0, id="apart"),
    ],
)
def test_overlapping_passages_meet(note: Note, ada: User, start: int, end: int, times: int) -> None:
    one, other = TagFactory(), TagFactory()
    marked(note, 0, 10, one)
    marked(note, start, end, other)

    found = co_occurrence.matrix(ada)

    assert found.times.get((one.pk, other.pk), 0) == found.times.get((other.pk, one.pk), 0) == times
    assert co_occurrence.passages(ada, one=one.pk, other=other.pk).count() == 2 * times


def test_one_highlight_with_both_is_one_passage(note: Note, ada: User) -> None:
    one, other = TagFactory(), TagFactory()
    marked(note, 0, 10, one, other)

    assert co_occurrence.matrix(ada).times[one.pk, other.pk] == 1
    assert co_occurrence.passages(ada, one=one.pk, other=other.pk).count() == 1


def test_tags_of_two_notes_do_not_meet(note: Note, ada: User) -> None:
    one, other = TagFactory(), TagFactory()
    marked(note, 0, 10, one)
    marked(NoteFactory(), 0, 10, other)

    assert co_occurrence.matrix(ada).times == {}


def test_what_one_may_not_see_does_not_meet(ada: User) -> None:
    one, other = TagFactory(), TagFactory()
    marked(NoteFactory(interview__study=StudyFactory(private=True)), 0, 10, one, other)

    found = co_occurrence.matrix(ada)

    assert (found.tags, found.times) == ([], {})
    assert not co_occurrence.passages(ada, one=one.pk, other=other.pk).exists()


def test_a_branch_is_shown_alone(note: Note, ada: User) -> None:
    above = TagFactory(name="Above")
    inside, outside = TagFactory(parent=above), TagFactory()
    marked(note, 0, 10, inside, outside)

    found = co_occurrence.matrix(ada, under=above.pk)

    assert [branch.tag for branch in found.tags] == [inside]


def test_the_tags_used_least_are_left_out_and_counted(
    note: Note, ada: User, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ada.has_perm("research.view_tag")
    monkeypatch.setattr(co_occurrence, "MOST", 2)
    one, other, rare = TagFactory(name="a"), TagFactory(name="b"), TagFactory(name="c")
    marked(note, 0, 10, one, other)
    marked(note, 3, 10, one, other, rare)

    with django_assert_num_queries(3):
        found = co_occurrence.matrix(ada)

    assert [branch.tag for branch in found.tags] == [one, other]
    assert (found.left_out, found.most) == (1, 4)
