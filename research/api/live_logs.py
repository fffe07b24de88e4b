"""/interviews/<id>/live-log/ and /notes/<id>/proposals/"""

import hashlib
from typing import Any

from django.db.models import Prefetch
from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import Endpoint
from research.api.fields import LARGEST_ID
from research.api.serializers import StrictSerializer
from research.api.timestamps import Timestamp
from research.models import GuideQuestion, LiveLine, LiveLog, Note
from research.operations import live_logs, proposals
from research.operations.live_logs import LONGEST_LINE, Line, NotStarted

MOST_LINES = 200
LARGEST_REVISION = 2**31 - 1
LARGEST_OFFSET = 2**31 - 1


class LineSerializer(StrictSerializer):
    uuid = serializers.UUIDField()
    at = Timestamp(help_text="When the line was begun.")
    text = serializers.CharField(
        allow_blank=True, max_length=LONGEST_LINE, help_text="As it was typed, signs and all. Empty takes it back."
    )
    revision = serializers.IntegerField(
        min_value=1,
        max_value=LARGEST_REVISION,
        required=False,
        help_text="Counts the author's changes; older ones lose.",
    )
    question = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, allow_null=True)


class TickSerializer(StrictSerializer):
    question = serializers.IntegerField(min_value=1, max_value=LARGEST_ID)
    is_asked = serializers.BooleanField()


class LinesSerializer(StrictSerializer):
    lines = serializers.ListField(child=LineSerializer(), required=False, max_length=MOST_LINES)
    asked = serializers.ListField(child=TickSerializer(), required=False, max_length=MOST_LINES)


class LoggedLineSerializer(serializers.ModelSerializer[LiveLine]):
    author_name = serializers.SerializerMethodField()

    class Meta:
        model = LiveLine
        fields = ["uuid", "author", "author_name", "at", "text", "revision", "question"]

    def get_author_name(self, line: LiveLine) -> str:
        return (line.author.get_short_name() or line.author.get_username()) if line.author else ""


class LiveLogSerializer(serializers.ModelSerializer[LiveLog]):
    """The log as it stands: all lines, those that were taken back without their text."""

    now = serializers.SerializerMethodField(help_text="The server's clock, which lines go by.")
    asked = serializers.SerializerMethodField(help_text="Ids of the guide's questions that are ticked.")
    lines = LoggedLineSerializer(many=True)

    class Meta:
        model = LiveLog
        fields = ["interview", "started_at", "ended_at", "note", "now", "asked", "lines"]

    def get_now(self, log: LiveLog) -> str:
        return timezone.now().isoformat()

    def get_asked(self, log: LiveLog) -> list[int]:
        return sorted(one.pk for one in log.asked.all())


class LiveLogView(Endpoint):
    def required_permissions(self) -> tuple[str, ...]:
        return ("research.view_liveline",) if self.request.method == "GET" else ("research.add_liveline",)

    @extend_schema(operation_id="interviews_live_log", responses=LiveLogSerializer)
    def get(self, request: Request, pk: int) -> Response:
        """What was written in this interview so far, by everybody. Ask every few seconds, with `If-None-Match`."""
        return self._answer(self._log(pk))

    @extend_schema(operation_id="interviews_live_log_write", request=LinesSerializer, responses=LiveLogSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Keep lines and ticks. Each line has a uuid of the sender's making, so that sending it again does no harm."""
        log, given = self._log(pk), self.given(LinesSerializer).validated_data
        live_logs.save(log, lines=[Line(**line) for line in given.get("lines", ())], by=self.by)
        live_logs.ask(log, asked={tick["question"]: tick["is_asked"] for tick in given.get("asked", ())})
        return self._answer(self._log(pk))

    def _log(self, pk: int) -> LiveLog:
        lines: Any = Prefetch("lines", LiveLine.objects.select_related("author").in_order())
        asked = Prefetch("asked", GuideQuestion.objects.only("pk"))
        rows = LiveLog.objects.visible_to(self.by).prefetch_related(lines, asked)
        log = rows.filter(interview=pk).first()
        if log is None:
            raise Http404
        return log

    def _answer(self, log: LiveLog) -> Response:
        etag = _etag(log)
        if self.request.method == "GET" and self.request.headers.get("If-None-Match") == etag:
            return Response(status=304, headers={"ETag": etag})
        return Response(LiveLogSerializer(log).data, headers={"ETag": etag})


def _etag(log: LiveLog) -> str:
    """All that the representation shows, but for the clock."""
    shown = (
        log.ended_at,
        log.note_id,
        sorted(one.pk for one in log.asked.all()),
        [(line.pk, line.revision, line.question_id) for line in log.lines.all()],
    )
    return f'"{hashlib.sha256(repr(shown).encode()).hexdigest()[:32]}"'


class DecisionSerializer(StrictSerializer):
    line = serializers.UUIDField()
    decision = serializers.ChoiceField(choices=["accept", "drop", "take_back"])
    start = serializers.IntegerField(min_value=0, max_value=LARGEST_OFFSET, required=False)
    end = serializers.IntegerField(min_value=0, max_value=LARGEST_OFFSET, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["decision"] == "accept" and not {"start", "end"} <= attrs.keys():
            raise serializers.ValidationError("Say which passage: start and end, in code points.")
        return attrs


class OffsetSerializer(StrictSerializer):
    offset_ms = serializers.IntegerField(min_value=-LARGEST_OFFSET, max_value=LARGEST_OFFSET)


class DecidedSerializer(serializers.ModelSerializer[LiveLine]):
    line = serializers.UUIDField(source="uuid")

    class Meta:
        model = LiveLine
        fields = ["line", "fate", "highlight"]


class ProposalsView(Endpoint):
    """What is decided about the marks of a live log, now that the transcript is there."""

    permissions = ("research.add_highlight",)

    @extend_schema(operation_id="notes_proposals_decide", request=DecisionSerializer, responses=DecidedSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Accept a live mark at a passage of this transcript, drop it, or take either back."""
        note, given = self._note(pk), self.given(DecisionSerializer).validated_data
        line = LiveLine.objects.filter(log__interview=note.interview_id, uuid=given["line"]).first()
        if line is None:
            raise Http404
        if given["decision"] == "accept":
            proposals.accept(line, note=note, start=given["start"], end=given["end"], by=self.by)
        elif given["decision"] == "drop":
            proposals.drop(line, by=self.by)
        else:
            proposals.take_back(line, by=self.by)
        line.refresh_from_db()
        return Response(DecidedSerializer(line).data)

    @extend_schema(operation_id="notes_proposals_offset", request=OffsetSerializer, responses=OffsetSerializer)
    def patch(self, request: Request, pk: int) -> Response:
        """Say what to add to the log's clock to find its lines in the recording."""
        note, given = self._note(pk), self.given(OffsetSerializer).validated_data
        log = LiveLog.objects.filter(interview=note.interview_id).first()
        if log is None:
            raise NotStarted("This interview was not logged live.")
        proposals.set_offset(log, milliseconds=given["offset_ms"], by=self.by)
        return Response({"offset_ms": log.offset_ms})

    def _note(self, pk: int) -> Note:
        note = Note.objects.visible_to(self.by).select_related("interview__study").filter(pk=pk).first()
        if note is None:
            raise Http404
        return note
