"""Who is taken for a speaker where only a colon says so."""

import pytest

from research.importers.transcripts import speakers


def found(*words: str) -> list[str]:
    who = speakers.find(words)
    return [split.label if (split := who.split(line)) else "" for line in words]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        pytest.param(["Ada: hello", "Ben: hi", "Ada: bye"], ["Ada", "Ben", "Ada"], id="short names"),
        pytest.param(["Ada: hello"], ["Ada"], id="one cue"),
        pytest.param(["Dr. Ana van der Berg: hm"], ["Dr. Ana van der Berg"], id="title and particles"),
        pytest.param(["SPEAKER_00: hm", "Speaker 1: hm"], ["SPEAKER_00", "Speaker 1"], id="machine names"),
        pytest.param(["Ada (she/her, UK): hm"], ["Ada (she/her, UK)"], id="an aside after the name"),
        pytest.param(["田中：はい", "佐藤: いいえ"], ["田中", "佐藤"], id="scripts without case"),
        pytest.param(["jdoe: a", "jdoe: b", "jdoe: c"], ["jdoe"] * 3, id="uncapitalised, but it recurs"),
        pytest.param(["Silva, Maria: a"] * 3, ["Silva, Maria"] * 3, id="last name first, recurring"),
        pytest.param(["Note: remember", "Note: again"], ["", ""], id="a word that opens sentences"),
        pytest.param(["So I said: yes"], [""], id="a sentence"),
        pytest.param(["the thing is: no", "the thing is: yes", "the thing is: ah"], [""] * 3, id="a saying"),
        pytest.param(["Really? Ada: no"], [""], id="a question before the colon"),
        pytest.param(["Well, Maria: no"], [""], id="a comma once"),
        pytest.param(["At 10:30", "https://example.org"], ["", ""], id="colons without a space"),
        pytest.param(["1: one", "2: two"], ["", ""], id="numbers"),
        pytest.param([*["words"] * 30, "Rome: a city", "Rome: a place"], [""] * 32, id="two in a long text"),
        pytest.param([*["words"] * 3, "Rome: a city"], [""] * 4, id="once in a text without labels"),
        pytest.param([*["Ada: a"] * 10, "Honesty: b"], [*["Ada"] * 10, ""], id="one word, once, among many"),
        pytest.param([*["Ada: a"] * 10, "Bo Li: b"], [*["Ada"] * 10, "Bo Li"], id="two names, once, among many"),
    ],
)
def test_a_label_is_a_speaker_if_it_looks_like_one_or_recurs(words: list[str], expected: list[str]) -> None:
    assert found(*words) == expected


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(["Rome: a", "b", "c", "d", "e"], id="one label"),
        pytest.param(["a", "Ada: b", "c", "Ben: d", "e", "Ada: f", "g", "h"], id="the first cue without one"),
        pytest.param(["Ada: a", "b", "c", "Ada: b", "e", "Ben: f", "g", "h"], id="the same twice in a row"),
    ],
)
def test_otherwise_a_cue_without_a_label_has_no_speaker(words: list[str]) -> None:
    assert not speakers.find(words).carry_on


def test_a_label_that_only_stands_where_the_speaker_changes_carries_on() -> None:
    who = speakers.find(["Ada: a", "b", "c", "Ben: d", "e", "Ada: f", "g"])

    assert who.known == {"Ada", "Ben"}
    assert who.carry_on


def test_a_label_that_stands_on_most_cues_does_not_carry_on() -> None:
    assert not speakers.find(["Ada: a", "Ada: b", "c"]).carry_on


def test_a_doubtful_label_is_named() -> None:
    assert speakers.find([*["Ada: a"] * 10, "Honesty: b"]).doubtful == {"Honesty"}
