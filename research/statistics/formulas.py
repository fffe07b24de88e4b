"""The formulas a metric may be computed by: named inputs in; value, interval and n out, or why there is none."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite

from research.statistics import intervals, nps, unit_economics
from research.statistics.intervals import Interval

LARGEST = 1e15
"""Inputs end here, so that figures stay exact to the cent."""
LARGEST_RESULT = 1e17
"""What a measurement can hold."""


@dataclass(frozen=True, kw_only=True)
class Input:
    """A number that a formula needs. Counts are whole; shares go from 0 to 1; nothing is below zero."""

    name: str
    label: str
    is_count: bool = False
    is_share: bool = False


@dataclass(frozen=True, kw_only=True)
class Figure:
    """`value` is None where it is undefined, and `why` then says so."""

    value: float | None
    interval: Interval | None = None
    n: int | None = None
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Formula:
    """`words` is the formula as people read it."""

    name: str
    label: str
    words: str
    inputs: tuple[Input, ...]
    undefined: str
    compute: Callable[[Mapping[str, float]], Figure]


class BadInputs(ValueError):
    """The inputs do not fit the formula; `name` says which of them, if one."""

    def __init__(self, message: str, *, name: str = "") -> None:
        super().__init__(message)
        self.name = name


def figure(formula: Formula, given: Mapping[str, object]) -> Figure:
    """Compute. Raises `BadInputs`."""
    unknown = sorted(set(given) - {one.name for one in formula.inputs})
    if unknown:
        raise BadInputs(f"{formula.label} has no input of this name.", name=unknown[0])
    result = formula.compute({one.name: _number(one, given.get(one.name)) for one in formula.inputs})
    if result.value is not None and abs(result.value) > LARGEST_RESULT:
        raise BadInputs(f"{formula.label} of these numbers is beyond all measure.")
    return result if result.value is not None else Figure(value=None, n=result.n, why=formula.undefined)


def _number(one: Input, given: object) -> float:
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise BadInputs(f"Give a number: {one.label}.", name=one.name)
    if abs(given) > LARGEST or not isfinite(given) or given < 0:
        raise BadInputs(f"Give a number from 0 to {LARGEST:,.0f}: {one.label}.", name=one.name)
    if one.is_count and given != int(given):
        raise BadInputs(f"Give a whole number: {one.label}.", name=one.name)
    if one.is_share and given > 1:
        raise BadInputs(f"Give a share from 0 to 1: {one.label}.", name=one.name)
    return int(given) if one.is_count else float(given)


def _conversion(given: Mapping[str, float]) -> Figure:
    converted, entered = int(given["converted"]), int(given["entered"])
    if converted > entered:
        raise BadInputs("No more can convert than entered.", name="converted")
    return _share(converted, entered)


def _churn(given: Mapping[str, float]) -> Figure:
    lost, at_start = int(given["lost"]), int(given["at_start"])
    if lost > at_start:
        raise BadInputs("No more can be lost than there were.", name="lost")
    return _share(lost, at_start)


def _share(part: int, n: int) -> Figure:
    return Figure(value=part / n if n else None, interval=intervals.wilson(part, n=n), n=n)


def _nps(given: Mapping[str, float]) -> Figure:
    answers = nps.Answers(**{name: int(value) for name, value in given.items()})
    score = nps.score(answers)
    return Figure(value=score.value, interval=score.interval, n=answers.n) if score else Figure(value=None, n=0)


def _cac(given: Mapping[str, float]) -> Figure:
    return Figure(value=unit_economics.cac(**given), n=int(given["new_customers"]))


def _arpa(given: Mapping[str, float]) -> Figure:
    return Figure(value=unit_economics.arpa(**given), n=int(given["accounts"]))


def _plain(compute: Callable[..., float | None]) -> Callable[[Mapping[str, float]], Figure]:
    return lambda given: Figure(value=compute(**given))


_MARGIN = Input(name="margin", label="gross margin, from 0 to 1", is_share=True)
_CHURN = Input(name="churn", label="churn of the same period, from 0 to 1", is_share=True)
_ARPA = Input(name="arpa", label="average revenue per account of the period")

FORMULAS: Mapping[str, Formula] = {
    one.name: one
    for one in (
        Formula(
            name="conversion",
            label="Conversion rate",
            words="converted ÷ entered, with its Wilson interval",
            inputs=(
                Input(name="converted", label="how many converted", is_count=True),
                Input(name="entered", label="how many entered", is_count=True),
            ),
            undefined="Nobody entered: there is no rate.",
            compute=_conversion,
        ),
        Formula(
            name="churn",
            label="Churn",
            words="accounts lost in the period ÷ accounts at its start, with its Wilson interval",
            inputs=(
                Input(name="lost", label="accounts lost in the period", is_count=True),
                Input(name="at_start", label="accounts at its start", is_count=True),
            ),
            undefined="There was nobody at the start: there is no churn.",
            compute=_churn,
        ),
        Formula(
            name="nps",
            label="NPS",
            words="100 × (promoters − detractors) ÷ answers, with the adjusted Wald interval (Rocks 2016)",
            inputs=(
                Input(name="promoters", label="answers 9 and 10", is_count=True),
                Input(name="passives", label="answers 7 and 8", is_count=True),
                Input(name="detractors", label="answers 0 to 6", is_count=True),
            ),
            undefined="Nobody answered.",
            compute=_nps,
        ),
        Formula(
            name="cac",
            label="CAC",
            words="sales and marketing expense ÷ new customers of the same period",
            inputs=(
                Input(name="expense", label="sales and marketing expense of the period"),
                Input(name="new_customers", label="new customers of the period", is_count=True),
            ),
            undefined="No new customers: acquiring none has no price.",
            compute=_cac,
        ),
        Formula(
            name="arpa",
            label="ARPA",
            words="revenue ÷ accounts of the period",
            inputs=(
                Input(name="revenue", label="revenue of the period"),
                Input(name="accounts", label="paying accounts", is_count=True),
            ),
            undefined="No accounts: there is no average.",
            compute=_arpa,
        ),
        Formula(
            name="ltv",
            label="LTV",
            words="ARPA × gross margin ÷ churn, both over the same period",
            inputs=(_ARPA, _MARGIN, _CHURN),
            undefined="No churn in the period: a lifetime cannot be told from it.",
            compute=_plain(unit_economics.ltv),
        ),
        Formula(
            name="simple_ltv",
            label="Simple LTV",
            words="ARPA ÷ churn, without the margin",
            inputs=(_ARPA, _CHURN),
            undefined="No churn in the period: a lifetime cannot be told from it.",
            compute=_plain(unit_economics.simple_ltv),
        ),
        Formula(
            name="ltv_to_cac",
            label="LTV:CAC",
            words="LTV ÷ CAC",
            inputs=(Input(name="ltv", label="lifetime value"), Input(name="cac", label="acquisition cost")),
            undefined="Customers cost nothing: there is no ratio.",
            compute=_plain(unit_economics.ltv_to_cac),
        ),
        Formula(
            name="payback",
            label="Payback",
            words="CAC ÷ (monthly ARPA × gross margin), in months",
            inputs=(
                Input(name="cac", label="acquisition cost"),
                Input(name="monthly_arpa", label="average revenue per account and month"),
                _MARGIN,
            ),
            undefined="Customers bring nothing: it is never paid back.",
            compute=_plain(unit_economics.payback),
        ),
    )
}
