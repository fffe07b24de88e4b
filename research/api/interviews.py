"""/interviews/"""

from datetime import timedelta
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import RecordViewSet
from research.api.fields import RelatedField
from research.api.filters import ChoicesFilter, MomentFilter, RecordFilters, RelatedFilter, TruthFilter
from research.api.serializers import RECORD_FIELDS, RecordSerializer, StrictSerializer
from research.models import Interview, Participant, Study, User
from research.operations import interviews

LONGEST = timedelta(days=7)


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


class Move(StrictSerializer):
    study = RelatedField(queryset=Study.objects.all())


class InterviewViewSet(RecordViewSet):
    """Sessions with participants, and feedback that came by itself."""

    queryset = Interview.objects.all()
    serializer_class = InterviewSerializer
    filterset_class = InterviewFilters
    orderings = ("-held_at",)
    related = ("participants", "interviewers")

    @extend_schema(request=Move)
    @action(detail=True, methods=["post"])
    def move(self, request: Request, pk: str) -> Response:
        """Move the interview to another study."""
        interview = self.get_object()
        interviews.move([interview], study=self.given(Move).validated_data["study"], by=self.by)
        return self.answer(interview)
