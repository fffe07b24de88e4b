"""The codebook: finding tags by their paths, and merging them."""

from collections.abc import Collection, Iterable, Sequence

from django.contrib.postgres.fields import ArrayField
from django.db import transaction
from django.db.models import Exists, F, Func, OuterRef, Q, TextField, Value
from django.db.models.functions import Coalesce, Lower

from research.models import Highlight, Insight, Study, Tag, Tagging, User, Viewer
from research.operations.refusals import Refused, Unacceptable

SEPARATOR = "/"


class UnknownTag(Unacceptable):
    """No tag that the person may see has this path or alias."""


class CannotMerge(Refused):
    """The two cannot become one: the same, merged already, of different studies, or one above the other."""


def find(path: str, *, viewer: Viewer, study: Study | None) -> Tag:
    """Return the tag at a path such as `Calendar/Time zones`, or with that alias. Raises `UnknownTag`.

    Case does not matter. The study's own tags come before the repository's. One query.
    """
    tag = _at(path, viewer=viewer, study=study)[-1]
    if tag is None:
        raise UnknownTag(f"There is no tag {path!r}.", field="tags")
    return tag


@transaction.atomic
def find_or_add(path: str, *, by: User, study: Study | None) -> Tag:
    """Return the tag at a path, adding what is missing of it to the repository. Raises `Unacceptable`."""
    names, found = _names(path), _at(path, viewer=by, study=study)
    above: Tag | None = None
    for name, tag in zip(names, found, strict=True):
        above = tag or Tag.objects.create(name=name, parent=above, study=above.study if above else None, created_by=by)
    assert above is not None  # noqa: S101  (a path has at least one name)
    return above


@transaction.atomic
def merge(sources: Collection[Tag], *, into: Tag, by: User) -> Tag:
    """Make several tags one: highlights and insights go to `into`, the old names become its aliases.

    The merged tags stay as signposts, and what hangs under them hangs under `into`. Raises `CannotMerge`.
    """
    if into in sources:
        raise CannotMerge("These tags are one already.")
    locked = Tag.objects.locked().in_bulk([into.pk, *(source.pk for source in sources)])
    target: Tag = locked.pop(into.pk)
    for source in locked.values():
        _check_mergeable(source, target)
        _move_taggings(source, target)
        _move_insights(source, target)
        source.children.update(parent=target)
        target.aliases = list(dict.fromkeys([*target.aliases, source.name, *source.aliases]))
        source.merged_into, source.parent = target, None
        source.save(update_fields=["merged_into", "parent"])
    Tag.objects.filter(merged_into__in=locked).update(merged_into=target)
    target.save(update_fields=["aliases"])
    return target


def _at(path: str, *, viewer: Viewer, study: Study | None) -> list[Tag | None]:
    """Return, for each name of the path, the tag that stands there, or None from where it leaves the tree."""
    names = _names(path)
    named = Tag.objects.visible_to(viewer).current().filter(Q(study__isnull=True) | Q(study=study))
    tags = list(
        named.annotate(lower=Lower("name"), lower_aliases=_lower_aliases())
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


def _lower_aliases() -> Func:
    """The aliases without case, as an array."""
    joined = Func(F("aliases"), Value("/"), function="array_to_string", output_field=TextField())
    return Func(Lower(joined), Value("/"), function="string_to_array", output_field=ArrayField(TextField()))


def _names(path: str) -> Sequence[str]:
    names = [name.strip() for name in path.split(SEPARATOR)]
    if not all(names):
        raise Unacceptable(f"{path!r} is no path of tags, such as Calendar/Time zones.", field="tags")
    if any(len(name) > (Tag._meta.get_field("name").max_length or 100) for name in names):
        raise Unacceptable("A tag's name has at most 100 characters.", field="tags")
    return names


def _check_mergeable(source: Tag, target: Tag) -> None:
    if source.merged_into_id or target.merged_into_id:
        raise CannotMerge("These tags are one already.")
    if source.study_id != target.study_id and target.study_id is not None:
        raise CannotMerge(f"“{target.name}” belongs to one study; tags of others cannot become it.")
    if source.pk in Tag.objects.all().ancestors(target).values_list("pk", flat=True):  # type: ignore[no-untyped-call]  # the package has no types
        raise CannotMerge(f"“{source.name}” stands above “{target.name}”; move it first.")


def _move_taggings(source: Tag, target: Tag) -> None:
    """Carry the tag's highlights over; one that the same person gave both tags keeps one."""
    given = Tagging.objects.filter(tag=source).annotate(giver=Coalesce("tagged_by", 0))
    twins = Tagging.objects.filter(tag=target, highlight=OuterRef("highlight"))
    touched = list(given.values_list("highlight", flat=True))
    given.filter(Exists(twins.annotate(giver=Coalesce("tagged_by", 0)).filter(giver=OuterRef("giver")))).delete()
    Tagging.objects.filter(tag=source).update(tag=target)
    Highlight.objects.filter(pk__in=touched).touch()


def _move_insights(source: Tag, target: Tag) -> None:
    links = Insight.tags.through.objects.filter(tag=source)
    touched = list(links.values_list("insight", flat=True))
    links.filter(insight__in=Insight.objects.filter(tags=target)).delete()
    links.update(tag=target)
    Insight.objects.filter(pk__in=touched).touch()
