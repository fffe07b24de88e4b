"""Files become interviews with notes: all of them, or none."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from research.importers import notes
from research.importers.transcripts import UnreadableTranscript
from research.models import Interview, Note, Study, User
from tests.factories import ParticipantFactory, StudyFactory

ZOOM = b"""WEBVTT

1
00:00:01.000 --> 00:00:03.000
Ada: When did you last do it?

2
00:00:03.500 --> 00:00:06.000
P-0007: On Thursday, in the rain.

3
00:00:06.500 --> 00:00:08.000
Ada: In the rain?

4
00:00:08.500 --> 00:00:09.000
Guest: Heavy rain.

5
00:00:09.500 --> 00:00:12.000
P-0007: You should have seen it.

6
00:00:12.500 --> 00:00:14.000
Guest: I did.
"""


@pytest.fixture
def study(ada: User) -> Study:
    return StudyFactory.create(lead=ada, slug="rain")


def test_a_file_becomes_an_interview_with_its_people(study: Study, ada: User) -> None:
    participant = ParticipantFactory.create(code="P-0007")

    [note] = notes.execute([notes.plan(ZOOM, name="rain.vtt", study=study)], study=study, by=ada)

    turns = note.turns.order_by("start")
    assert [turn.speaker for turn in turns][:2] == ["Ada", "P-0007"]
    assert (turns[0].interviewer, turns[1].participant, turns[3].participant) == (ada, participant, None)
    assert note.interview.title == "rain"
    assert list(note.interview.participants.all()) == [participant]
    assert bytes(note.original or b"") == ZOOM


def test_the_same_file_again_changes_nothing(study: Study, ada: User) -> None:
    notes.execute([notes.plan(ZOOM, name="rain.vtt", study=study)], study=study, by=ada)

    plan = notes.plan(ZOOM, name="other name.vtt", study=study)
    made = notes.execute([plan, plan], study=study, by=ada)

    assert plan.changes_nothing
    assert (made, Note.objects.count()) == ([], 1)


def test_the_same_file_twice_in_one_import_comes_in_once(study: Study, ada: User) -> None:
    plans = [notes.plan(ZOOM, name=name, study=study) for name in ("a.vtt", "b.vtt")]

    assert len(notes.execute(plans, study=study, by=ada)) == 1


def test_a_dry_run_goes_all_the_way_and_keeps_nothing(study: Study, ada: User) -> None:
    made = notes.execute([notes.plan(ZOOM, name="rain.vtt", study=study)], study=study, by=ada, dry_run=True)

    assert len(made) == 1
    assert not Interview.objects.exists()


def test_a_broken_file_names_its_line(study: Study) -> None:
    with pytest.raises(UnreadableTranscript, match="Line 3"):
        notes.plan(b"WEBVTT\n\n00:99:01.000 --> what\nHello\n", name="broken.vtt", study=study)


def command(*arguments: object) -> str:
    output = StringIO()
    call_command("import_notes", *map(str, arguments), stdout=output)
    return output.getvalue()


def test_the_command_says_what_it_found(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "rain.vtt"
    path.write_bytes(ZOOM)

    said = command(path, "--study", "rain", "--by", "ada")
    again = command(path, "--study", "rain")

    assert "Zoom" in said
    assert "Ada: 2 turns, 9 words, interviewer" in said
    assert "Guest: 2 turns, 4 words, not known yet" in said
    assert "1 of 1 files imported into rain." in said
    assert f"is here already, as note {Note.objects.get().pk}" in again
    assert "0 of 1 files imported" in again


def test_a_dry_run_of_the_command_keeps_nothing(study: Study, tmp_path: Path) -> None:
    path = tmp_path / "rain.vtt"
    path.write_bytes(ZOOM)

    assert "1 of 1 files would be imported" in command(path, "--study", "rain", "--dry-run")

    assert not Note.objects.exists()


def test_one_broken_file_keeps_all_out(study: Study, tmp_path: Path) -> None:
    good, broken = tmp_path / "good.vtt", tmp_path / "broken.vtt"
    good.write_bytes(ZOOM)
    broken.write_bytes(b"WEBVTT\n\n00:99:01.000 --> what\nHello\n")

    with pytest.raises(CommandError, match=r"(?s)Nothing was imported.*broken.vtt: Line 3"):
        command(good, broken, "--study", "rain")

    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        pytest.param(["--study", "snow"], "no study 'snow'", id="study"),
        pytest.param(["--study", "rain", "--by", "nobody"], "nobody called 'nobody'", id="person"),
    ],
)
def test_what_is_not_there_is_named(study: Study, tmp_path: Path, arguments: list[str], sentence: str) -> None:
    path = tmp_path / "rain.vtt"
    path.write_bytes(ZOOM)

    with pytest.raises(CommandError, match=sentence):
        command(path, *arguments)
