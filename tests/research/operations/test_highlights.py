"""Passages are marked where they stand, and are whose words they are."""

import pytest

from research.models import Highlight, HighlightParticipant, Note, User
from research.operations import highlights, speakers
from research.operations.highlights import Mark, MarksRefused, SomethingRestsOnIt
from research.operations.refusals import NotYours, Refused, Unacceptable
from research.operations.speakers import Speaker
from research.operations.tags import ForeignTag
from tests.factories import (
    HighlightFactory,
    InsightEvidenceFactory,
    InterviewFactory,
    NoteFactory,
    ParticipantFactory,
    StudyFactory,
    TagFactory,
    TaggingFactory,
    TurnFactory,
    UserFactory,
)

SAID = "Why?\nBecause it is late.\nNo, it is not."


@pytest.fixture
def note(ada: User) -> Note:
    """Ada asks, one participant answers, another disagrees."""
    first, second = ParticipantFactory.create_batch(2)
    interview = InterviewFactory.create(study__lead=UserFactory.create(username="lead"))
    interview.participants.set([first, second])
    note = NoteFactory.create(interview=interview, text=SAID)
    TurnFactory.create(note=note, start=0, end=4, speaker="Ada", interviewer=ada)
    TurnFactory.create(note=note, start=5, end=24, speaker="One", participant=first)
    TurnFactory.create(note=note, start=25, end=39, speaker="Two", participant=second)
    return note


def codes(highlight: Highlight) -> list[str]:
    return sorted(highlight.participants.values_list("code", flat=True))


def people(note: Note) -> list[str]:
    return sorted(note.interview.participants.values_list("code", flat=True))


@pytest.mark.parametrize(
    ("start", "end", "who", "by_interviewer"),
    [
        pytest.param(0, 4, [], True, id="an interviewer's words are nobody's"),
        pytest.param(5, 12, [0], False, id="one participant"),
        pytest.param(5, 30, [0, 1], False, id="both"),
        pytest.param(0, 12, [0], False, id="question and answer"),
        pytest.param(4, 5, [], False, id="between the turns"),
    ],
)
def test_a_highlight_is_of_those_who_speak_in_it(
    note: Note, ada: User, start: int, end: int, who: list[int], by_interviewer: bool
) -> None:
    highlight = highlights.mark(Mark(note=note, start=start, end=end), by=ada)

    assert codes(highlight) == [people(note)[index] for index in who]
    assert highlight.by_interviewer is by_interviewer


@pytest.mark.parametrize(("met", "credited"), [(0, 0), (1, 1), (2, 0)])
def test_without_turns_it_is_of_the_only_participant(ada: User, met: int, credited: int) -> None:
    interview = InterviewFactory.create()
    interview.participants.set(ParticipantFactory.create_batch(met))

    highlight = highlights.mark(Mark(note=NoteFactory.create(interview=interview), start=0, end=3), by=ada)

    assert highlight.participants.count() == credited


@pytest.mark.parametrize(
    ("kind", "passage", "verbatim"),
    [
        pytest.param("transcript", "plain", True, id="a transcript is word for word"),
        pytest.param("notes", "plain", False, id="notes are not"),
        pytest.param("notes", "said so", True, id="but for lines marked as quotes"),
    ],
)
def test_what_is_not_word_for_word_says_so(ada: User, kind: str, passage: str, verbatim: bool) -> None:
    note = NoteFactory.create(kind=kind, text="plain\n> he said so\n")
    start = note.text.index(passage)

    highlight = highlights.mark(Mark(note=note, start=start, end=start + len(passage)), by=ada)

    assert highlight.verbatim is verbatim


