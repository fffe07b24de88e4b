"""A sheet in a form: pasted, or chosen as a file."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms

from research.importers import sheets
from research.operations.refusals import Refused

B = TypeVar("B")


class SheetForm(forms.Form):
    """`example` stands in the field until something is pasted. `content` and `refuse` are for valid forms."""

    text = forms.CharField(
        label="Paste the sheet",
        required=False,
        strip=False,
        max_length=sheets.LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    file = forms.FileField(label="or choose a CSV file", required=False)

    def __init__(self, *args: Any, example: str, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.fields["text"].widget.attrs["placeholder"] = example

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if bool(file) == bool(text.strip()):
            self.add_error("text", "Paste a sheet or choose a file.")
        elif file and file.size > sheets.LONGEST:
            self.add_error("file", "The file is too large.")
        return cleaned

    def content(self) -> bytes:
        file = self.cleaned_data["file"]
        content: bytes = file.read() if file else self.cleaned_data["text"].encode("utf-8", "replace")
        return content

    def brought(self, bring: Callable[[bytes], B]) -> B | None:
        """Bring the sheet in, and return what that gave; None where the form says now why not."""
        try:
            return bring(self.content())
        except Refused as error:
            self.refuse(error)
        return None

    def refuse(self, error: Refused) -> None:
        """Show why, and of an unreadable sheet every flaw with its line."""
        if isinstance(error, sheets.UnreadableSheet):
            for flaw in error.flaws:
                self.add_error("file" if self.cleaned_data["file"] else "text", str(flaw))
        else:
            self.add_error(None, str(error))
