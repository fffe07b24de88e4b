"""Passages in bodies: where they stand, what marks them, and whether one may."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from research import anchoring
from research.api.errors import BadInput, Flaw, pointer
from research.api.fields import RelatedField, as_id
from research.api.serializers import StrictSerializer
from research.models import Highlight, Note, Participant, Study, Tag, User
from research.operations import tags
from research.operations.highlights import Mark
from research.operations.refusals import Unacceptable

AT_ONCE = 1_000
MOST_TAGS = 50
LARGEST_OFFSET = 2**31 - 1
TagsByName: TypeAlias = dict[tuple[tuple[int | str, ...], int | None, bool], tuple[Tag, ...]]
UNITS = [("code_points", "Unicode code points"), ("utf16", "UTF-16 units, as JavaScript counts")]


@extend_schema_field({"oneOf": [{"type": "integer"}, {"type": "string"}]})
class TagOrPath(serializers.Field[Any, Any, Any, Any]):
    """A tag by its id, or by its path such as `Calendar/Time zones`."""

    def to_internal_value(self, data: Any) -> int | str:
        if isinstance(data, str) and data.strip():
            return data
        if (pk := as_id(data)) is None:
            raise serializers.ValidationError("Name a tag by its id, or by its path such as Calendar/Time zones.")
        return pk


class PassageSerializer(StrictSerializer):
    """Where a passage stands: half-open, in code points unless `offset_unit` says otherwise."""

    start = serializers.IntegerField(min_value=0, max_value=LARGEST_OFFSET)
    end = serializers.IntegerField(min_value=0, max_value=LARGEST_OFFSET)
    offset_unit = serializers.ChoiceField(choices=UNITS, required=False)


class NoteField(RelatedField):
    """A note; in bulk one that was found beforehand (`notes` of the context), with its text read once for all."""

    def found(self, data: Sequence[Any]) -> list[Any]:
        known: Mapping[int | None, Note] = self.context.get("notes", {})
        at_hand = [known[pk] for one in data if (pk := as_id(one)) in known]
        return at_hand if len(at_hand) == len(data) else super().found(data)


class MarkSerializer(PassageSerializer):
    note = NoteField(queryset=Note.objects.defer("original", "search"))
    kind = serializers.ChoiceField(choices=Highlight.Kind.choices, required=False)
    tags = serializers.ListField(child=TagOrPath(), required=False, max_length=MOST_TAGS)
    create_tags = serializers.BooleanField(required=False, help_text="Add paths that are not there yet.")
    comment = serializers.CharField(required=False, allow_blank=True, max_length=100_000)


class MarksSerializer(StrictSerializer):
    highlights = serializers.ListField(child=serializers.DictField(), min_length=1, max_length=AT_ONCE)


class ChangeSerializer(StrictSerializer):
    kind = serializers.ChoiceField(choices=Highlight.Kind.choices, required=False)
    comment = serializers.CharField(required=False, allow_blank=True, max_length=100_000)
    tags = serializers.ListField(child=TagOrPath(), required=False, max_length=MOST_TAGS)
    create_tags = serializers.BooleanField(required=False)


class WhoseWords(StrictSerializer):
    participants = RelatedField(queryset=Participant.objects.all(), many=True)


def by_index(errors: Any) -> dict[str, Any]:
    """Name the rows that are wrong. DRF gives a mapping or, with blanks for the right ones, a list."""
    rows = errors.items() if isinstance(errors, Mapping) else enumerate(errors)
    return {str(index): error for index, error in rows if error}


def notes_of(rows: Sequence[Mapping[str, Any]], *, by: User) -> dict[int, Note]:
    """The notes that the rows name and the person may see, with their interviews and studies. One query."""
    named = {pk for row in rows if (pk := as_id(row.get("note"))) is not None}
    seen = Note.objects.visible_to(by).select_related("interview__study").defer("original", "search")
    return seen.in_bulk(named)


def marks_of(rows: Sequence[Mapping[str, Any]], *, by: User) -> list[Mark]:
    """Raises `BadInput` that points to every row that is wrong. Tags that are named alike are looked up once."""
    marks, flaws = [], []
    known: TagsByName = {}
    for index, row in enumerate(rows):
        try:
            marks.append(mark_of(row, by=by, known=known))
        except BadInput as error:
            at = pointer("highlights", index)
            flaws += [Flaw(pointer=at + flaw.pointer, detail=flaw.detail) for flaw in error.flaws]
    if flaws:
        raise BadInput(*flaws)
    return marks


def mark_of(given: Mapping[str, Any], *, by: User, known: TagsByName | None = None) -> Mark:
    note: Note = given["note"]
    start, end = range_of(given, note.text)
    named, create = tuple(given.get("tags", [])), given.get("create_tags", False)
    known = {} if known is None else known
    key = named, note.interview.study_id, create
    if key not in known:
        known[key] = tags_of(named, study=note.interview.study, by=by, create=create)
    return Mark(
        note=note,
        start=start,
        end=end,
        kind=given.get("kind", Highlight.Kind.NONE),
        comment=given.get("comment", ""),
        tags=known[key],
    )


def range_of(given: Mapping[str, Any], text: str) -> tuple[int, int]:
    """Return start and end in code points. Raises `BadInput`."""
    if given.get("offset_unit") != "utf16":
        return given["start"], given["end"]
    return _from_utf16(text, given["start"], name="start"), _from_utf16(text, given["end"], name="end")


def _from_utf16(text: str, offset: int, *, name: str) -> int:
    try:
        return anchoring.from_utf16(text, offset)
    except anchoring.AnchoringError as error:
        raise BadInput(Flaw(pointer=pointer(name), detail=str(error))) from error


def tags_of(named: Sequence[int | str], *, study: Study | None, by: User, create: bool) -> tuple[Tag, ...]:
    """Return the tags, adding what is missing of paths if that was asked for. Raises `BadInput`."""
    by_id = Tag.objects.visible_to(by).in_bulk([one for one in named if isinstance(one, int)]) if named else {}
    found = []
    for index, one in enumerate(named):
        try:
            found.append(by_id[one] if isinstance(one, int) else _at(one, study=study, by=by, create=create))
        except KeyError as error:
            raise BadInput(Flaw(pointer=pointer("tags", index), detail=f"There is no tag {one}.")) from error
        except Unacceptable as error:
            raise BadInput(Flaw(pointer=pointer("tags", index), detail=str(error))) from error
    return tuple(found)


def _at(path: str, *, study: Study | None, by: User, create: bool) -> Tag:
    if not create:
        return tags.find(path, viewer=by, study=study)
    if not by.has_perm("research.add_tag"):
        raise Unacceptable("Your role does not add tags.", field="create_tags")
    return tags.find_or_add(path, by=by, study=study)
