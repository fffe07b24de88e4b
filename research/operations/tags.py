"""The codebook: finding tags by their paths, saying who uses them, splitting, merging and parting them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import F, Func, Q, TextField, Value
from django.db.models.functions import Lower

from research.models import Highlight, Insight, Merge, Study, Tag, Tagging, User, Viewer
from research.operations import taggings
from research.operations.refusals import Refused, Unacceptable
from research.operations.taggings import Carried

SEPARATOR = "/"


class UnknownTag(Unacceptable):
    """No tag that the person may see has this path or alias."""


class ForeignTag(Unacceptable):
    """The tag belongs to another study, was merged into another tag, or is none of the highlight's."""


class WrongPlace(Refused):
    """The tag belongs to the repository already, or others than the one study use it."""


class CannotMerge(Refused):
    """The two cannot become one: the same, merged already, of different studies, or one above the other."""


class CannotUnmerge(Refused):
    """The tag was not merged, or what was kept has been merged itself since."""


class CannotSplit(Refused):
    """Nothing would move."""


def find(path: str, *, viewer: Viewer, study: Study | None) -> Tag:
    """Return the tag at a path such as `Calendar/Time zones`, or with that alias. Raises `UnknownTag`.

    Case does not matter. The study's own tags come before the repository's. One query.
    """
    tag = _at(path, viewer=viewer, study=study)[-1]
    if tag is None:
        raise UnknownTag(f"There is no tag {path!r}.", field="tags")
    return tag


@transaction.atomic
def find_or_add(path: str, *, by: User, study: Study | None, owner: Study | None = None) -> Tag:
    """Return the tag at a path, adding what is missing of it. Raises `Unacceptable`.

    What is new at the root belongs to the repository, or to `owner`; what hangs under another to whom that belongs.
    """
    names, found = _names(path), _at(path, viewer=by, study=study)
    above: Tag | None = None
    for name, tag in zip(names, found, strict=True):
        belongs_to = above.study if above else owner
        above = tag or Tag.objects.create(name=name, parent=above, study=belongs_to, created_by=by)
    assert above is not None  # noqa: S101  (a path has at least one name)
    return above


def check_usable(tags: Iterable[Tag], *, study: int | None) -> None:
    """Raise `ForeignTag` unless what belongs to this study, or to none, may carry the tags."""
    for tag in tags:
        if tag.merged_into_id:
            raise ForeignTag(f"“{tag.name}” was merged into another tag.", field="tags")
        if tag.study_id and tag.study_id != study:
            raise ForeignTag(f"“{tag.name}” belongs to another study.", field="tags")


@transaction.atomic
def promote(tag: Tag, *, by: User) -> Tag:
    """Let the whole repository use a study's tag; what hangs under it stays the study's. Raises `WrongPlace`.

    Where it hung under another of the study's tags it stands at the root from now on.
    """
    tag = Tag.objects.locked().select_related("parent").get(pk=tag.pk)
    if tag.study_id is None:
        raise WrongPlace("This tag belongs to the whole repository already.")
    if tag.parent and tag.parent.study_id:
        tag.parent = None
    tag.study = None
    tag.save(update_fields=["study", "parent"])
    return tag


@transaction.atomic
def bind(tag: Tag, *, study: Study, by: User, under: Tag | None = None) -> Tag:
    """Let one study alone use the tag: the way back from `promote`. Raises `WrongPlace` where others use it."""
    tag = Tag.objects.locked().get(pk=tag.pk)
    elsewhere = [
        Tagging.objects.filter(tag=tag).exclude(highlight__note__interview__study=study),
        Insight.objects.filter(tags=tag).exclude(study=study),
        tag.children.exclude(study=study),
    ]
    if any(rows.exists() for rows in elsewhere):
        raise WrongPlace(f"“{tag.name}” is used outside this study.")
    tag.study, tag.parent = study, under or tag.parent
    tag.save(update_fields=["study", "parent"])
    return tag


