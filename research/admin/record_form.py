"""The form of a record: it knows which version it shows."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

STALE = (
    "Somebody saved this while you were editing it, and nothing of theirs was overwritten. "
    "Copy what you wrote, open the page anew and put it in again."
)


class RecordForm(forms.ModelForm[Any]):
    """Carries the version that it shows, and refuses to save over a later one. One query more per save.

    The row stays locked until the transaction ends, which the admin opens around every save.
    """

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        if not self.instance._state.adding:
            self.initial.setdefault("version", self.instance.version)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        shown = self.cleaned_data.get("version")
        if shown is not None and not self.instance._state.adding and shown != self._locked_version():
            raise ValidationError(STALE, code="stale")
        return cleaned

    def _locked_version(self) -> int | None:
        rows = self._meta.model._base_manager.filter(pk=self.instance.pk)
        locked = rows.select_for_update(of=("self",), no_key=True)
        version: int | None = locked.values_list("version", flat=True).first()
        return version
