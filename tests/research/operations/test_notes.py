"""Texts are kept as they came and corrected without losing a highlight."""

import itertools
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from research.models import Highlight, Interview, Note, User
from research.operations import highlights, notes
from research.operations.highlights import Mark
from research.operations.notes import BroughtBefore, Cue, Original
from research.operations.refusals import Unacceptable
from tests.factories import HighlightFactory, InterviewFactory, NoteFactory, ParticipantFactory, TurnFactory, quote_of

SAID = "How do you plan?\nI keep two calendars. Teh second is for the dentist 👩‍⚕️.\nAnd the first?\nAlso wrong."


@pytest.fixture
def note(db: None) -> Note:
    return NoteFactory.create(text=SAID)


def mark(note: Note, passage: str, by: User) -> Highlight:
    start = note.text.index(passage)
    return highlights.mark(Mark(note=note, start=start, end=start + len(passage)), by=by)


def test_a_text_is_normalised_and_its_original_kept(ada: User) -> None:
    original = Original(name="call.txt", content=b"one\r\ntwo")

    note = notes.add(interview=InterviewFactory.create(), kind="notes", text="one\r\ntwo", original=original, by=ada)

    note.refresh_from_db()
    assert note.text == "one\ntwo"
    assert bytes(note.original or b"") == b"one\r\ntwo"
    assert note.sha256 == original.sha256
    assert note.created_by == ada


def test_the_same_file_twice_changes_nothing(ada: User) -> None:
    interview, original = InterviewFactory.create(), Original(name="call.txt", content=b"one")
    notes.add(interview=interview, kind="notes", text="one", original=original, by=ada)

    with pytest.raises(BroughtBefore):
        notes.add(interview=interview, kind="notes", text="one", original=original, by=ada)

    assert interview.notes.count() == 1


@pytest.mark.parametrize("text", ["", " \n ", "a\x00b", "a\ud800b"])
def test_what_is_no_text_is_refused(ada: User, text: str) -> None:
    with pytest.raises(Unacceptable):
        notes.add(interview=InterviewFactory.create(), kind="notes", text=text, by=ada)

    assert not Note.objects.exists()


def test_turns_know_who_speaks_where_that_is_certain(ada: User) -> None:
    participant = ParticipantFactory.create(code="P-0007")
    interview = InterviewFactory.create()
    interview.participants.add(participant)
    interview.interviewers.add(ada)
    cues = [
        Cue(speaker="Ada", start=0, end=4, start_ms=0, end_ms=900),
        Cue(speaker="Marta", start=5, end=8, start_ms=900, end_ms=2_000),
    ]

    note = notes.add(interview=interview, kind="transcript", text="Why?\nHm.", cues=cues, by=ada)

    question, answer = note.turns.order_by("start")
    assert (question.interviewer, question.participant) == (ada, None)
    assert (answer.participant, answer.speaker, answer.start_ms) == (participant, "Marta", 900)


def test_a_correction_keeps_highlights_on_their_words(note: Note, ada: User) -> None:
    before, corrected, gone = (mark(note, passage, ada) for passage in ("two calendars", "Teh second", "Also wrong."))

    result = notes.correct(note, text=SAID.replace("Teh", "The").replace("Also wrong.", "No idea, really"), by=ada)

    for highlight in (before, corrected, gone):
        highlight.refresh_from_db()
    assert (result.unchanged, result.moved, result.detached) == ((before.pk,), (corrected.pk,), (gone.pk,))
    assert (corrected.quote, corrected.state) == ("The second", Highlight.State.MOVED)
    assert (gone.quote, gone.start, gone.state) == ("Also wrong.", None, Highlight.State.DETACHED)


def test_a_correction_reports_what_only_moved(note: Note, ada: User) -> None:
    highlight = mark(note, "Also wrong", ada)

    result = notes.correct(note, text=SAID.replace("How", "And how"), by=ada)

    highlight.refresh_from_db()
    assert result.moved == (highlight.pk,)
    assert result.note.text[highlight.start : highlight.end] == "Also wrong"


def test_a_correction_counts_up_what_it_changed(note: Note, ada: User) -> None:
    unchanged, moved = mark(note, "How do", ada), mark(note, "Also wrong", ada)

    result = notes.correct(note, text=SAID.replace("Teh", "There the"), by=ada)

    unchanged.refresh_from_db()
    moved.refresh_from_db()
    assert (result.note.version, unchanged.version, moved.version) == (2, 1, 2)


