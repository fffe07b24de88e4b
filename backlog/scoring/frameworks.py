"""The frameworks by name: what each asks for, what it is about, and how it computes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Literal

from backlog.scoring import ice, kano, moscow, opportunity, rice, wsjf
from backlog.scoring.inputs import Input, Unfit, read
from backlog.scoring.result import Result


@dataclass(frozen=True, kw_only=True)
class Framework:
    """`made` turns the inputs that were read into what `compute` takes."""

    name: str
    label: str
    formula: str
    inputs: tuple[Input, ...]
    made: Callable[..., Any]
    compute: Callable[[Any], Result]
    subject: Literal["item", "opportunity"] = "item"


FRAMEWORKS: Mapping[str, Framework] = {
    one.name: one
    for one in (
        Framework(
            name="rice",
            label="RICE",
            formula="reach × impact × confidence ÷ effort",
            inputs=rice.INPUTS,
            made=rice.Rice,
            compute=rice.score,
        ),
        Framework(
            name="ice",
            label="ICE",
            formula="impact × confidence × ease",
            inputs=ice.INPUTS,
            made=ice.Ice,
            compute=ice.score,
        ),
        Framework(
            name="ice_mean",
            label="ICE as a mean",
            formula="(impact + confidence + ease) ÷ 3",
            inputs=ice.INPUTS,
            made=ice.Ice,
            compute=ice.mean,
        ),
        Framework(
            name="wsjf",
            label="WSJF",
            formula="(value + time criticality + risk reduction or opportunity enablement) ÷ job size",
            inputs=wsjf.INPUTS,
            made=wsjf.Wsjf,
            compute=wsjf.score,
        ),
        Framework(
            name="moscow",
            label="MoSCoW",
            formula="Must, Should, Could or Won't have this time, in a timebox",
            inputs=moscow.INPUTS,
            made=moscow.Moscow,
            compute=moscow.score,
        ),
        Framework(
            name="kano",
            label="Kano",
            formula="the category of most respondents; ties M > O > A > I > R > Q",
            inputs=kano.INPUTS,
            made=kano.Counts,
            compute=kano.score,
        ),
        Framework(
            name="opportunity",
            label="Opportunity score (Ulwick)",
            formula="importance + max(importance − satisfaction, 0)",
            inputs=opportunity.INPUTS,
            made=opportunity.Need,
            compute=opportunity.ulwick,
            subject="opportunity",
        ),
        Framework(
            name="olsen",
            label="Importance × dissatisfaction (Olsen)",
            formula="importance × (1 − satisfaction)",
            inputs=opportunity.INPUTS,
            made=opportunity.Need,
            compute=opportunity.olsen,
            subject="opportunity",
        ),
    )
}


@dataclass(frozen=True, kw_only=True)
class Scored:
    """The inputs as they were read, and what follows from them."""

    inputs: Mapping[str, Decimal | str]
    result: Result


def score(framework: str, given: Mapping[str, object]) -> Scored:
    """Compute once. Raises `Unfit`, by the names of the inputs; `KeyError` for a framework that there is not."""
    found = FRAMEWORKS[framework]
    values = read(found.inputs, given)
    try:
        return Scored(inputs=values, result=found.compute(found.made(**values)))
    except ValueError as error:
        raise Unfit({found.inputs[0].name: str(error)}) from error
