"""Guides: what a study's interviewers want to hear about, from a template or as it is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.db import transaction
from django.db.models import Max

from research.models import GuideQuestion, Study, User
from research.operations.refusals import Unacceptable

DIRECTORY = Path(__file__).resolve().parent.parent / "guides"
NAMES = ("discovery", "usability", "churn")


@dataclass(frozen=True, kw_only=True)
class Question:
    text: str
    probes: str = ""


@dataclass(frozen=True, kw_only=True)
class Template:
    """A guide to begin with. `name` is what it is asked for by."""

    name: str
    title: str
    about: str
    questions: tuple[Question, ...]


class NoSuchTemplate(Unacceptable):
    """There is no guide of this name to begin with."""


@cache
def templates() -> Sequence[Template]:
    """Return the guides that come with Throughline: `research/guides/`."""
    return tuple(_read(name) for name in NAMES)


@transaction.atomic
def begin(study: Study, *, template: str, by: User) -> list[GuideQuestion]:
    """Put a template's questions at the end of the study's guide, those that it has already left out.

    Raises `NoSuchTemplate`.
    """
    chosen = next((one for one in templates() if one.name == template), None)
    if chosen is None:
        raise NoSuchTemplate(f"There is no guide {template!r} to begin with.", field="template")
    study = Study.objects.locked().get(pk=study.pk)
    held = set(study.guide.values_list("text", flat=True))
    last = study.guide.aggregate(last=Max("position"))["last"] or 0
    fresh = [question for question in chosen.questions if question.text not in held]
    return GuideQuestion.objects.bulk_create(
        GuideQuestion(study=study, position=last + place, text=question.text, probes=question.probes)
        for place, question in enumerate(fresh, start=1)
    )


def _read(name: str) -> Template:
    held = yaml.safe_load((DIRECTORY / f"{name}.yaml").read_text(encoding="utf-8"))
    questions = tuple(Question(text=one["text"], probes=one.get("probes", "")) for one in held["questions"])
    return Template(name=name, title=held["title"], about=held["about"], questions=questions)
