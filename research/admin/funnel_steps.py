"""The steps of a funnel as lines that a person types: an event a line, its conditions under it, each after a dash.

Signed up
- plan is pro
Paid
- amount > 10
- user.country is not PT
"""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

_CONDITION = re.compile(
    r"(?P<property>.+?)\s+(?P<operator>is not set|is set|is not|is|contains|>|<)(?:\s+(?P<value>.+))?"
)


class StepsField(forms.CharField):
    """Steps, typed as lines and kept as JSON."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(
            attrs={"rows": 8, "spellcheck": "false", "placeholder": "Signed up\n- plan is pro\nPaid"}
        )
        super().__init__(**{"widget": widget, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return written(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return read(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(written(initial or []), data)


class ConditionsField(forms.CharField):
    """Conditions, a line each and without steps, kept as JSON."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "placeholder": "user.plan is pro"})
        super().__init__(**{"widget": widget, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(map(_said, value)) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        lines = enumerate(super().clean(value).splitlines(), 1)
        return [_condition(line.strip().removeprefix("-").strip(), number) for number, line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial or []), data)


def written(steps: list[dict[str, Any]]) -> str:
    lines = []
    for step in steps:
        lines.append(step["event"])
        lines += [f"- {_said(one)}" for one in step.get("conditions", ())]
    return "\n".join(lines)


def _said(one: dict[str, Any]) -> str:
    owner = "user." if one.get("of") == "user" else ""
    return f"{owner}{one['property']} {one['operator']} {one.get('value', '')}".rstrip()


def read(text: str) -> list[dict[str, Any]]:
    """Return the steps that the lines say. Raises `ValidationError`, naming the line."""
    steps: list[dict[str, Any]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("-"):
            if not steps:
                raise ValidationError(f"Line {number}: a condition stands under its event.")
            steps[-1].setdefault("conditions", []).append(_condition(line[1:].strip(), number))
        elif line.strip():
            steps.append({"event": line.strip()})
    return steps


def _condition(text: str, number: int) -> dict[str, Any]:
    found = _CONDITION.fullmatch(text)
    if found is None:
        raise ValidationError(f"Line {number}: write a condition as “- plan is pro” or “- amount > 10”.")
    name = found["property"]
    own = name.removeprefix("user.")
    said = {"property": own, "of": "event" if own == name else "user", "operator": found["operator"]}
    return {**said, "value": found["value"]} if found["value"] else said