def test_a_correction_of_many_highlights_asks_no_more_than_one_of_few(
    ada: User, django_assert_max_num_queries: pytest.FixtureRequest
) -> None:
    text = " ".join(f"w{number}" for number in random.Random(1).choices(range(3_000), k=10_000))
    note = NoteFactory.create(text=text)
    marks = [Mark(note=note, start=start, end=start + 60) for start in range(0, 30_000, 100)]
    highlights.mark_all(marks, by=ada)

    with django_assert_max_num_queries(16):  # type: ignore[operator]
        result = notes.correct(note, text="Well. " + text, by=ada)

    assert len(result.moved) == 300


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(data=st.data())
def test_random_edits_never_leave_a_quote_that_is_not_there(data: st.DataObject, ada: User) -> None:
    words = st.lists(
        st.sampled_from(["so", "we", "👍🏽", "é", "שלום", "wait,", "two days", "\n"]), min_size=4, max_size=40
    )
    note = NoteFactory.create(text="Begin " + " ".join(data.draw(words)) + " end")
    edges = sorted(data.draw(st.sets(st.integers(0, len(note.text)), min_size=2, max_size=10)))
    pairs = [(start, end) for start, end in itertools.pairwise(edges)]
    highlights.mark_all([Mark(note=note, start=start, end=end) for start, end in pairs], by=ada)
    text = note.text
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        until = data.draw(st.integers(at, len(text)))
        text = text[:at] + " ".join(data.draw(words)) + text[until:]

    result = notes.correct(note, text=text, by=ada)

    for highlight in Highlight.objects.filter(note=note):
        if highlight.state == Highlight.State.DETACHED:
            assert highlight.quote
        else:
            assert result.note.text[highlight.start : highlight.end] == highlight.quote


def spoken(note: Note) -> list[tuple[str, str]]:
    note.refresh_from_db()
    return [(turn.speaker, note.text[turn.start : turn.end]) for turn in note.turns.order_by("start")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Why?\nYes. It is.\nHm.", [("A", "Why?"), ("B", "Yes. It is."), ("A", "Hm.")], id="unchanged"),
        pytest.param("Why?\nYes. It is, sadly.\nHm.", [("A", "Why?"), ("B", "Yes. It is, sadly."), ("A", "Hm.")], id="added at its end"),
        pytest.param("Why?\nYeah, right, whatever\nHm.", [("A", "Why?"), ("B", "Yeah, right, whatever"), ("A", "Hm.")], id="rewritten"),
        pytest.param("Why?\nHm.", [("A", "Why?"), ("A", "Hm.")], id="deleted"),
        pytest.param("Why?\nYes. It is.", [("A", "Why?"), ("B", "Yes. It is.")], id="the last deleted"),
    ],
)  # fmt: skip
def test_turns_stay_with_their_speakers(ada: User, text: str, expected: list[tuple[str, str]]) -> None:
    note = NoteFactory.create(text="Why?\nYes. It is.\nHm.")
    for speaker, start, end in (("A", 0, 4), ("B", 5, 16), ("A", 17, 20)):
        TurnFactory.create(note=note, speaker=speaker, start=start, end=end)

    notes.correct(note, text=text, by=ada)

    assert spoken(note) == expected


def test_lines_that_cannot_be_told_apart_are_nobody_s(ada: User) -> None:
    note = NoteFactory.create(text="Why?\nYes.\nHm.")
    for speaker, start, end in (("A", 0, 4), ("B", 5, 9), ("C", 10, 13)):
        TurnFactory.create(note=note, speaker=speaker, start=start, end=end)

    notes.correct(note, text="Why?\nQuite another thing, said by somebody.", by=ada)

    assert spoken(note) == [("A", "Why?")]


def test_a_detached_highlight_comes_along_with_nothing_more(ada: User) -> None:
    note = NoteFactory.create(text="One thing. Another.")
    highlight = HighlightFactory.create(**quote_of(note, "Another."))
    notes.correct(note, text="One thing.", by=ada)

    notes.correct(note, text="One thing. Another.", by=ada)

    highlight.refresh_from_db()
    assert highlight.state == Highlight.State.DETACHED
    assert Interview.objects.count() == 1
