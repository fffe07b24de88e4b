"""How a filter is asked of each kind of answer: rows and what is wanted in, the rows that fit out."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from research.models import Insight, InsightEvidence, Participant, Study, Tag, TagBranch, Tagging
from research.operations import tags
from research.search.finding import Restrict


def among(field: str) -> Restrict:
    """Those whose field is the id that is asked for."""
    return lambda rows, wanted: rows.filter(**{field: wanted})


def under(field: str) -> Restrict:
    """Those that have, in a table of their own, a row with this id; each of them once."""
    return lambda rows, wanted: rows.filter(pk__in=rows.model._base_manager.filter(**{field: wanted}).values("pk"))


def since(field: str) -> Restrict:
    return lambda rows, moment: rows.filter(**{f"{field}__gte": moment})


def until(field: str) -> Restrict:
    return lambda rows, moment: rows.filter(**{f"{field}__lt": moment})


def study_named(field: str) -> Restrict:
    """Those of studies whose title holds what was typed. Several names: any of them."""

    def restrict(rows: QuerySet[Any], names: Sequence[str]) -> QuerySet[Any]:
        titled = _any(Q(title__icontains=name) for name in names)
        return rows.filter(**{f"{field}__in": Study.objects.filter(titled)})

    return restrict


def kind_named(rows: QuerySet[Any], names: Sequence[str]) -> QuerySet[Any]:
    """Those of the kinds of highlight that are named, such as `pain-point`."""
    return rows.filter(kind__in=[name.lower().replace("-", "_").replace(" ", "_") for name in names])


def spoken_by(prefix: str) -> Restrict:
    """Those of participants by their code."""

    def restrict(rows: QuerySet[Any], names: Sequence[str]) -> QuerySet[Any]:
        people = Participant.objects.filter(_any(Q(code__iexact=name) for name in names))
        found = rows.model._base_manager.filter(**{f"{prefix}__in": people})
        return rows.filter(pk__in=found.values("pk"))

    return restrict


def turns_of(rows: QuerySet[Any], names: Sequence[str]) -> QuerySet[Any]:
    """Turns of speakers by their participant's code, or by the label in the file."""
    people = Participant.objects.filter(_any(Q(code__iexact=name) for name in names))
    return rows.filter(Q(participant__in=people) | _any(Q(speaker__iexact=name) for name in names))


def highlights_tagged(rows: QuerySet[Any], tag: int) -> QuerySet[Any]:
    """Those with the tag or one that hangs under it."""
    return rows.filter(pk__in=Tagging.objects.filter(tag__in=_subtree([tag])).values("highlight"))


def highlights_with_tags_named(rows: QuerySet[Any], names: Sequence[str]) -> QuerySet[Any]:
    return rows.filter(pk__in=Tagging.objects.filter(tag__in=_subtree(_tags_named(names))).values("highlight"))


def insights_tagged(rows: QuerySet[Any], tag: int) -> QuerySet[Any]:
    return rows.filter(pk__in=Insight.tags.through.objects.filter(tag__in=_subtree([tag])).values("insight"))


def insights_with_tags_named(rows: QuerySet[Any], names: Sequence[str]) -> QuerySet[Any]:
    wanted = _subtree(_tags_named(names))
    return rows.filter(pk__in=Insight.tags.through.objects.filter(tag__in=wanted).values("insight"))


def weighed_as(rows: QuerySet[Any], stance: str) -> QuerySet[Any]:
    return rows.filter(pk__in=InsightEvidence.objects.filter(stance=stance).values("highlight"))


def having_evidence(rows: QuerySet[Any], stance: str) -> QuerySet[Any]:
    return rows.filter(pk__in=InsightEvidence.objects.filter(stance=stance).values("insight"))


def _tags_named(names: Sequence[str]) -> list[int]:
    """Ids of tags with such a name, the last of a path, or alias. Case does not matter."""
    last = [name.split("/")[-1].strip().lower() for name in names]
    named = Tag.objects.current().annotate(lowered=tags.lower_aliases())
    called = _any(Q(name__iexact=name) | Q(lowered__contains=[name]) for name in last)
    return list(named.filter(called).values_list("pk", flat=True))


def _subtree(wanted: Iterable[int]) -> QuerySet[Any]:
    """The tags and all that hang under them."""
    return TagBranch.objects.filter(above__in=list(wanted)).values("tag")


def _any(conditions: Iterable[Q]) -> Q:
    either = Q(pk__in=[])
    for condition in conditions:
        either |= condition
    return either