def test_many_are_marked_with_as_many_queries_as_one(
    note: Note, ada: User, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    tag = TagFactory.create()
    marks = [Mark(note=note, start=at, end=at + 3, tags=(tag,)) for at in range(30)]

    with django_assert_max_num_queries(9):  # type: ignore[operator]
        made = highlights.mark_all(marks, by=ada)

    assert len(made) == 30
    assert HighlightParticipant.objects.count() > 20


def test_all_are_marked_or_none(note: Note, ada: User) -> None:
    marks = [Mark(note=note, start=0, end=3), Mark(note=note, start=5, end=5), Mark(note=note, start=5, end=999)]

    with pytest.raises(MarksRefused) as refusal:
        highlights.mark_all(marks, by=ada)

    assert list(refusal.value.errors) == [1, 2]
    assert not Highlight.objects.exists()


def test_another_study_s_tag_does_not_fit(note: Note, ada: User) -> None:
    with pytest.raises(MarksRefused):
        highlights.mark_all([Mark(note=note, start=0, end=3, tags=(TagFactory.create(study=StudyFactory()),))], by=ada)


def test_a_merged_tag_does_not_fit(note: Note, ada: User) -> None:
    highlight = HighlightFactory.create(note=note)

    with pytest.raises(ForeignTag):
        highlights.tag([highlight], tags=[TagFactory.create(merged_into=TagFactory())], by=ada)


def test_a_moved_range_changes_hands(note: Note, ada: User) -> None:
    highlight = highlights.mark(Mark(note=note, start=5, end=12), by=ada)

    highlight = highlights.place(highlight, start=25, end=27, by=ada)

    assert (highlight.quote, codes(highlight)) == ("No", [people(note)[1]])


def test_a_detached_highlight_can_be_put_back(note: Note, ada: User) -> None:
    highlight = HighlightFactory.create(note=note, state="detached", start=None, end=None, quote="gone")

    highlight = highlights.place(highlight, start=5, end=12, by=ada)

    assert (highlight.state, highlight.quote) == ("anchored", "Because")


def test_withdrawn_words_have_no_place(note: Note, ada: User) -> None:
    highlight = HighlightFactory.create(note=note, state="withdrawn", start=None, end=None, quote="")

    with pytest.raises(Refused):
        highlights.place(highlight, start=5, end=12, by=ada)


def test_somebody_says_whose_words_it_is(note: Note, ada: User) -> None:
    highlight = highlights.mark(Mark(note=note, start=0, end=4), by=ada)
    one = note.interview.participants.earliest("pk")

    highlight = highlights.attribute(highlight, participants=[one], by=ada)

    assert codes(highlight) == [one.code]
    assert not highlight.by_interviewer


def test_whose_words_it_is_was_in_the_interview(note: Note, ada: User) -> None:
    with pytest.raises(Unacceptable, match="Not in this interview"):
        highlights.attribute(HighlightFactory.create(note=note), participants=[ParticipantFactory.create()], by=ada)


def test_a_named_speaker_takes_the_highlights_along(note: Note, ada: User) -> None:
    highlight = highlights.mark(Mark(note=note, start=0, end=4), by=ada)
    one = note.interview.participants.earliest("pk")

    changed = speakers.attribute(note, label="Ada", speaker=Speaker(participant=one), by=ada)

    highlight.refresh_from_db()
    assert changed == 1
    assert (codes(highlight), highlight.by_interviewer) == ([one.code], False)


def test_a_label_that_is_not_there_is_refused(note: Note, ada: User) -> None:
    with pytest.raises(speakers.NoSuchSpeaker):
        speakers.attribute(note, label="Nobody", speaker=Speaker(interviewer=ada), by=ada)


def test_tagging_twice_changes_nothing(note: Note, ada: User) -> None:
    highlight, tag = HighlightFactory.create(note=note), TagFactory.create()

    counts = [highlights.tag([highlight], tags=[tag], by=ada) for _ in range(2)]

    assert counts == [1, 0]


def test_tags_are_set_as_a_whole(note: Note, ada: User) -> None:
    highlight = HighlightFactory.create(note=note)
    kept, gone, new = TagFactory.create_batch(3)
    highlights.tag([highlight], tags=[kept, gone], by=ada)

    highlights.set_tags(highlight, tags=[kept, new], by=ada)

    assert set(highlight.tags.all()) == {kept, new}


def test_somebody_else_s_tag_is_taken_away_by_the_lead_only(note: Note, ada: User) -> None:
    highlight = HighlightFactory.create(note=note)
    TaggingFactory.create(highlight=highlight)

    with pytest.raises(NotYours):
        highlights.set_tags(highlight, tags=[], by=ada)
    highlights.set_tags(highlight, tags=[], by=User.objects.get(username="lead"))

    assert not highlight.taggings.exists()


def test_one_deletes_one_s_own(note: Note, ada: User) -> None:
    highlights.delete(HighlightFactory.create(note=note, created_by=ada), by=ada)

    assert not Highlight.objects.exists()


def test_somebody_else_s_is_deleted_by_the_lead_only(note: Note, ada: User, ben: User) -> None:
    highlight = HighlightFactory.create(note=note, created_by=ben)

    with pytest.raises(NotYours):
        highlights.delete(highlight, by=ada)
    highlights.delete(highlight, by=User.objects.get(username="lead"))

    assert not Highlight.objects.exists()


def test_what_somebody_else_tagged_is_not_deleted_with_one_s_own(note: Note, ada: User) -> None:
    highlight = HighlightFactory.create(note=note, created_by=ada)
    TaggingFactory.create(highlight=highlight)

    with pytest.raises(NotYours):
        highlights.delete(highlight, by=ada)


def test_evidence_is_not_deleted_under_an_insight(note: Note, ada: User) -> None:
    highlight = HighlightFactory.create(note=note, created_by=ada)
    evidence = InsightEvidenceFactory.create(highlight=highlight)

    with pytest.raises(SomethingRestsOnIt, match=evidence.insight.title):
        highlights.delete(highlight, by=ada)


def test_kinds_are_set_for_many(note: Note, ada: User) -> None:
    made = HighlightFactory.create_batch(2, note=note)

    changed = highlights.set_kind(made, kind="need", by=ada)

    assert changed == 2
    assert set(Highlight.objects.values_list("kind", flat=True)) == {"need"}


def test_a_kind_that_is_none_is_refused(note: Note, ada: User) -> None:
    with pytest.raises(Unacceptable):
        highlights.set_kind([HighlightFactory.create(note=note)], kind="joke", by=ada)
