"""A window of time as people say it: a number and its unit. Kept in seconds."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

UNITS = ((86_400, "days"), (3_600, "hours"), (60, "minutes"), (1, "seconds"))


class WindowInput(forms.MultiWidget):
    use_fieldset = True

    def __init__(self) -> None:
        number = forms.NumberInput(attrs={"min": 1, "aria-label": "How long"})
        unit = forms.Select(choices=UNITS, attrs={"aria-label": "Unit"})
        super().__init__([number, unit])

    def decompress(self, value: Any) -> list[Any]:
        """The largest unit of which it is a whole number."""
        if not value:
            return [None, UNITS[0][0]]
        unit = next(seconds for seconds, _ in UNITS if int(value) % seconds == 0)
        return [int(value) // unit, unit]


class WindowField(forms.MultiValueField):
    """Empty, or a number of seconds."""

    widget = WindowInput

    def __init__(self, **kwargs: Any) -> None:
        fields = (
            forms.IntegerField(min_value=1, max_value=31_622_400, required=False),
            forms.TypedChoiceField(choices=UNITS, coerce=int, required=False),
        )
        super().__init__(fields, **{"require_all_fields": False, "required": False, **kwargs})

    def compress(self, data_list: list[Any]) -> int | None:
        number, unit = data_list or (None, None)
        if not number:
            return None
        seconds = int(number) * int(unit or 1)
        if seconds > UNITS[0][0] * 366:
            raise ValidationError("A window lasts from one second to a year.")
        return seconds
