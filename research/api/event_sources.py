"""/event-sources/ and /event-imports/"""

from dataclasses import asdict
from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import Endpoint, RecordViewSet
from research.api.errors import refuse_parameter
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter
from research.api.parsers import StrictJSONParser, StrictMultiPartParser
from research.api.serializers import RECORD_FIELDS, Nothing, RecordSerializer
from research.behaviour import imports, pulls, vocabulary
from research.importers.events.parsed import LONGEST_NAME
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


class EventNamesSerializer(serializers.Serializer[Any]):
    names = serializers.ListField(child=serializers.CharField())


class EventPropertiesSerializer(serializers.Serializer[Any]):
    event = serializers.ListField(child=serializers.CharField(), help_text="Of the event.")
    user = serializers.ListField(child=serializers.CharField(), help_text="Of the user as they were then.")


class EventValueSerializer(serializers.Serializer[Any]):
    value = serializers.CharField()
    count = serializers.IntegerField(help_text="In how many of the newest 2,000 events.")


class EventValuesSerializer(serializers.Serializer[Any]):
    values = EventValueSerializer(many=True)


class EventSourceFilters(RecordFilters):
    product = RelatedFilter(Product)
    tool = ChoicesFilter(EventSource.Tool)


class EventSourceViewSet(RecordViewSet):
    """Projects of Amplitude or Mixpanel. Deleting one deletes its events."""

    queryset = EventSource.objects.all()
    serializer_class = EventSourceSerializer
    filterset_class = EventSourceFilters
    orderings = ("-id",)


class WordsView(Endpoint):
    """What the events of a source say. A subclass says what is asked, and answers."""

    http_method_names = ["get", "head"]
    permissions = ("research.view_eventsource",)

    def source(self, pk: int) -> int:
        """Return the number of the source, if the person may see it."""
        if not EventSource.objects.visible_to(self.by).filter(pk=pk).exists():
            raise Http404
        return pk

    def word(self, name: str) -> str:
        given = self.request.query_params.get(name, "")
        if not given or "\x00" in given or len(given) > LONGEST_NAME:
            refuse_parameter(name, "Give a name.")
        return given


class EventNamesView(WordsView):
    @extend_schema(operation_id="event_sources_names", responses=EventNamesSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What the source's events are called."""
        return Response({"names": vocabulary.names(self.source(pk))})


class EventPropertiesView(WordsView):
    query_parameters = ("event",)

    @extend_schema(
        operation_id="event_sources_properties",
        responses=EventPropertiesSerializer,
        parameters=[OpenApiParameter("event", str, required=True)],
    )
    def get(self, request: Request, pk: int) -> Response:
        """Which properties the newest events of a name have."""
        return Response(asdict(vocabulary.properties(self.source(pk), self.word("event"))))


class EventValuesView(WordsView):
    query_parameters = ("event", "property")

    @extend_schema(
        operation_id="event_sources_values",
        responses=EventValuesSerializer,
        parameters=[
            OpenApiParameter("event", str, required=True),
            OpenApiParameter("property", str, required=True, description="Of the user: `user.plan`."),
        ],
    )
    def get(self, request: Request, pk: int) -> Response:
        """What a property says in the newest 2,000 events of a name, most frequent first."""
        found = vocabulary.values(self.source(pk), self.word("event"), name=self.word("property"))
        return Response({"values": [asdict(one) for one in found]})


class RefusedRowSerializer(serializers.Serializer[Any]):
    file = serializers.CharField()
    line = serializers.IntegerField(help_text="From 1 on.")
    sentence = serializers.CharField(help_text="What is wrong there. Nothing of what the row says.")


@extend_schema_field(RefusedRowSerializer(many=True))
class ProblemsField(serializers.ReadOnlyField):
    pass


@extend_schema_field({"type": "object", "additionalProperties": {"type": "integer"}})
class CountsField(serializers.ReadOnlyField):
    pass


class EventImportSerializer(RecordSerializer):
    file = serializers.FileField(
        write_only=True,
        required=False,
        help_text="An export: a ZIP of gzipped JSON lines, gzipped or plain JSON lines; at most 32 MiB.",
    )
    percentage = serializers.IntegerField(read_only=True, help_text="How much of the file is read.")
    duplicates = serializers.IntegerField(read_only=True, help_text="Events that were here already.")
    dropped_properties = CountsField(help_text="Left out because they tell who somebody is, by name.")
    problems = ProblemsField(help_text="The first hundred rows that were not understood.")

    class Meta:
        model = ImportRun
        fields = [
            "id",
            "source",
            "file",
            "name",
            "state",
            "pulled_from",
            "pulled_to",
            "pulled_until",
            "percentage",
            "bytes_total",
            "events_read",
            "events_added",
            "duplicates",
            "rows_refused",
            "problems",
            "dropped_properties",
            "error",
            "created_at",
            "created_by",
            "started_at",
            "ended_at",
        ]
        read_only_fields = [one for one in fields if one not in ("source", "file", "pulled_from", "pulled_to")]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        has_file, days = "file" in attrs, (attrs.get("pulled_from"), attrs.get("pulled_to"))
        if has_file == any(days):
            raise serializers.ValidationError({"file": "Send a file, or the days to ask the tool for."})
        if not has_file and not all(days):
            missing = "pulled_to" if days[0] else "pulled_from"
            raise serializers.ValidationError({missing: "Give the first and the last day."})
        return attrs

    def create(self, validated_data: dict[str, Any]) -> ImportRun:
        source, file = validated_data["source"], validated_data.get("file")
        if file is None:
            first, last = validated_data["pulled_from"], validated_data["pulled_to"]
            return pulls.begin(source=source, first=first, last=last, by=self.by)
        return imports.begin(source=source, name=file.name or "file", content=file.read(), by=self.by)


class EventImportFilters(RecordFilters):
    updated_after = None  # type: ignore[assignment]  # how django-filter takes an inherited filter away
    updated_before = None  # type: ignore[assignment]  # an import is not edited
    source = RelatedFilter(EventSource)
    state = ChoicesFilter(ImportRun.State)


class EventImportViewSet(RecordViewSet):
    """Exports on their way in: a file, or the days from `pulled_from` to `pulled_to` that the tool is asked for.

    A worker reads them; ask again to see how far it is.
    """

    queryset = ImportRun.objects.defer("content")
    serializer_class = EventImportSerializer
    filterset_class = EventImportFilters
    parser_classes = [StrictJSONParser, StrictMultiPartParser]
    orderings = ("-id",)
    http_method_names = ["get", "head", "post"]
    action_permissions = {"retry": ["research.add_importrun"]}

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    def retry(self, request: Request, pk: str) -> Response:
        """Go on with a pull that failed, after the last day that is here."""
        self.given(Nothing)
        run = self.get_object()
        pulls.retry(run)
        return self.answer(run)
