"""Scoring items and opportunities."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from backlog.models import BacklogItem, Score
from backlog.scoring import frameworks
from backlog.scoring.frameworks import FRAMEWORKS
from backlog.scoring.inputs import Unfit
from research.models import Opportunity, Segment, User
from research.operations.refusals import Unacceptable


class InputsUnfit(Unacceptable):
    """The framework cannot work with these inputs. `flaws` says why, by the name of the input."""

    def __init__(self, error: Unfit) -> None:
        super().__init__(f"The inputs cannot be scored. {error}", field="inputs")
        self.flaws = error.flaws


class WrongSubject(Unacceptable):
    """The framework is about items, or about opportunities in a segment, and the other was given."""


@transaction.atomic
def give(
    *,
    framework: str,
    inputs: Mapping[str, object],
    by: User | None,
    at: datetime,
    item: BacklogItem | None = None,
    opportunity: Opportunity | None = None,
    segment: Segment | None = None,
    reason: str = "",
) -> Score:
    """Compute a score and let it replace the last one of its kind. Raises `WrongSubject` and `InputsUnfit`.

    The subject's row is held meanwhile, so that two at once follow one another and neither is lost.
    """
    _check_subject(framework, item=item, opportunity=opportunity, segment=segment)
    try:
        scored = frameworks.score(framework, inputs)
    except Unfit as error:
        raise InputsUnfit(error) from error
    if item:
        BacklogItem.objects.locked().get(pk=item.pk)
    elif opportunity:
        Opportunity.objects.locked().get(pk=opportunity.pk)
    of_its_kind = Score.objects.filter(item=item, opportunity=opportunity, segment=segment, framework=framework)
    last = of_its_kind.current().first()
    if last:
        of_its_kind.filter(pk=last.pk).update(is_current=False)
    result = scored.result
    return Score.objects.create(
        item=item,
        opportunity=opportunity,
        segment=segment,
        framework=framework,
        inputs={name: _as_json(value) for name, value in scored.inputs.items()},
        result={
            "value": _as_json(result.value),
            "explanation": result.explanation,
            "details": {name: _as_json(value) for name, value in result.details.items()},
            "notes": list(result.notes),
        },
        score=result.sort_number,
        comparable_with=result.comparable_with,
        reason=reason,
        replaces=last,
        by=by,
        at=at,
    )


def _check_subject(
    framework: str, *, item: BacklogItem | None, opportunity: Opportunity | None, segment: Segment | None
) -> None:
    found = FRAMEWORKS[framework]
    if found.subject == "item":
        if item is None:
            raise WrongSubject(f"{found.label} is of an item: say which.", field="item")
        if opportunity:
            raise WrongSubject(f"{found.label} is of an item, not of an opportunity.", field="opportunity")
        if segment:
            raise WrongSubject(f"{found.label} is the same for every segment.", field="segment")
        return
    if opportunity is None:
        raise WrongSubject(f"{found.label} is of an opportunity: say which.", field="opportunity")
    if item:
        raise WrongSubject(f"{found.label} is of an opportunity, not of an item.", field="item")


def _as_json(value: Any) -> Any:
    """Whole numbers stay whole."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value
