"""Reading acceptance criteria out of what people write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backlog.criteria import Criterion, read, written

ONE = Criterion(given="flight mode", when="I restart the phone", then="the receipt is there")
TWO = Criterion(given="wifi", when="I wait", then="it is sent")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Given flight mode, when I restart the phone, then the receipt is there", id="a sentence"),
        pytest.param("GIVEN flight mode WHEN I restart the phone THEN the receipt is there", id="capitals"),
        pytest.param("Given flight mode\nWhen I restart the phone\nThen the receipt is there", id="lines"),
        pytest.param("- Given flight mode; when I restart the phone; then the receipt is there", id="a bullet"),
        pytest.param("1. Given: flight mode, when I restart the phone, then: the receipt is there", id="a number"),
    ],
)
def test_a_criterion_is_read_however_it_is_written(text: str) -> None:
    assert read(text) == [ONE]


@pytest.mark.parametrize("between", ["\n", ".\n", "\n\n", ". "])
def test_several_criteria_in_one_text_are_several(between: str) -> None:
    found = read(f"{written([ONE])}{between}{written([TWO])}")

    assert [one.given for one in found] == ["flight mode", "wifi"]
    assert found[-1] == TWO


def test_a_when_without_a_given_has_no_situation() -> None:
    assert read("When I wait, then it is sent") == [Criterion(when="I wait", then="it is sent")]


@pytest.mark.parametrize(
    "text", ["It is fast.", "Given only this", "As before:\n* quick\n* quiet", "given, when, then"]
)
def test_what_does_not_read_like_that_is_kept_whole_as_one(text: str) -> None:
    assert read(text) == [Criterion(then=text)]


def test_what_stands_before_the_first_criterion_is_kept() -> None:
    assert read(f"On every phone\n{written([ONE])}") == [Criterion(then="On every phone"), ONE]


@given(st.text(alphabet="abc GIVENgivenWHENwhenTHENthen,.;\n-", max_size=200))
def test_no_word_is_lost(text: str) -> None:
    signs = str.maketrans("", "", " \n\t,.;-")
    words = text.translate(signs).casefold()

    assert written(read(text)).translate(signs).casefold() == words


@given(
    st.lists(
        st.builds(Criterion, given=st.sampled_from(["", "rain"]), when=st.just("I go out"), then=st.just("I get wet")),
        max_size=4,
    )
)
def test_what_is_written_is_read_again(criteria: list[Criterion]) -> None:
    texts = [criteria] if all(one.given for one in criteria[1:]) else []

    assert all(read(written(each)) == each for each in texts)
