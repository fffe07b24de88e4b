"""Making two records one, and parting them again: insights, opportunities, participants, accounts.

Whatever leads to the one that goes leads to the one that stays afterwards, of whichever app it is: the links are
found through the app registry, so that a table which is added later moves, too. The one that goes stays as a
signpost (`merged_into`). Nothing is lost on the way:

    a plain reference           is turned to the one that stays
    a pair that both have       (the same highlight, say) once is enough: a bare pair is remembered and deleted,
                                a record of its own stays behind with the signpost
    an empty field              is filled from the one that goes

`Merge.moved` remembers by link what an undo puts back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, TypeAlias

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.text import capfirst

from research.models import (
    Account,
    Consent,
    Insight,
    Merge,
    Opportunity,
    Participant,
    RecordQuerySet,
    Study,
    User,
    Viewer,
)
from research.operations import consents
from research.operations.links import Link, links_to
from research.operations.refusals import Refused

Mergeable: TypeAlias = Insight | Opportunity | Participant | Account

NOUNS: Mapping[str, type[Mergeable]] = {
    Merge.Noun.INSIGHT: Insight,
    Merge.Noun.OPPORTUNITY: Opportunity,
    Merge.Noun.PARTICIPANT: Participant,
    Merge.Noun.ACCOUNT: Account,
}
FILLED: Mapping[str, tuple[str, ...]] = {
    Merge.Noun.INSIGHT: ("statement", "body", "owner"),
    Merge.Noun.PARTICIPANT: ("role", "account"),
    Merge.Noun.ACCOUNT: ("domain", "plan", "size", "notes"),
}
"""Fields that are taken over where the one that stays has nothing there."""


class CannotMerge(Refused):
    """The two cannot become one: the same, merged already, one above the other, or of different studies or products."""


class CannotPart(Refused):
    """The merge was undone already, or what was kept has itself been merged since."""


@dataclass(frozen=True, kw_only=True)
class Kind:
    """How many of a kind move, and of how many both have it; as far as the viewer may see them."""

    name: str
    moving: int
    shared: int


def noun_of(record: Mergeable) -> str:
    return next(noun for noun, model in NOUNS.items() if isinstance(record, model))


def preview(kept: Mergeable, merged: Mergeable, *, viewer: Viewer) -> list[Kind]:
    """Return what a merge would move. Raises `CannotMerge`. Two queries for each link that leads to such a record."""
    _check(kept, merged)
    found: dict[str, tuple[int, int]] = {}
    for link in links_to(type(kept)):
        staying = _staying(link, kept=kept, merged=merged)
        for end in link.by_end():
            rows = _seen(end, end.rows(merged.pk), viewer=viewer)
            moving, shared = rows.exclude(pk__in=staying).count(), rows.filter(pk__in=staying).count()
            name = str(capfirst(end.shown._meta.verbose_name_plural))
            before = found.get(name, (0, 0))
            found[name] = before[0] + moving, before[1] + shared
    return [Kind(name=name, moving=each[0], shared=each[1]) for name, each in found.items() if any(each)]


def filled_from(kept: Mergeable, merged: Mergeable) -> list[str]:
    """Return the fields that the one that stays would take over from the other."""
    names = FILLED.get(noun_of(kept), ())
    return [name for name in names if not _value(kept, name) and _value(merged, name)]


@transaction.atomic
def merge(merged: Mergeable, *, into: Mergeable, by: User, at: datetime) -> Merge:
    """Make the one that goes a signpost to the other; what led to it leads there. Raises `CannotMerge`."""
    model = type(into)
    locked = _locked(model, into.pk, merged.pk)
    if len(locked) < 2:
        raise CannotMerge("These are one already.")
    kept, merged = locked[into.pk], locked[merged.pk]
    _check(kept, merged)
    moved = {link.key: left for link in links_to(model) if (left := _move(link, kept=kept, merged=merged))}
    filled = _fill(kept, merged)
    kept.save()
    merged.merged_into = kept
    merged.save()
    remembered = {**moved, "filled": filled}
    return Merge.objects.create(
        noun=noun_of(kept), kept_id=kept.pk, merged_id=merged.pk, moved=remembered, merged_at=at, merged_by=by
    )


@transaction.atomic
def undo(merge: Merge, *, by: User, at: datetime) -> Mergeable:
    """Part them again; returns the one that comes back. Raises `CannotPart`.

    What somebody has moved elsewhere since stays where it is.
    """
    merge = Merge.objects.select_for_update(of=("self",)).get(pk=merge.pk)
    model = NOUNS[merge.noun]
    locked = _locked(model, merge.kept_id, merge.merged_id)
    if merge.undone_at or len(locked) < 2:
        raise CannotPart("They were parted already, or one of them was deleted.")
    kept, merged = locked[merge.kept_id], locked[merge.merged_id]
    if kept.merged_into_id:
        raise CannotPart("What was kept has been merged into another since. Undo that first.")
    for link in links_to(model):
        if left := merge.moved.get(link.key):
            _move_back(link, left, kept=kept, merged=merged)
    _empty(kept, merged, merge.moved.get("filled", []))
    kept.save()
    merged.merged_into = None
    merged.save()
    merge.undone_at, merge.undone_by = at, by
    merge.save(update_fields=["undone_at", "undone_by"])
    back: Mergeable = merged
    return back


def _locked(model: type[Mergeable], *pks: int) -> dict[int, Any]:
    """The two rows, locked in one order, so that two merges at once wait for one another."""
    rows: RecordQuerySet[Any] = model._default_manager.order_by("pk")
    return rows.locked().in_bulk(pks)


def _check(kept: Mergeable, merged: Mergeable) -> None:
    if kept.pk == merged.pk or kept.merged_into_id or merged.merged_into_id:
        raise CannotMerge("These are one already.")
    if isinstance(kept, Insight) and isinstance(merged, Insight) and kept.study_id != merged.study_id:
        private = Study.objects.private().filter(pk__in=[kept.study_id, merged.study_id]).first()
        if private:
            raise CannotMerge("One of them rests on a private study's words, which stay in that study's insights.")
    if isinstance(kept, Opportunity) and isinstance(merged, Opportunity):
        if kept.product_id != merged.product_id:
            raise CannotMerge("They belong to different products.")
        above: QuerySet[Any] = Opportunity.objects.all().ancestors(kept)  # type: ignore[no-untyped-call]  # the package has no types
        if above.filter(pk=merged.pk).exists():
            raise CannotMerge("The one that would go stands above the other. Keep that one, or move it first.")
    if isinstance(kept, Participant) and isinstance(merged, Participant):
        _check_consents(kept, merged)


def _check_consents(kept: Participant, merged: Participant) -> None:
    """A permission that was taken back, or ends sooner, must not be lost behind one that lasts."""
    for mine, theirs in consents.colliding(kept, merged):
        if consents.ends_at(theirs) < consents.ends_at(mine):
            scope = mine.get_scope_display()
            raise CannotMerge(
                f"{merged.code} permitted “{scope}” for less long than {kept.code}. End {kept.code}'s consent first."
            )


def _staying(link: Link, *, kept: Mergeable, merged: Mergeable) -> list[int]:
    """The rows of the one that goes that the other has, too."""
    rows = link.rows(merged.pk)
    if link.model is Consent and isinstance(kept, Participant) and isinstance(merged, Participant):
        return [theirs.pk for _, theirs in consents.colliding(kept, merged)]
    if link.others:
        held = link.rows(kept.pk)
        pairs = [Q(**{f"{other}__in": held.values(other)}) for other in link.others]
        return list(rows.filter(reduce(or_, pairs)).values_list("pk", flat=True))
    if getattr(link.model._meta.get_field(link.field), "unique", False) and link.rows(kept.pk).exists():
        return list(rows.values_list("pk", flat=True))
    return []


def _move(link: Link, *, kept: Mergeable, merged: Mergeable) -> dict[str, list[int]]:
    staying = _staying(link, kept=kept, merged=merged)
    rows = link.rows(merged.pk)
    moving = list(rows.exclude(pk__in=staying).values_list("pk", flat=True))
    left = {"moved": moving, "others": []}
    if link.is_bare:
        twins = link.model._default_manager.filter(pk__in=staying)
        left["others"] = list(twins.values_list(f"{link.other}_id", flat=True))
        twins.delete()
    _turn(link, moving, to=kept)
    _touch(link, left)
    return left if any(left.values()) else {}


def _move_back(link: Link, left: Mapping[str, list[int]], *, kept: Mergeable, merged: Mergeable) -> None:
    still_there = link.rows(kept.pk).filter(pk__in=left["moved"]).values_list("pk", flat=True)
    _turn(link, list(still_there), to=merged)
    if left["others"]:
        there = link.shown._default_manager.filter(pk__in=left["others"])
        pairs = [{f"{link.field}_id": merged.pk, f"{link.other}_id": pk} for pk in there.values_list("pk", flat=True)]
        link.model._default_manager.bulk_create((link.model(**pair) for pair in pairs), ignore_conflicts=True)
    _touch(link, left)


def _turn(link: Link, pks: list[int], *, to: Mergeable) -> None:
    link.model._default_manager.filter(pk__in=pks).update(**{link.field: to})


def _touch(link: Link, left: Mapping[str, list[int]]) -> None:
    """Count up the versions of what shows its pairs: whose words a highlight holds, who was in an interview.

    Tags and segments do not: there the record itself shows the pair.
    """
    rows = link.shown._default_manager.all()
    is_shown_there = link.is_bare and link.model._meta.auto_created in (False, link.shown)
    if is_shown_there and isinstance(rows, RecordQuerySet):
        moved = link.model._default_manager.filter(pk__in=left["moved"]).values(link.other)
        rows.filter(Q(pk__in=moved) | Q(pk__in=left["others"])).touch()


def _fill(kept: Mergeable, merged: Mergeable) -> list[str]:
    filled = filled_from(kept, merged)
    for name in filled:
        setattr(kept, name, getattr(merged, name))
    return filled


def _empty(kept: Mergeable, merged: Mergeable, names: list[str]) -> None:
    """Take back what was filled in, unless somebody has written something else there since."""
    for name in names:
        if _value(kept, name) == _value(merged, name):
            field = kept._meta.get_field(name)
            setattr(kept, name, None if field.null else "")


def _value(record: Mergeable, name: str) -> Any:
    return getattr(record, record._meta.get_field(name).attname)  # type: ignore[union-attr]


def _seen(link: Link, rows: QuerySet[Any], *, viewer: Viewer) -> QuerySet[Any]:
    """Those whose shown end the viewer may see."""
    shown = link.shown._default_manager.all()
    restrict = getattr(shown, "visible_to", None)
    if restrict is None:
        return rows
    return rows.filter(**{f"{link.other or 'pk'}__in": restrict(viewer)})
