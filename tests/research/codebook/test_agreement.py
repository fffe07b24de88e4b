"""Two coders of one note are compared character by character, and their disagreements named by the words."""

import pytest
from django.utils import timezone

from research.codebook import agreement
from research.models import BlindCoding, CodingStatus, Note, Tag, User
from tests.factories import CodingStatusFactory, HighlightFactory, NoteFactory, StudyFactory, TagFactory, TaggingFactory

TEXT = "Honestly, I keep two calendars."


@pytest.fixture
def note(db: None) -> Note:
    return NoteFactory.create(text=TEXT)


@pytest.fixture
def trust(db: None) -> Tag:
    return TagFactory.create(name="Trust")


def mark(note: Note, words: str, tag: Tag, *by: User) -> None:
    start = note.text.index(words)
    highlight = HighlightFactory(note=note, start=start, end=start + len(words), quote=words)
    for person in by:
        TaggingFactory(highlight=highlight, tag=tag, tagged_by=person)


def test_the_figures_are_those_of_the_characters(note: Note, trust: Tag, ada: User, ben: User) -> None:
    mark(note, "Honestly, I keep", trust, ada)
    mark(note, "I keep two", trust, ben)

    found = agreement.of(note, first=ada, second=ben, viewer=ada)

    [one] = found.tags
    assert (one.counts.both, one.counts.only_first, one.counts.only_second) == (6, 10, 4)
    assert found.kappa.n == found.length == len(TEXT)
    assert found.kappa == one.kappa
    assert found.kappa.value == pytest.approx((17 / 31 - 475 / 961) / (1 - 475 / 961))


def test_disagreements_are_the_words_that_only_one_tagged(note: Note, trust: Tag, ada: User, ben: User) -> None:
    mark(note, "Honestly, I keep", trust, ada)
    mark(note, "I keep two", trust, ben)

    found = agreement.of(note, first=ada, second=ben, viewer=ada).disagreements

    assert [(one.coder, one.other, one.words, one.tag) for one in found] == [
        (ada, ben, "Honestly,", trust),
        (ben, ada, "two", trust),
    ]


def test_whoever_gives_the_same_highlight_the_same_tag_agrees(note: Note, trust: Tag, ada: User, ben: User) -> None:
    mark(note, "two calendars", trust, ada, ben)

    found = agreement.of(note, first=ada, second=ben, viewer=ada)

    assert (found.kappa.value, found.alpha.value, found.disagreements) == (1, 1, [])


def test_two_who_did_not_tag_anything_have_nothing_to_agree_on(note: Note, ada: User, ben: User) -> None:
    found = agreement.of(note, first=ada, second=ben, viewer=ada)

    assert (found.kappa.value, found.alpha.value) == (None, None)


def test_it_says_whether_they_coded_blind(note: Note, trust: Tag, ada: User, ben: User) -> None:
    mark(note, "two", trust, ada, ben)
    assert not agreement.of(note, first=ada, second=ben, viewer=ada).was_blind

    for person in (ada, ben):
        BlindCoding.objects.create(interview=note.interview, coder=person, opened_at=timezone.now())

    assert agreement.of(note, first=ada, second=ben, viewer=ada).was_blind
    assert [one.is_blind for one in agreement.notes(ada)] == [True]  # type: ignore[attr-defined]  # annotated


def test_notes_are_listed_once_two_people_have_tagged_them(note: Note, trust: Tag, ada: User, ben: User) -> None:
    mark(note, "two", trust, ada)
    assert list(agreement.notes(ada)) == []
    mark(note, "two", trust, ben)
    CodingStatusFactory(interview=note.interview, user=ben, status=CodingStatus.Status.DONE)

    [listed] = agreement.notes(ada)

    assert (listed, listed.coders, listed.done) == (note, 2, 1)  # type: ignore[attr-defined]  # annotated
    assert agreement.coders(note, viewer=ada) == [ada, ben]


def test_while_somebody_codes_blind_they_compare_nothing(note: Note, trust: Tag, ada: User, ben: User) -> None:
    mark(note, "two", trust, ben)
    for person in (ada, ben):
        BlindCoding.objects.create(interview=note.interview, coder=person)

    assert agreement.coders(note, viewer=ada) == []


def test_a_private_study_s_notes_are_not_listed(trust: Tag, ada: User, ben: User) -> None:
    note = NoteFactory(interview__study=StudyFactory(private=True))
    mark(note, "two", trust, ada, ben)

    assert list(agreement.notes(ada)) == []
