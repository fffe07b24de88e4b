"""Which confidence the evidence supports. Ours, after Gilad's Confidence Meter; the limits are a team's to edit.

Problem evidence is not solution evidence: twelve people with a pain say nothing about whether this solution works.

    class of the best test of the solution   supports
    under 1, and nobody with the problem     less than 50 %: a moonshot
    1 to under 3, or the problem alone       at most 50 %
    3 to under 4                             80 %
    4 and more                               100 %
"""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from backlog.scoring.inputs import in_words


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Weights of evidence classes from which a confidence is supported."""

    half: Decimal = Decimal(1)
    most: Decimal = Decimal(3)
    whole: Decimal = Decimal(4)


DEFAULT_LIMITS = Limits()
FEW = 3
"""What up to so many people showed in sessions is an anecdote, whatever the method (Gilad: 1 to 3 customers)."""


@dataclass(frozen=True, kw_only=True)
class Tested:
    """A test that supports the solution, or several alike. `participants` is 0 where nobody said how many."""

    tests: int = 1
    participants: int = 0
    weight: Decimal
    class_name: str
    method: str = ""


@dataclass(frozen=True, kw_only=True)
class SolutionFacts:
    """What tests, usability sessions and launches of this solution there are.

    `tests` support it. `weight`, `class_name`, `method` and `participants` are those of the best of them: people of
    several tests may be the same, and classes never add up. `best` says how many tests that is, `refuted` how many
    spoke against an assumption: they support nothing.
    """

    tests: int = 0
    participants: int = 0
    weight: Decimal | None = None
    class_name: str = ""
    method: str = ""
    best: int = 0
    refuted: int = 0


def weighed(supporting: Collection[Tested], *, refuted: int = 0) -> SolutionFacts:
    """Return what all of them come to: the class of the best one, of two alike the one with more people."""
    if not supporting:
        return SolutionFacts(refuted=refuted)
    best = max(supporting, key=lambda one: (one.weight, one.participants))
    return SolutionFacts(
        tests=sum(one.tests for one in supporting),
        participants=best.participants,
        weight=best.weight,
        class_name=best.class_name,
        method=best.method,
        best=best.tests,
        refuted=refuted,
    )


@dataclass(frozen=True, kw_only=True)
class ProblemFacts:
    """How many distinct participants say that there is the problem, and whether all of it is opinion."""

    participants: int = 0
    is_only_opinions: bool = False


@dataclass(frozen=True, kw_only=True)
class Support:
    """`percent` is the most that is supported: 100, 80 or 50; None means less than 50, a moonshot."""

    percent: Decimal | None
    words: str
    because: str


def supported(problem: ProblemFacts, solution: SolutionFacts, *, limits: Limits = DEFAULT_LIMITS) -> Support:
    percent = _percent(problem, solution, limits)
    words = "less than 50 %: a moonshot" if percent is None else f"{in_words(percent)} %"
    if percent == 50:
        words = "at most 50 %"
    return Support(percent=percent, words=words, because=f"{_about_problem(problem)} and {_about_solution(solution)}")


def overclaim(claimed: Decimal, support: Support) -> str:
    """Say plainly where a confidence in percent claims more than is supported; nothing where it does not."""
    if support.percent is not None and claimed <= support.percent:
        return ""
    words = "less than 50 %" if support.percent is None else f"{in_words(support.percent)} %"
    return f"{in_words(claimed)} % claimed; {support.because} support {words}."


def _percent(problem: ProblemFacts, solution: SolutionFacts, limits: Limits) -> Decimal | None:
    weight = solution.weight or Decimal(0)
    if weight >= limits.whole:
        return Decimal(100)
    if weight >= limits.most:
        return Decimal(80)
    if weight >= limits.half or (problem.participants and not problem.is_only_opinions):
        return Decimal(50)
    return None


def _about_problem(problem: ProblemFacts) -> str:
    if not problem.participants:
        return "nobody about the problem"
    people = f"{problem.participants} participant{'' if problem.participants == 1 else 's'} about the problem"
    return f"{people} (opinions only)" if problem.is_only_opinions else people


def _about_solution(solution: SolutionFacts) -> str:
    refuted = f"{solution.refuted} refuted an assumption" if solution.refuted else ""
    if not solution.tests:
        return f"no test in favour of the solution ({refuted})" if refuted else "no test of the solution"
    return f"{_many(solution.tests)} of the solution ({'; '.join(filter(None, [_best(solution), refuted]))})"


def in_short(solution: SolutionFacts) -> str:
    """Say what the solution's evidence is, best class first."""
    refuted = f"{_many(solution.refuted)} refuted an assumption" if solution.refuted else ""
    if not solution.tests:
        return f"not tested in its favour; {refuted}" if refuted else "not tested"
    best = _best(solution) if solution.method else people_in(solution.participants)
    many = f"{_many(solution.tests)}, {best}" if best else _many(solution.tests)
    return "; ".join(filter(None, [f"{solution.class_name}: {many}", refuted]))


def _best(solution: SolutionFacts) -> str:
    called = solution.method or solution.class_name.lower()
    words = ", ".join(filter(None, [called, people_in(solution.participants)]))
    return words if solution.best in (0, solution.tests) else f"best: {words}"


def people_in(participants: int) -> str:
    return f"{participants} participant{'' if participants == 1 else 's'}" if participants else ""


def _many(tests: int) -> str:
    return f"{tests} test{'' if tests == 1 else 's'}"
