"""/highlights/"""

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from django.db.models import Prefetch, QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from research import anchoring
from research.api.endpoints import RecordViewSet
from research.api.errors import BadInput, Flaw, pointer
from research.api.fields import RelatedField, as_id, seen_by
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter, TruthFilter
from research.api.serializers import RECORD_FIELDS, RecordSerializer, StrictSerializer
from research.exporters import highlights as exported
from research.models import (
    Highlight,
    Insight,
    Interview,
    Note,
    Participant,
    Study,
    Tag,
    TagBranch,
    Tagging,
    User,
)
from research.operations import highlights, tags
from research.operations.highlights import Mark, MarksRefused
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


class TagBriefSerializer(serializers.ModelSerializer[Tag]):
    path = serializers.CharField(read_only=True)

    class Meta:
        model = Tag
        fields = ["id", "name", "path", "colour"]


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


class HighlightSerializer(RecordSerializer):
    tags = TagBriefSerializer(many=True, read_only=True)

    class Meta:
        model = Highlight
        fields = [
            *RECORD_FIELDS,
            "note",
            "start",
            "end",
            "quote",
            "prefix",
            "suffix",
            "kind",
            "verbatim",
            "by_interviewer",
            "comment",
            "state",
            "participants",
            "tags",
        ]
        read_only_fields = fields


class HighlightFilters(RecordFilters):
    note = RelatedFilter(Note)
    interview = RelatedFilter(Interview, field_name="note__interview")
    study = RelatedFilter(Study, field_name="note__interview__study")
    tag = RelatedFilter(Tag, field_name="tags")
    participant = RelatedFilter(Participant, field_name="participants")
    insight = RelatedFilter(Insight, field_name="insight_evidence__insight")
    kind = ChoicesFilter(Highlight.Kind)
    state = ChoicesFilter(Highlight.State)
    verbatim = TruthFilter()
    branch = RelatedFilter(Tag, method="of_branch")

    def of_branch(self, rows: Any, name: str, above: int) -> Any:
        """With the tag or any under it. The tags are asked for first: knowing them, Postgres knows how common they are,
        and walks from the newest highlight on or gathers a few, whichever is less. One query more.
        """
        seen = seen_by(self.request.user, Tag).filter(pk=above)
        tags = list(TagBranch.objects.filter(above__in=seen).values_list("tag", flat=True))
        return rows.filter(pk__in=Tagging.objects.filter(tag__in=tags).values("highlight"))


class CsvRenderer(BaseRenderer):
    """Names the representation; what is streamed is rendered already."""

    media_type = "text/csv"
    format = "csv"