@transaction.atomic
def exemplify(tag: Tag, *, highlight: Highlight, is_example: bool, by: User) -> int:
    """Let the highlight show others what the tag is for, or no longer. Raises `ForeignTag` where it has not the tag."""
    changed = Tagging.objects.filter(tag=tag, highlight=highlight).update(is_example=is_example)
    if not changed:
        raise ForeignTag(f"This highlight has not the tag “{tag.name}”.", field="highlight")
    return changed


@transaction.atomic
def split(tag: Tag, *, highlights: Collection[Highlight], into: Tag, by: User) -> Carried:
    """Let these highlights of the tag have another tag instead, whoever gave it. Raises `CannotSplit`, `ForeignTag`.

    Returns what `rejoin` needs to take it back.
    """
    if into.pk == tag.pk:
        raise CannotSplit("They have this tag already.")
    locked = Tag.objects.locked().in_bulk([tag.pk, into.pk])
    for study in {highlight.note.interview.study_id for highlight in highlights}:
        check_usable([locked[into.pk]], study=study)
    chosen = Tagging.objects.filter(highlight__in=highlights)
    carried = taggings.carry(tag, into, taggings=chosen)
    if not carried["moved"] and not carried["twins"]:
        raise CannotSplit(f"None of these highlights has the tag “{tag.name}”.")
    return carried


@transaction.atomic
def rejoin(tag: Tag, *, carried: Carried, out_of: Tag, by: User) -> Tag:
    """Take a split back: the highlights have the first tag again. Raises `CannotSplit` where it was merged since."""
    tag = Tag.objects.locked().get(pk=tag.pk)
    if tag.merged_into_id:
        raise CannotSplit(f"“{tag.name}” was merged into another tag since.")
    taggings.carry_back(carried, to=tag, out_of=out_of)
    return tag


@transaction.atomic
def merge(sources: Collection[Tag], *, into: Tag, by: User, at: datetime) -> Tag:
    """Make several tags one: highlights and insights go to `into`, the old names become its aliases.

    The merged tags stay as signposts, and what hangs under them hangs under `into`; `unmerge` puts one back. Raises
    `CannotMerge`.
    """
    if into in sources:
        raise CannotMerge("These tags are one already.")
    locked = Tag.objects.locked().in_bulk([into.pk, *(source.pk for source in sources)])
    target: Tag = locked.pop(into.pk)
    for source in locked.values():
        check_mergeable(source, target)
        moved = _move(source, target)
        Merge.objects.create(
            noun=Merge.Noun.TAG, kept_id=target.pk, merged_id=source.pk, moved=moved, merged_at=at, merged_by=by
        )
    target.save(update_fields=["aliases"])
    return target


@transaction.atomic
def unmerge(tag: Tag, *, by: User, at: datetime) -> Tag:
    """Put a merged tag back where it was, with exactly what moved. Raises `CannotUnmerge`.

    What has gone elsewhere since stays there.
    """
    merging = Merge.objects.standing().filter(noun=Merge.Noun.TAG, merged_id=tag.pk)
    merged = merging.select_for_update(of=("self",)).first()
    if merged is None:
        raise CannotUnmerge(f"“{tag.name}” is not merged into another tag.")
    locked = Tag.objects.locked().in_bulk([merged.kept_id, tag.pk])
    source: Tag = locked[tag.pk]
    target = locked.get(merged.kept_id)
    if target is None or target.merged_into_id:
        raise CannotUnmerge("The tag that was kept has itself been merged or deleted since. Undo that first.")
    _move_back(source, target, merged.moved)
    merged.undone_at, merged.undone_by = at, by
    merged.save(update_fields=["undone_at", "undone_by"])
    return source


def _at(path: str, *, viewer: Viewer, study: Study | None) -> list[Tag | None]:
    """Return, for each name of the path, the tag that stands there, or None from where it leaves the tree."""
    names = _names(path)
    named = Tag.objects.visible_to(viewer).current().filter(Q(study__isnull=True) | Q(study=study))
    tags = list(
        named.annotate(lower=Lower("name"), lower_aliases=lower_aliases())
        .filter(Q(lower__in=[name.lower() for name in names]) | Q(lower_aliases__contains=[path.strip().lower()]))
        .order_by(F("study").asc(nulls_last=True), "id")
    )
    found: list[Tag | None] = []
    above: Tag | None = None
    for depth, name in enumerate(names):
        if depth and above is None:
            found.append(None)
            continue
        above = _child(tags, name=name, parent=above)
        found.append(above)
    if found[-1] is None:
        found[-1] = next((tag for tag in tags if path.strip().lower() in tag.lower_aliases), None)
    return found


