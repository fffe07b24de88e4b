"""/interviews/"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import RecordViewSet
from research.api.errors import BadInput, Flaw, pointer
from research.api.fields import RelatedField
from research.api.filters import ChoicesFilter, MomentFilter, RecordFilters, RelatedFilter, TruthFilter
from research.api.notes import NoteSerializer
from research.api.parsers import StrictJSONParser, StrictMultiPartParser
from research.api.serializers import RECORD_FIELDS, Nothing, RecordSerializer, StrictSerializer
from research.api.timestamps import Timestamp
from research.api.uploads import text_fields, text_of
from research.models import CodingStatus, Consent, Interview, Participant, Study, User
from research.operations import coding, interviews
from research.operations.interviews import Captured
from research.operations.participants import CodeTaken

LONGEST = timedelta(days=7)
CODE = Participant._meta.get_field("code")


class InterviewSerializer(RecordSerializer):
    class Meta:
        model = Interview
        fields = [
            *RECORD_FIELDS,
            "study",
            "kind",
            "title",
            "status",
            "held_at",
            "duration",
            "interviewers",
            "participants",
            "summary",
            "recording_url",
            "source_url",
        ]
        create_only = ["study"]
        extra_kwargs = {
            "kind": {"required": True},
            "duration": {"min_value": timedelta(0), "max_value": LONGEST, "help_text": "Such as 00:45:00."},
        }


class InterviewFilters(RecordFilters):
    study = RelatedFilter(Study)
    kind = ChoicesFilter(Interview.Kind)
    status = ChoicesFilter(Interview.Status)
    is_feedback = TruthFilter(method="of_feedback")
    participant = RelatedFilter(Participant, field_name="participants")
    interviewer = RelatedFilter(User, field_name="interviewers")
    held_after = MomentFilter(field_name="held_at", lookup_expr="gte")
    held_before = MomentFilter(field_name="held_at", lookup_expr="lt")

    def of_feedback(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.feedback() if wanted else rows.sessions()


class Capture(StrictSerializer):
    kind = serializers.ChoiceField(choices=Interview.Kind.choices)
    study = RelatedField(queryset=Study.objects.all(), required=False, allow_null=True)
    title = serializers.CharField(required=False, max_length=200, help_text="Made from kind and people, if left out.")
    participants = RelatedField(queryset=Participant.objects.all(), many=True, required=False)
    codes = serializers.ListField(
        child=serializers.CharField(validators=CODE.validators),
        required=False,
        max_length=50,
        help_text="New codes add people.",
    )
    held_at = Timestamp(required=False, help_text="Now, if left out; what lies ahead is planned.")
    consent = serializers.ListField(child=serializers.ChoiceField(choices=Consent.Scope.choices), required=False)
    source_url = serializers.URLField(required=False, max_length=1000)

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        return {**super().get_fields(), **text_fields()}


class CapturedSerializer(serializers.Serializer[Any]):
    interview = InterviewSerializer()
    note = NoteSerializer(allow_null=True)


class Move(StrictSerializer):
    study = RelatedField(queryset=Study.objects.all())


class HowFar(StrictSerializer):
    status = serializers.ChoiceField(choices=CodingStatus.Status.choices)


class Blind(StrictSerializer):
    coders = RelatedField(queryset=User.objects.all(), many=True)


class InterviewViewSet(RecordViewSet):
    """Sessions with participants, and feedback that came by itself."""

    queryset = Interview.objects.all()
    serializer_class = InterviewSerializer
    filterset_class = InterviewFilters
    orderings = ("-held_at",)
    related = ("participants", "interviewers")
    action_permissions = {
        "capture": ("research.add_interview", "research.add_note"),
        "code": ("research.change_codingstatus",),
        "code_blind": ("research.change_codingstatus",),
        "open_up": ("research.change_codingstatus",),
    }

    @extend_schema(request=Capture, responses={201: CapturedSerializer})
    @action(detail=False, methods=["post"], parser_classes=[StrictJSONParser, StrictMultiPartParser])
    def capture(self, request: Request) -> Response:
        """Log an interview or a piece of feedback in one step: who, when, consent, and a text or a file."""
        given = self.given(Capture).validated_data
        captured = self._captured(given)
        response = self.created(captured.interview)
        note = NoteSerializer(captured.note, context=self.get_serializer_context()).data if captured.note else None
        response.data = {"interview": response.data, "note": note}
        return response

    @extend_schema(request=Move)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        """Move the interview to another study."""
        interview = self.get_object()
        interviews.move([interview], study=self.given(Move).validated_data["study"], by=self.by)
        return self.answer(interview)

    @extend_schema(request=HowFar)
    @action(detail=True, methods=["post"])
    def code(self, request: Request, pk: str) -> Response:
        """Say how far you are with coding it."""
        interview = self.get_object()
        status = self.given(HowFar).validated_data["status"]
        coding.set_status(interview, status=status, by=self.by, at=timezone.now())
        return self.answer(interview)

    @extend_schema(request=Blind)
    @action(detail=True, methods=["post"], url_path="code-blind")
    def code_blind(self, request: Request, pk: str) -> Response:
        """Hide the coders' highlights from each other until all of them are done."""
        interview = self.get_object()
        coders = self.given(Blind).validated_data["coders"]
        coding.ask_blind(interview, coders=coders, by=self.by)
        return self.answer(interview)

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"], url_path="open-up")
    def open_up(self, request: Request, pk: str) -> Response:
        """End blind coding before all are done."""
        interview = self.get_object()
        self.given(Nothing)
        coding.open_up(interview, by=self.by, at=timezone.now())
        return self.answer(interview)

    def _captured(self, given: Mapping[str, Any]) -> Captured:
        """Log it, and point to a code that is taken."""
        try:
            return interviews.capture(
                kind=given["kind"],
                study=given.get("study"),
                title=given.get("title", ""),
                who=given.get("participants", []),
                codes=given.get("codes", []),
                held_at=given.get("held_at"),
                consent_scopes=given.get("consent", []),
                source_url=given.get("source_url", ""),
                text=text_of(given, kind=given.get("note_kind", "")),
                by=self.by,
                at=timezone.now(),
            )
        except CodeTaken as refusal:
            at = pointer("codes", given["codes"].index(refusal.code))
            raise BadInput(Flaw(pointer=at, detail=str(refusal))) from refusal
