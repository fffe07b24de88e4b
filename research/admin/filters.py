"""Filters in plain words."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib import admin


class GivenFilter(admin.EmptyFieldListFilter):
    """Tells rows that have something from those that have not; subclasses say how that is called."""

    called = ""
    words: Mapping[str, str] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = self.called

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": self.words.get(str(choice["display"]), choice["display"])}


class WordsFilter(admin.AllValuesFieldListFilter):
    """By what stands in a field of text. Where nothing does, the choice says so instead of being blank."""

    def choices(self, changelist: Any) -> Iterator[Any]:
        for choice in super().choices(changelist):
            yield {**choice, "display": choice["display"] or "None given"}
