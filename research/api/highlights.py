"""/highlights/"""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django.http import StreamingHttpResponse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from research.api import marks
from research.api.endpoints import RecordViewSet
from research.api.errors import BadInput, Flaw, pointer
from research.api.fields import seen_by
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter, TruthFilter
from research.api.marks import ChangeSerializer, MarkSerializer, MarksSerializer, PassageSerializer, WhoseWords
from research.api.serializers import RECORD_FIELDS, RecordSerializer
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
)
from research.operations import highlights
from research.operations.highlights import MarksRefused


class TagBriefSerializer(serializers.ModelSerializer[Tag]):
    path = serializers.CharField(read_only=True)

    class Meta:
        model = Tag
        fields = ["id", "name", "path", "colour"]


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
        return self.created(highlights.mark(marks.mark_of(given, by=self.by), by=self.by))

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
        context = {**self.get_serializer_context(), "notes": marks.notes_of(rows, by=self.by)}
        serializer = MarkSerializer(data=rows, many=True, context=context)
        if not serializer.is_valid():
            raise serializers.ValidationError({"highlights": marks.by_index(serializer.errors)})
        try:
            made = highlights.mark_all(marks.marks_of(serializer.validated_data, by=self.by), by=self.by)
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
            named = marks.tags_of(given["tags"], study=study, by=self.by, create=given.get("create_tags", False))
            highlights.set_tags(highlight, tags=named, by=self.by)
        return self.answer(highlight)

    @extend_schema(request=PassageSerializer)
    @action(detail=True, methods=["post"])
    def place(self, request: Request, pk: str) -> Response:
        """Move it to another range of its note, or put a detached one back."""
        highlight, given = self.get_object(), self.given(PassageSerializer).validated_data
        start, end = marks.range_of(given, highlight.note.text)
        return self.answer(highlights.place(highlight, start=start, end=end, by=self.by))

    @extend_schema(request=WhoseWords)
    @action(detail=True, methods=["post"])
    def attribute(self, request: Request, pk: str) -> Response:
        """Say whose words it holds."""
        people = self.given(WhoseWords).validated_data["participants"]
        return self.answer(highlights.attribute(self.get_object(), participants=people, by=self.by))

    def remove(self, record: Highlight) -> None:
        highlights.delete(record, by=self.by)
