"""/event-sources/ and /event-imports/"""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from research.api.endpoints import RecordViewSet
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter
from research.api.parsers import StrictJSONParser, StrictMultiPartParser
from research.api.serializers import RECORD_FIELDS, RecordSerializer
from research.behaviour import imports
from research.models import EventSource, ImportRun, Product
from research.operations import event_sources


class EventSourceSerializer(RecordSerializer):
    class Meta:
        model = EventSource
        fields = [*RECORD_FIELDS, "product", "name", "tool", "time_unit", "time_zone", "allowed_properties"]
        create_only = ["product", "tool"]
        extra_kwargs = {"product": {"required": False}}

    def create(self, validated_data: dict[str, Any]) -> EventSource:
        return event_sources.add(EventSource(**validated_data), by=self.by)


class EventSourceFilters(RecordFilters):
    product = RelatedFilter(Product)
    tool = ChoicesFilter(EventSource.Tool)


class EventSourceViewSet(RecordViewSet):
    """Projects of Amplitude or Mixpanel. Deleting one deletes its events."""

    queryset = EventSource.objects.all()
    serializer_class = EventSourceSerializer
    filterset_class = EventSourceFilters
    orderings = ("-id",)


class RefusedRowSerializer(serializers.Serializer[Any]):
    file = serializers.CharField()
    line = serializers.IntegerField(help_text="From 1 on.")
    sentence = serializers.CharField(help_text="What is wrong there. Nothing of what the row says.")


@extend_schema_field(RefusedRowSerializer(many=True))
class ProblemsField(serializers.ReadOnlyField):
    pass


class EventImportSerializer(RecordSerializer):
    file = serializers.FileField(
        write_only=True,
        help_text="An export: a ZIP of gzipped JSON lines, gzipped or plain JSON lines; at most 32 MiB.",
    )
    percentage = serializers.IntegerField(read_only=True, help_text="How much of the file is read.")
    duplicates = serializers.IntegerField(read_only=True, help_text="Events that were here already.")
    problems = ProblemsField(help_text="The first hundred rows that were not understood.")

    class Meta:
        model = ImportRun
        fields = [
            "id",
            "source",
            "file",
            "name",
            "state",
            "percentage",
            "bytes_total",
            "events_read",
            "events_added",
            "duplicates",
            "rows_refused",
            "problems",
            "error",
            "created_at",
            "created_by",
            "started_at",
            "ended_at",
        ]
        read_only_fields = [one for one in fields if one not in ("source", "file")]

    def create(self, validated_data: dict[str, Any]) -> ImportRun:
        file = validated_data["file"]
        return imports.begin(source=validated_data["source"], name=file.name or "file", content=file.read(), by=self.by)


class EventImportFilters(RecordFilters):
    updated_after = None  # type: ignore[assignment]  # how django-filter takes an inherited filter away
    updated_before = None  # type: ignore[assignment]  # an import is not edited
    source = RelatedFilter(EventSource)
    state = ChoicesFilter(ImportRun.State)


class EventImportViewSet(RecordViewSet):
    """Exports on their way in. A worker reads them; ask again to see how far it is."""

    queryset = ImportRun.objects.defer("content")
    serializer_class = EventImportSerializer
    filterset_class = EventImportFilters
    parser_classes = [StrictJSONParser, StrictMultiPartParser]
    orderings = ("-id",)
    http_method_names = ["get", "head", "post"]
