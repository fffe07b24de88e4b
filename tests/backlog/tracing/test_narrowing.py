"""A trace as far as some of the people in it say so."""

from backlog.tracing import narrowing
from backlog.tracing.narrowing import Asked
from tests.backlog.tracing.traces import evidence, passage, person, trace

PLANNER = person("P-1", account="Nordlicht", segments=["planners", "large"])
DRIVER = person("P-2", account="Nordlicht", segments=["drivers"])
LONER = person("P-3")
WHOLE = trace(
    evidence(1, passage(1, PLANNER), passage(2, DRIVER), passage(3, PLANNER, LONER)), evidence(2, passage(4, LONER))
)


def ids(asked: Asked) -> list[int]:
    return [one["id"] for one in narrowing.passages(narrowing.narrowed(WHOLE, asked))]


def test_nobody_in_particular_is_everybody() -> None:
    assert narrowing.narrowed(WHOLE, Asked()) is WHOLE


def test_a_passage_is_of_an_account_if_one_of_its_speakers_is() -> None:
    assert ids(Asked(account="Nordlicht")) == [1, 2, 3]


def test_account_and_segment_are_asked_of_the_same_person() -> None:
    assert ids(Asked(account="Nordlicht", segment="drivers")) == [2]


def test_an_insight_that_none_of_them_is_behind_is_left_out() -> None:
    told = narrowing.narrowed(WHOLE, Asked(segment="planners"))

    assert [link["insight"]["id"] for link in told["evidence"]] == [1]


def test_the_opportunity_is_narrowed_too() -> None:
    whole = trace(opportunity=[evidence(1, passage(1, PLANNER), passage(2, LONER))])

    told = narrowing.narrowed(whole, Asked(account="Nordlicht"))

    assert told["opportunity"]
    assert [one["id"] for one in told["opportunity"]["evidence"][0]["highlights"]] == [1]


def test_those_who_speak_are_offered() -> None:
    assert narrowing.accounts(WHOLE) == {"Nordlicht"}
    assert narrowing.segments(WHOLE) == {"planners", "large", "drivers"}
