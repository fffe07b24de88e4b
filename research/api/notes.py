"""/notes/ and /turns/"""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import ReadViewSet, RecordViewSet
from research.api.errors import BadInput, Flaw
from research.api.fields import RelatedField
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter
from research.api.parsers import StrictJSONParser, StrictMultiPartParser
from research.api.serializers import RECORD_FIELDS, RecordSerializer, StrictSerializer
from research.api.uploads import LARGEST_FILE, text_of
from research.models import Interview, Note, Participant, Study, Turn, User
from research.operations import interviews, notes, speakers
from research.operations.notes import LONGEST
from research.operations.speakers import Speaker

EXCERPT = 200
SHOWN = ["interview", "kind", "language", "original_name", "sha256"]


class NoteSerializer(RecordSerializer):
    """The text as it was normalised, which all offsets refer to; or the file that it comes from."""

    text = serializers.CharField(required=False, max_length=LONGEST, trim_whitespace=False)
    file = serializers.FileField(required=False, write_only=True, help_text=f"At most {LARGEST_FILE >> 20} MiB.")

    class Meta:
        model = Note
        fields = [*RECORD_FIELDS, *SHOWN, "text", "file"]
        create_only = ["interview", "text", "file", "kind"]
        read_only_fields = ["original_name", "sha256"]
        extra_kwargs = {"kind": {"required": False}, "language": {"required": False}}

    def create(self, validated_data: dict[str, Any]) -> Note:
        text = text_of(validated_data, kind=validated_data.get("kind", ""))
        if text is None:
            raise BadInput(Flaw(pointer="/text", detail="Give a text, or a file."))
        return interviews.keep(text, interview=validated_data["interview"], by=self.by)


class NoteExcerptSerializer(RecordSerializer):
    excerpt = serializers.CharField(read_only=True, help_text=f"The first {EXCERPT} characters of the text.")
    length = serializers.IntegerField(read_only=True, help_text="Characters of the text.")

    class Meta:
        model = Note
        fields = [*RECORD_FIELDS, *SHOWN, "excerpt", "length"]


class NoteFilters(RecordFilters):
    interview = RelatedFilter(Interview)
    study = RelatedFilter(Study, field_name="interview__study")
    kind = ChoicesFilter(Note.Kind)


class CorrectedText(StrictSerializer):
    text = serializers.CharField(max_length=LONGEST, trim_whitespace=False)


class CorrectionSerializer(serializers.Serializer[Any]):
    """What became of the highlights, by their ids."""

    note = NoteSerializer()
    unchanged = serializers.ListField(child=serializers.IntegerField())
    moved = serializers.ListField(child=serializers.IntegerField())
    detached = serializers.ListField(child=serializers.IntegerField())


class Attribution(StrictSerializer):
    speaker = serializers.CharField(max_length=200, help_text="The label, as the turns have it.")
    participant = RelatedField(queryset=Participant.objects.all(), required=False, allow_null=True)
    interviewer = RelatedField(queryset=User.objects.all(), required=False, allow_null=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs.get("participant") and attrs.get("interviewer"):
            raise serializers.ValidationError("A speaker is a participant or an interviewer, not both.")
        return attrs


class NoteViewSet(RecordViewSet):
    """Texts: notes and transcripts. Their words change by `correct` only, which carries the highlights along."""

    queryset = Note.objects.defer("original")
    serializer_class = NoteSerializer
    filterset_class = NoteFilters
    parser_classes = [StrictJSONParser, StrictMultiPartParser]
    orderings = ("-id",)

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        return NoteExcerptSerializer if self.action == "list" else NoteSerializer

    def represented(self, rows: Any) -> Any:
        rows = super().represented(rows)
        return rows.excerpted(EXCERPT) if self.action == "list" else rows

    @extend_schema(request=CorrectedText, responses=CorrectionSerializer)
    @action(detail=True, methods=["post"])
    def correct(self, request: Request, pk: str) -> Response:
        """Change the text; highlights and turns stay on their words, or say that they lost them."""
        text = self.given(CorrectedText).validated_data["text"]
        done = notes.correct(self.get_object(), text=text, by=self.by)
        response = self.answer(done.note)
        ids = {"unchanged": list(done.unchanged), "moved": list(done.moved), "detached": list(done.detached)}
        response.data = {"note": response.data, **ids}
        return response

    @extend_schema(request=Attribution)
    @action(detail=True, methods=["post"], url_path="attribute-speaker")
    def attribute_speaker(self, request: Request, pk: str) -> Response:
        """Say who a speaker of the transcript is. Highlights on their words change hands, too."""
        note, given = self.get_object(), self.given(Attribution).validated_data
        who = Speaker(participant=given.get("participant"), interviewer=given.get("interviewer"))
        speakers.attribute(note, label=given["speaker"], speaker=who, by=self.by)
        return self.answer(note)


class TurnSerializer(serializers.ModelSerializer[Turn]):
    class Meta:
        model = Turn
        fields = ["id", "note", "speaker", "participant", "interviewer", "start", "end", "start_ms", "end_ms"]


class TurnViewSet(ReadViewSet):
    """Who speaks where in the transcript that `note` names: offsets in code points, times in milliseconds."""

    queryset = Turn.objects.all()
    serializer_class = TurnSerializer
    query_parameters = ("note",)
    orderings = ("start",)

    def known_parameters(self) -> set[str]:
        return {*super().known_parameters(), *self.query_parameters} if self.action == "list" else set()

    def visible(self) -> Any:
        rows = super().visible()
        if self.action != "list":
            return rows
        note = self.request.query_params.get("note", "")
        if not (note.isascii() and note.isdigit() and len(note) < 19):
            raise BadInput(Flaw(pointer="/note", detail="Say of which note: ?note=1.", where="query"))
        if not Note.objects.visible_to(self.request.user).filter(pk=int(note)).exists():
            raise Http404
        return rows.filter(note=int(note))
