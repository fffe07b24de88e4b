"""What a model says about its own fields, so that erasure, search, export and tests need no list of models."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models


@dataclass(frozen=True, kw_only=True)
class Declaration:
    """Field names of one model, by what they hold.

    `personal`: may hold a person's words or details; erased or redacted with that person.
    `impersonal`: text that never does (slugs, states, hashes). Every text field is in exactly one of the two.
    `searchable`: found by full text, most telling first.
    """

    personal: tuple[str, ...] = ()
    impersonal: tuple[str, ...] = ()
    searchable: tuple[str, ...] = ()


def declared_models() -> Iterator[tuple[type[models.Model], Declaration]]:
    """Every managed model of the project that declares its fields, with its declaration."""
    for model in apps.get_models():
        declaration = getattr(model, "declaration", None)
        if isinstance(declaration, Declaration):
            yield model, declaration