class HighlightViewSet(RecordViewSet):
    """Exact passages that are marked as evidence. The position is the address, the quote is the check."""

    queryset = Highlight.objects.all()
    serializer_class = HighlightSerializer
    filterset_class = HighlightFilters
    orderings = ("-id",)
    version_tells_all = False  # its tags' names and paths
    action_permissions = {"bulk": ("research.add_highlight",), "export": ("research.view_highlight",)}

    def represented(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        tags_with_path = Prefetch("tags", queryset=Tag.objects.with_path().order_by("id").distinct())
        return super().represented(rows).prefetch_related("participants", tags_with_path)

    @extend_schema(request=MarkSerializer, responses={201: HighlightSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Mark a passage; the answer carries its quote."""
        given = self.given(MarkSerializer).validated_data
        return self.created(highlights.mark(_mark(given, by=self.by), by=self.by))

    @extend_schema(request=MarksSerializer, responses={201: HighlightSerializer(many=True)})
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Mark up to 1,000 passages: all of them, or none. The number of queries does not grow with theirs.

        A list without the object around it is taken, too.
        """
        is_bare = isinstance(request.data, list)
        given = MarksSerializer(data={"highlights": request.data} if is_bare else request.data)
        given.is_valid(raise_exception=True)
        rows = given.validated_data["highlights"]
        context = {**self.get_serializer_context(), "notes": _notes(rows, by=self.by)}
        serializer = MarkSerializer(data=rows, many=True, context=context)
        if not serializer.is_valid():
            raise serializers.ValidationError({"highlights": _by_index(serializer.errors)})
        try:
            made = highlights.mark_all(_marks(serializer.validated_data, by=self.by), by=self.by)
        except MarksRefused as refusal:
            raise BadInput(
                *(Flaw(pointer=pointer("highlights", at), detail=one) for at, one in sorted(refusal.errors.items()))
            ) from refusal
        shown = self.represented(self.queryset.filter(pk__in=[one.pk for one in made])).order_by("id")
        return Response({"highlights": self.get_serializer(shown, many=True).data}, status=201)

    @extend_schema(responses={(200, "text/csv"): str})
    @action(detail=False, methods=["get"], renderer_classes=[CsvRenderer])
    def export(self, request: Request) -> StreamingHttpResponse:
        """All that you may see, as CSV, the oldest first. Words that may not be quoted are left out, as anywhere else.

        The database writes the rows as they are read; neither it nor the service ever holds all of them.
        """
        rows = exported.csv(self.visible(), at=timezone.now())
        headers = {"Content-Disposition": 'attachment; filename="highlights.csv"'}
        return StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8", headers=headers)

    @extend_schema(request=ChangeSerializer)
    def partial_update(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Change kind, comment or tags."""
        highlight, given = self.get_object(), self.given(ChangeSerializer, partial=True).validated_data
        for name in ("kind", "comment"):
            setattr(highlight, name, given.get(name, getattr(highlight, name)))
        highlight.save(update_fields=["kind", "comment"])
        if "tags" in given:
            study = highlight.note.interview.study
            named = _tags(given["tags"], study=study, by=self.by, create=given.get("create_tags", False))
            highlights.set_tags(highlight, tags=named, by=self.by)
        return self.answer(highlight)

    @extend_schema(request=PassageSerializer)
    @action(detail=True, methods=["post"])
    def place(self, request: Request, pk: str) -> Response:
        """Move it to another range of its note, or put a detached one back."""
        highlight, given = self.get_object(), self.given(PassageSerializer).validated_data
        start, end = _range(given, highlight.note.text)
        return self.answer(highlights.place(highlight, start=start, end=end, by=self.by))

    @extend_schema(request=WhoseWords)
    @action(detail=True, methods=["post"])
    def attribute(self, request: Request, pk: str) -> Response:
        """Say whose words it holds."""
        people = self.given(WhoseWords).validated_data["participants"]
        return self.answer(highlights.attribute(self.get_object(), participants=people, by=self.by))

    def remove(self, record: Highlight) -> None:
        highlights.delete(record, by=self.by)


def _by_index(errors: Any) -> dict[str, Any]:
    """Name the rows that are wrong. DRF gives a mapping or, with blanks for the right ones, a list."""
    rows = errors.items() if isinstance(errors, Mapping) else enumerate(errors)
    return {str(index): error for index, error in rows if error}


def _notes(rows: Sequence[Mapping[str, Any]], *, by: User) -> dict[int, Note]:
    """The notes that the rows name and the person may see, with their interviews and studies. One query."""
    named = {pk for row in rows if (pk := as_id(row.get("note"))) is not None}
    seen = Note.objects.visible_to(by).select_related("interview__study").defer("original", "search")
    return seen.in_bulk(named)


def _marks(rows: Sequence[Mapping[str, Any]], *, by: User) -> list[Mark]:
    """Raises `BadInput` that points to every row that is wrong. Tags that are named alike are looked up once."""
    marks, flaws = [], []
    known: TagsByName = {}
    for index, row in enumerate(rows):
        try:
            marks.append(_mark(row, by=by, known=known))
        except BadInput as error:
            at = pointer("highlights", index)
            flaws += [Flaw(pointer=at + flaw.pointer, detail=flaw.detail) for flaw in error.flaws]
    if flaws:
        raise BadInput(*flaws)
    return marks


def _mark(given: Mapping[str, Any], *, by: User, known: TagsByName | None = None) -> Mark:
    note: Note = given["note"]
    start, end = _range(given, note.text)
    named, create = tuple(given.get("tags", [])), given.get("create_tags", False)
    known = {} if known is None else known
    key = named, note.interview.study_id, create
    if key not in known:
        known[key] = _tags(named, study=note.interview.study, by=by, create=create)
    return Mark(
        note=note,
        start=start,
        end=end,
        kind=given.get("kind", Highlight.Kind.NONE),
        comment=given.get("comment", ""),
        tags=known[key],
    )


def _range(given: Mapping[str, Any], text: str) -> tuple[int, int]:
    """Return start and end in code points. Raises `BadInput`."""
    if given.get("offset_unit") != "utf16":
        return given["start"], given["end"]
    return _from_utf16(text, given["start"], name="start"), _from_utf16(text, given["end"], name="end")


def _from_utf16(text: str, offset: int, *, name: str) -> int:
    try:
        return anchoring.from_utf16(text, offset)
    except anchoring.AnchoringError as error:
        raise BadInput(Flaw(pointer=pointer(name), detail=str(error))) from error


def _tags(named: Sequence[int | str], *, study: Study | None, by: User, create: bool) -> tuple[Tag, ...]:
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
