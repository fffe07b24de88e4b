"""What people read when an operation or the database refuses what they asked for."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.db import IntegrityError
from django.db.models import ProtectedError, RestrictedError
from django.db.models.constraints import BaseConstraint

from research.operations.refusals import Refused

SHOWN = (Refused, IntegrityError, ProtectedError, RestrictedError)
"""Failures that are answered with a sentence. Any other is a mistake of ours."""

CHECK_VIOLATION = "23514"
FOREIGN_KEY_VIOLATION = "23503"


@dataclass(frozen=True, kw_only=True)
class Refusal:
    """A sentence, and the form's field that it is about, if any."""

    sentence: str
    field: str = ""


def explain(error: Exception) -> Refusal:
    """Put one of `SHOWN` into words."""
    if isinstance(error, Refused):
        return Refusal(sentence=str(error), field=getattr(error, "field", ""))
    if isinstance(error, ProtectedError):
        return Refusal(sentence=_still_needed(error.protected_objects))
    if isinstance(error, RestrictedError):
        return Refusal(sentence=_still_needed(error.restricted_objects))
    return Refusal(sentence=_violated(error))


def refused(form: type[forms.ModelForm[Any]], refusal: Refusal) -> type[forms.ModelForm[Any]]:
    """Return the form, invalid for this reason: it comes back with all that was typed."""

    def clean(self: forms.ModelForm[Any]) -> Any:
        cleaned = form.clean(self)
        self.add_error(refusal.field if refusal.field in self.fields else None, refusal.sentence)
        return cleaned

    metaclass: Any = type(form)
    invalid: type[forms.ModelForm[Any]] = metaclass(form.__name__, (form,), {"clean": clean})
    return invalid


def _still_needed(objects: set[Any]) -> str:
    kinds = sorted({str(row._meta.verbose_name_plural) for row in objects})
    return f"It cannot be deleted: {', '.join(kinds)} rest on it."


def _violated(error: Exception) -> str:
    """Tell which rule the database kept: in the words of the constraint, of the trigger, or by its name."""
    diagnosis = getattr(error.__cause__, "diag", None)
    name, state = getattr(diagnosis, "constraint_name", None), getattr(diagnosis, "sqlstate", None)
    if constraint := _constraint(name or ""):
        return _words_of(constraint)
    if state == CHECK_VIOLATION:  # raised by a trigger of ours, with a sentence for people
        return str(getattr(diagnosis, "message_primary", ""))
    if state == FOREIGN_KEY_VIOLATION:
        return "Something that this belongs to was deleted, or something still rests on it."
    return "There is one like this already."


def _constraint(name: str) -> BaseConstraint | None:
    constraints = (constraint for model in apps.get_models() for constraint in model._meta.constraints)
    return next((constraint for constraint in constraints if constraint.name == name), None)


def _words_of(constraint: BaseConstraint) -> str:
    if constraint.violation_error_message != BaseConstraint.default_violation_error_message:
        return str(constraint.violation_error_message)
    return f"{constraint.name.replace('_', ' ').capitalize()}."