def _child(tags: Iterable[Tag], *, name: str, parent: Tag | None) -> Tag | None:
    parent_id = parent.pk if parent else None
    return next((tag for tag in tags if tag.parent_id == parent_id and tag.name.lower() == name.lower()), None)


def lower_aliases() -> Func:
    """Return the aliases without case, as an array to annotate with."""
    joined = Func(F("aliases"), Value("/"), function="array_to_string", output_field=TextField())
    return Func(Lower(joined), Value("/"), function="string_to_array", output_field=ArrayField(TextField()))


def _names(path: str) -> Sequence[str]:
    names = [name.strip() for name in path.split(SEPARATOR)]
    if not all(names):
        raise Unacceptable(f"{path!r} is no path of tags, such as Calendar/Time zones.", field="tags")
    if any(len(name) > (Tag._meta.get_field("name").max_length or 100) for name in names):
        raise Unacceptable("A tag's name has at most 100 characters.", field="tags")
    return names


def check_mergeable(source: Tag, target: Tag) -> None:
    """Raise `CannotMerge` unless the one may become the other."""
    if source.merged_into_id or target.merged_into_id:
        raise CannotMerge("These tags are one already.")
    if source.study_id != target.study_id and target.study_id is not None:
        raise CannotMerge(f"“{target.name}” belongs to one study; tags of others cannot become it.")
    if source.pk in Tag.objects.all().ancestors(target).values_list("pk", flat=True):  # type: ignore[no-untyped-call]  # the package has no types
        raise CannotMerge(f"“{source.name}” stands above “{target.name}”; move it first.")
    namesakes = target.children.annotate(lower=Lower("name")).values("lower")
    if twin := source.children.annotate(lower=Lower("name")).filter(lower__in=namesakes).exclude(pk=target.pk).first():
        raise CannotMerge(f"Both have a tag “{twin.name}” under them. Merge those first.")


def _move(source: Tag, target: Tag) -> dict[str, Any]:
    """Carry everything over, and return what puts it back."""
    children = list(source.children.values_list("pk", flat=True))
    signposts = list(source.merged_tags.values_list("pk", flat=True))
    names = [source.name, *source.aliases]
    moved = {
        "parent": source.parent_id,
        "children": children,
        "signposts": signposts,
        "aliases": [index for index, name in enumerate(names) if name not in target.aliases],
        "taggings": taggings.carry(source, target, taggings=Tagging.objects.all()),
        "insights": taggings.carry_insights(source, target),
    }
    source.merged_into, source.parent = target, None
    source.save(update_fields=["merged_into", "parent"])
    Tag.objects.filter(pk__in=children).update(parent=target)
    Tag.objects.filter(pk__in=signposts).update(merged_into=target)
    target.aliases = list(dict.fromkeys([*target.aliases, *names]))
    return moved


def _move_back(source: Tag, target: Tag, moved: Mapping[str, Any]) -> None:
    names = [source.name, *source.aliases]
    new = {names[index] for index in moved["aliases"] if index < len(names)}
    target.aliases = [name for name in target.aliases if name not in new]
    target.save(update_fields=["aliases"])
    source.merged_into = None
    source.parent = Tag.objects.current().filter(pk=moved["parent"]).first()
    source.save(update_fields=["merged_into", "parent"])
    Tag.objects.filter(pk__in=moved["children"], parent=target).update(parent=source)
    Tag.objects.filter(pk__in=moved["signposts"], merged_into=target).update(merged_into=source)
    taggings.carry_back(moved["taggings"], to=source, out_of=target)
    taggings.carry_insights_back(moved["insights"], to=source, out_of=target)
