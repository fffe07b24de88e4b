"""The confidence that evidence supports, and saying where one claims more."""

from decimal import Decimal

import pytest

from backlog.scoring.confidence import ProblemFacts, SolutionFacts, overclaim, supported

TWELVE = ProblemFacts(participants=12)


def of_class(weight: str | None) -> SolutionFacts:
    if weight is None:
        return SolutionFacts()
    return SolutionFacts(tests=1, participants=5, weight=Decimal(weight), class_name="A class")


@pytest.mark.parametrize(
    ("problem", "weight", "percent"),
    [
        pytest.param(ProblemFacts(), None, None, id="nothing"),
        pytest.param(ProblemFacts(), "0.99", None, id="under 1"),
        pytest.param(ProblemFacts(), "1", 50, id="from 1"),
        pytest.param(ProblemFacts(), "2.99", 50, id="under 3"),
        pytest.param(ProblemFacts(), "3", 80, id="from 3"),
        pytest.param(ProblemFacts(), "3.99", 80, id="under 4"),
        pytest.param(ProblemFacts(), "4", 100, id="from 4"),
        pytest.param(TWELVE, None, 50, id="the problem alone, however many have it"),
        pytest.param(TWELVE, "0.5", 50, id="a weak test does not take the problem away"),
        pytest.param(ProblemFacts(participants=12, is_only_opinions=True), None, None, id="wishes are no problem"),
    ],
)
def test_the_class_of_the_solution_s_evidence_decides(problem: ProblemFacts, weight: str | None, percent: int) -> None:
    assert supported(problem, of_class(weight)).percent == percent


def test_who_claims_more_than_is_supported_is_told_why() -> None:
    support = supported(ProblemFacts(participants=3), of_class(None))

    said = overclaim(Decimal(80), support)

    assert said == "80 % claimed; 3 participants about the problem and no test of the solution support 50 %."


def test_a_moonshot_is_called_less_than_half() -> None:
    support = supported(ProblemFacts(), of_class(None))

    assert support.words == "less than 50 %: a moonshot"
    assert overclaim(Decimal(50), support).endswith("support less than 50 %.")


def test_who_claims_what_is_supported_is_told_nothing() -> None:
    assert overclaim(Decimal(80), supported(TWELVE, of_class("3"))) == ""
    assert overclaim(Decimal(50), supported(TWELVE, of_class("3"))) == ""
