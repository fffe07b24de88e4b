"""A live log: lines that come once however often they are sent, and a note that says what they say."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from research.models import Highlight, Interview, LiveLine, LiveLog, Note, Tag, User
from research.operations import highlights, live_logs, notes, speakers
from research.operations.highlights import Mark
from research.operations.live_logs import Line, NoSession
from research.operations.refusals import Unacceptable
from research.operations.speakers import Speaker
from tests.factories import (
    GuideQuestionFactory,
    InsightEvidenceFactory,
    InterviewFactory,
    LiveLineFactory,
    LiveLogFactory,
    ParticipantFactory,
    StudyFactory,
    TagFactory,
)

NOW = timezone.now()


@pytest.fixture
def log(ada: User) -> LiveLog:
    interview = InterviewFactory.create(study=StudyFactory.create(lead=ada))
    interview.participants.add(ParticipantFactory.create(code="P-0042"))
    return live_logs.start(interview, by=ada, at=NOW)


def line(text: str, *, seconds: int = 0, **given: Any) -> Line:
    return Line(**{"uuid": uuid4(), "at": NOW + timedelta(seconds=seconds), "text": text, **given})


def again(of: Line, text: str, *, revision: int = 2) -> Line:
    return Line(uuid=of.uuid, at=of.at, text=text, revision=revision, question=of.question)


def note_of(log: LiveLog) -> Note:
    return Note.objects.get(live_log=log)


def marked(log: LiveLog) -> list[tuple[str, str, list[str], bool]]:
    rows = Highlight.objects.filter(note=note_of(log)).order_by("start")
    return [(row.quote, row.kind, sorted(tag.name for tag in row.tags.all()), row.verbatim) for row in rows]


def test_starting_makes_what_was_planned_held_and_whoever_starts_its_interviewer(ada: User) -> None:
    planned = InterviewFactory.create(status="planned", held_at=NOW + timedelta(days=1))

    log = live_logs.start(planned, by=ada, at=NOW)

    planned.refresh_from_db()
    assert (planned.status, planned.held_at, log.started_at) == (Interview.Status.HELD, NOW, NOW)
    assert list(planned.interviewers.all()) == [ada]


def test_a_second_note_taker_joins_the_log_that_runs(log: LiveLog, ben: User) -> None:
    joined = live_logs.start(log.interview, by=ben, at=NOW + timedelta(minutes=3))

    assert joined == log
    assert joined.started_at == NOW
    assert log.interview.interviewers.count() == 2


def test_feedback_is_not_logged_live(ada: User) -> None:
    with pytest.raises(NoSession):
        live_logs.start(InterviewFactory.create(kind="support_ticket", study=None), by=ada, at=NOW)


def test_ending_says_how_long_it_lasted(log: LiveLog, ada: User) -> None:
    live_logs.end(log, by=ada, at=NOW + timedelta(minutes=42))

    log.interview.refresh_from_db()
    assert log.interview.duration == timedelta(minutes=42)


def test_a_line_sent_twice_is_there_once(log: LiveLog, ada: User) -> None:
    said = line("She keeps two calendars.")

    live_logs.save(log, lines=[said], by=ada)
    live_logs.save(log, lines=[said, said], by=ada)

    assert [row.text for row in log.lines.all()] == ["She keeps two calendars."]


def test_a_request_that_comes_late_changes_nothing(log: LiveLog, ada: User) -> None:
    said = line("She keeps to calendars.")
    live_logs.save(log, lines=[again(said, "She keeps two calendars.")], by=ada)

    live_logs.save(log, lines=[said], by=ada)

    assert log.lines.get().text == "She keeps two calendars."


def test_what_was_taken_back_does_not_come_again(log: LiveLog, ada: User) -> None:
    said = line("Too much.")
    live_logs.save(log, lines=[said], by=ada)
    live_logs.save(log, lines=[again(said, "")], by=ada)

    live_logs.save(log, lines=[said], by=ada)

    assert not log.lines.standing().exists()


def test_nobody_changes_another_s_line(log: LiveLog, ada: User, ben: User) -> None:
    said = line("Ada's words")
    live_logs.save(log, lines=[said], by=ada)

    live_logs.save(log, lines=[again(said, "Ben's words")], by=ben)

    row = log.lines.get()
    assert (row.text, row.author) == ("Ada's words", ada)


def test_a_line_of_another_log_is_not_drawn_into_this_one(log: LiveLog, ada: User) -> None:
    other = LiveLineFactory.create(author=ada, text="elsewhere")

    kept = live_logs.save(log, lines=[line("here", uuid=other.uuid, revision=5)], by=ada)

    other.refresh_from_db()
    assert (other.text, kept) == ("elsewhere", [])


def test_a_line_belongs_to_the_question_of_the_study_and_is_kept_without_one(log: LiveLog, ada: User) -> None:
    own, foreign = GuideQuestionFactory.create(study=log.interview.study), GuideQuestionFactory.create()

    live_logs.save(log, lines=[line("a", question=own.pk), line("b", question=foreign.pk)], by=ada)

    assert dict(log.lines.values_list("text", "question")) == {"a": own.pk, "b": None}


def test_questions_are_ticked_and_unticked(log: LiveLog, ada: User) -> None:
    first, second = GuideQuestionFactory.create_batch(2, study=log.interview.study)
    foreign = GuideQuestionFactory.create()

    live_logs.ask(log, asked={first.pk: True, second.pk: True, foreign.pk: True})
    live_logs.ask(log, asked={first.pk: False})

    assert list(log.asked.all()) == [second]


@pytest.mark.parametrize("text", ["x" * 2_001, "half \ud800"])
def test_what_is_no_line_is_refused(log: LiveLog, ada: User, text: str) -> None:
    with pytest.raises(Unacceptable):
        live_logs.save(log, lines=[line(text)], by=ada)


def test_more_lines_ask_no_more_queries(log: LiveLog, ada: User) -> None:
    def asked(count: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            live_logs.save(log, lines=[line(f"line {number}") for number in range(count)], by=ada)
        return len(queries)

    assert asked(2) == asked(6)


# --- Writing it up


def test_a_note_has_a_turn_per_line_at_its_time(log: LiveLog, ada: User, ben: User) -> None:
    live_logs.save(log, lines=[line("She opens it.", seconds=5), line("She sighs.", seconds=65)], by=ada)
    live_logs.save(log, lines=[line("He waits.", seconds=30)], by=ben)

    note = live_logs.write_up(log, by=ada)

    assert note
    assert (note.kind, note.text) == (Note.Kind.NOTES, "She opens it.\nHe waits.\nShe sighs.")
    turns = note.turns.order_by("start")
    assert [(turn.start_ms, turn.speaker) for turn in turns] == [
        (5_000, "P-0042"),
        (30_000, "P-0042"),
        (65_000, "P-0042"),
    ]


def test_signs_become_highlights(log: LiveLog, ada: User) -> None:
    TagFactory.create(name="Time zones")
    live_logs.save(
        log,
        lines=[
            line("! I keep two calendars #time-zones /pain", seconds=1),
            line("exports it to #excel daily", seconds=2),
            line("? who else gets it", seconds=3),
            line("She laughs.", seconds=4),
        ],
        by=ada,
    )

    live_logs.write_up(log, by=ada)

    assert note_of(log).text == "“I keep two calendars”\nexports it to excel daily\nwho else gets it\nShe laughs."
    assert marked(log) == [
        ("I keep two calendars", "pain_point", ["Time zones"], True),
        ("exports it to excel daily", "none", ["excel"], False),
        ("who else gets it", "question", [], False),
    ]
    said, noted, asked = Highlight.objects.filter(note=note_of(log)).order_by("start")
    assert [person.code for person in said.participants.all()] == ["P-0042"]
    assert [person.code for person in noted.participants.all()] == ["P-0042"]
    assert asked.by_interviewer
    assert said.created_by == ada
    assert Tag.objects.filter(name="excel").count() == 1


def test_writing_up_again_without_anything_new_changes_nothing(log: LiveLog, ada: User) -> None:
    live_logs.save(log, lines=[line("a #tag"), line("b")], by=ada)
    live_logs.write_up(log, by=ada)
    before = note_of(log).version, list(Highlight.objects.values_list("pk", "version"))

    live_logs.write_up(log, by=ada)

    assert (note_of(log).version, list(Highlight.objects.values_list("pk", "version"))) == before


def test_later_lines_go_in_at_their_time_and_marks_stay_where_they_are(log: LiveLog, ada: User, ben: User) -> None:
    live_logs.save(log, lines=[line("yes #a", seconds=10), line("no", seconds=30), line("yes #b", seconds=50)], by=ada)
    live_logs.write_up(log, by=ada)
    own = highlights.mark(Mark(note=note_of(log), start=4, end=6, comment="by hand"), by=ben)

    live_logs.save(log, lines=[line("yes", seconds=5), line("yes", seconds=40), line("! ok", seconds=60)], by=ben)
    live_logs.write_up(log, by=ben)

    assert note_of(log).text == "yes\nyes\nno\nyes\nyes\n“ok”"
    at = {row.pk: (row.start, row.quote) for row in Highlight.objects.filter(note=note_of(log))}
    first, third = LiveLine.objects.filter(text__in=["yes #a", "yes #b"]).order_by("at")
    assert at[first.highlight_id or 0] == (4, "yes")
    assert at[third.highlight_id or 0] == (15, "yes")
    assert at[own.pk] == (8, "no")
    assert len(at) == 4


def test_changed_and_taken_back_lines_are_changed_and_taken_back_in_the_note(log: LiveLog, ada: User) -> None:
    wrong, gone, kept = line("wrogn #a", seconds=1), line("gone #b", seconds=2), line("kept #c", seconds=3)
    live_logs.save(log, lines=[wrong, gone, kept], by=ada)
    live_logs.write_up(log, by=ada)

    live_logs.save(log, lines=[again(wrong, "right #d /need"), again(gone, "")], by=ada)
    live_logs.write_up(log, by=ada)

    assert note_of(log).text == "right\nkept"
    assert marked(log) == [("right", "need", ["d"], False), ("kept", "none", ["c"], False)]


def test_what_was_corrected_by_hand_stays_corrected(log: LiveLog, ada: User) -> None:
    live_logs.save(log, lines=[line("She keps two.", seconds=1), line("And a third #a.", seconds=9)], by=ada)
    live_logs.write_up(log, by=ada)
    notes.correct(note_of(log), text="Before.\nShe keeps two.\nBetween.\nAnd a third a.", by=ada)

    live_logs.save(log, lines=[line("At last.", seconds=5)], by=ada)
    live_logs.write_up(log, by=ada)

    note = note_of(log)
    assert "She keeps two." in note.text
    assert "She keps" not in note.text
    assert note.text.index("She keeps two.") < note.text.index("At last.") < note.text.index("And a third")
    assert "Between." in note.text
    assert note.text.startswith("Before.")


def test_whom_somebody_named_as_the_speaker_still_is(log: LiveLog, ada: User) -> None:
    live_logs.save(log, lines=[line("a", seconds=1)], by=ada)
    note = live_logs.write_up(log, by=ada)
    assert note
    speakers.attribute(note, label="P-0042", speaker=Speaker(interviewer=ada), by=ada)

    live_logs.save(log, lines=[line("b", seconds=2)], by=ada)
    live_logs.write_up(log, by=ada)

    assert [turn.interviewer for turn in note.turns.order_by("start")] == [ada, None]


def test_a_mark_that_an_insight_cites_is_never_taken_away(log: LiveLog, ada: User) -> None:
    said = line("said #a", seconds=1)
    live_logs.save(log, lines=[said, line("more", seconds=2)], by=ada)
    live_logs.write_up(log, by=ada)
    InsightEvidenceFactory.create(highlight=LiveLine.objects.get(uuid=said.uuid).highlight)

    live_logs.save(log, lines=[again(said, "")], by=ada)
    live_logs.write_up(log, by=ada)

    assert Highlight.objects.get().state == Highlight.State.DETACHED


def test_a_log_of_which_everything_was_taken_back_leaves_no_words(log: LiveLog, ada: User) -> None:
    said = line("said #a")
    live_logs.save(log, lines=[said], by=ada)
    live_logs.write_up(log, by=ada)

    live_logs.save(log, lines=[again(said, "")], by=ada)
    live_logs.write_up(log, by=ada)

    assert note_of(log).text == "–"
    assert not Highlight.objects.exists()


def test_a_log_without_a_line_becomes_no_note(log: LiveLog, ada: User) -> None:
    assert live_logs.write_up(log, by=ada) is None
    assert not Note.objects.exists()


def test_a_line_that_arrives_after_the_end_is_written_up_at_once(log: LiveLog, ada: User) -> None:
    live_logs.save(log, lines=[line("first")], by=ada)
    live_logs.write_up(live_logs.end(log, by=ada, at=NOW + timedelta(hours=1)), by=ada)

    live_logs.save(log, lines=[line("from the train", seconds=5)], by=ada)

    assert note_of(log).text == "first\nfrom the train"


def test_hostile_tags_and_words_stay_words(log: LiveLog, ada: User) -> None:
    live_logs.save(log, lines=[line(f"#{'x' * 101} <b>bold</b> #a//b"), line("! “x” and “y” #/")], by=ada)

    note = live_logs.write_up(log, by=ada)

    assert note
    assert note.text == "<b>bold</b>\n> “x” and “y” #/"


def test_a_log_that_nobody_ended_is_written_up_and_ended_after_a_while(ada: User) -> None:
    old, fresh = LiveLogFactory.create(started_by=ada), LiveLogFactory.create()
    LiveLineFactory.create(log=old, author=ada, text="long ago")
    LiveLineFactory.create(log=fresh, author=ada)
    LiveLine.objects.filter(log=old).update(updated_at=timezone.now() - timedelta(hours=3))

    assert live_logs.write_up_forgotten(at=timezone.now()) == 1
    assert live_logs.write_up_forgotten(at=timezone.now()) == 0

    old.refresh_from_db()
    assert old.note
    assert old.note.text == "long ago"
    assert old.ended_at == old.started_at + timedelta(seconds=60)
    assert not Note.objects.filter(live_log=fresh).exists()
