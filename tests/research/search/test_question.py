"""What is typed into a search box, and what it means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from research.search.question import Question, Term, read


def term(*words: str, is_prefix: bool = False) -> Term:
    return Term(words=words, is_prefix=is_prefix)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        pytest.param("", Question(), id="nothing"),
        pytest.param("late receipt", Question(wanted=((term("late"),), (term("receipt"),))), id="all the words"),
        pytest.param('"month end"', Question(wanted=((term("month", "end"),),)), id="a phrase"),
        pytest.param("cat -dog", Question(wanted=((term("cat"),),), unwanted=(term("dog"),)), id="not a word"),
        pytest.param('-"big dog"', Question(unwanted=(term("big", "dog"),)), id="not a phrase"),
        pytest.param("cat or dog", Question(wanted=((term("cat"), term("dog")),)), id="one of two"),
        pytest.param(
            "cat OR dog bird",
            Question(wanted=((term("cat"), term("dog")), (term("bird"),))),
            id="one of two, and a third",
        ),
        pytest.param("or", Question(wanted=((term("or"),),)), id="or alone is a word"),
        pytest.param("approv*", Question(wanted=((term("approv", is_prefix=True),),)), id="a beginning"),
        pytest.param("don't", Question(wanted=((term("don", "t"),),)), id="an apostrophe"),
        pytest.param("P-0142", Question(wanted=((term("P", "0142"),),)), id="a code"),
        pytest.param("tag:calendar", Question(tags=("calendar",)), id="a tag"),
        pytest.param('Study:"Month end" x', Question(studies=("Month end",), wanted=((term("x"),),)), id="a study"),
        pytest.param(
            "speaker:P-1 is:pain-point", Question(speakers=("P-1",), kinds=("pain-point",)), id="who and what"
        ),
        pytest.param("http://x.y", Question(wanted=((term("http", "x", "y"),),)), id="an address"),
        pytest.param("!!! & | <-> :* ( )", Question(), id="signs only"),
        pytest.param('"never closed', Question(wanted=((term("never"),), (term("closed"),))), id="half a phrase"),
        pytest.param("tag:", Question(wanted=((term("tag"),),)), id="a name without a value"),
        pytest.param("žlutý 日本語", Question(wanted=((term("žlutý"),), (term("日本語"),))), id="any alphabet"),
    ],
)
def test_a_question_means_what_it_means_on_the_web(text: str, meant: Question) -> None:
    assert read(text) == meant


@given(st.text(max_size=600))
def test_whatever_is_typed_is_read_and_holds_letters_and_digits_only(text: str) -> None:
    question = read(text)

    words = [word for terms in (*question.wanted, question.unwanted) for one in terms for word in one.words]
    assert all(word.isalnum() or word.replace("_", "").isalnum() for word in words)
    assert sum(len(terms) for terms in question.wanted) + len(question.unwanted) <= 32
