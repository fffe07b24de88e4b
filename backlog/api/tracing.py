"""Who says so, what rests on it, and what needs evidence."""

from django.core.signing import BadSignature, Signer
from django.http import Http404
from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from backlog.api.document_serializers import serializer_for
from backlog.api.renderers import MarkdownTraceRenderer
from backlog.models import BacklogItem
from backlog.tracing import evidence_debt, impact, trace
from backlog.tracing.documents import (
    DebtPageDocument,
    InsightImpactDocument,
    ParticipantImpactDocument,
    TraceDocument,
)
from backlog.tracing.evidence_debt import Kind, Place, Subject
from research.api.endpoints import Endpoint
from research.api.errors import refuse_parameter
from research.models import Insight, Participant

TRACE_ANSWERS = {(200, "application/json"): serializer_for(TraceDocument), (200, "text/markdown"): str}
USUAL, MOST = 50, 100
CURSORS = Signer(salt="throughline.api.evidence-debt")


class _TraceEndpoint(Endpoint):
    permissions = ("backlog.view_backlogitem",)
    renderer_classes = [JSONRenderer, MarkdownTraceRenderer]


class ItemTraceView(_TraceEndpoint):
    @extend_schema(operation_id="backlog_items_trace", responses=TRACE_ANSWERS)
    def get(self, request: Request, pk: int) -> Response:
        """Who says so: the item with the insights, passages and people that it rests on.

        The strength is of everything and the same for everyone; the passages are those you may see, and `not_shown`
        counts the others. A quote is left out (`withheld`) while a consent to be quoted internally is not in force.
        """
        try:
            return Response(trace.of_item(pk, viewer=self.by, at=timezone.now()))
        except BacklogItem.DoesNotExist as error:
            raise Http404 from error


class KeyTraceView(_TraceEndpoint):
    @extend_schema(operation_id="trace_by_key", responses=TRACE_ANSWERS)
    def get(self, request: Request, key: str) -> Response:
        """The trace of the item that another tool calls so, such as `PAY-123`. Case does not matter."""
        try:
            return Response(trace.of_key(key, viewer=self.by, at=timezone.now()))
        except BacklogItem.DoesNotExist as error:
            raise Http404 from error


class InsightImpactView(Endpoint):
    permissions = ("research.view_insight",)

    @extend_schema(operation_id="insights_impact", responses=serializer_for(InsightImpactDocument))
    def get(self, request: Request, pk: int) -> Response:
        """Used by: the opportunities and backlog items that rest on the insight. Lists end at 1,000 rows."""
        try:
            return Response(impact.of_insight(pk, viewer=self.by))
        except Insight.DoesNotExist as error:
            raise Http404 from error


class ParticipantImpactView(Endpoint):
    permissions = ("research.view_participant",)

    @extend_schema(operation_id="participants_impact", responses=serializer_for(ParticipantImpactDocument))
    def get(self, request: Request, pk: int) -> Response:
        """Used by: everything that rests on the person's words, down to backlog items. Lists end at 1,000 rows."""
        try:
            return Response(impact.of_participant(pk, viewer=self.by, at=timezone.now()))
        except Participant.DoesNotExist as error:
            raise Http404 from error


class EvidenceDebtView(Endpoint):
    permissions = ("backlog.view_backlogitem", "research.view_insight")
    query_parameters = ("type", "kind", "limit", "cursor")

    @extend_schema(
        operation_id="evidence_debt",
        responses=serializer_for(DebtPageDocument),
        parameters=[
            OpenApiParameter("type", enum=list(Subject), description="Items or insights only."),
            OpenApiParameter("kind", enum=list(Kind), description="Only what owes this."),
            OpenApiParameter(
                "limit",
                {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
                description="How many at most.",
            ),
            OpenApiParameter("cursor", description="Where the page begins: take it from `next`."),
        ],
    )
    def get(self, request: Request) -> Response:
        """Needs evidence: unfinished items, then insights that are not archived, each with its reasons.

        Items come in the order of the backlog, insights newest first. A page may be short, even empty, before the
        last one: it looks at a bounded number of rows.
        """
        page = evidence_debt.page(
            viewer=self.by,
            at=timezone.now(),
            size=_limit(request),
            kind=self.one_of(Kind, "kind"),
            subject=self.one_of(Subject, "type"),
            after=_place(request),
        )
        return Response({"results": page.results, "next": _address(request, page.next)})


def _limit(request: Request) -> int:
    given = request.query_params.get("limit", str(USUAL))
    if not (given.isascii() and given.isdigit() and len(given) < 10 and 1 <= int(given) <= MOST):
        refuse_parameter("limit", f"Give a number from 1 to {MOST}.")
    return int(given)


def _place(request: Request) -> Place | None:
    cursor = request.query_params.get("cursor")
    if cursor is None:
        return None
    try:
        subject, pk, rank = CURSORS.unsign_object(cursor)
    except (BadSignature, ValueError):
        refuse_parameter("cursor", "This cursor is none of ours.")
    return Place(subject=Subject(subject), pk=pk, rank=rank)


def _address(request: Request, place: Place | None) -> str | None:
    if place is None:
        return None
    cursor = CURSORS.sign_object([place.subject.value, place.pk, place.rank])
    return replace_query_param(request.build_absolute_uri(), "cursor", cursor)


PATHS: tuple[URLPattern, ...] = (
    path("backlog-items/<int:pk>/trace/", ItemTraceView.as_view(), name="backlog-item-trace"),
    path("trace/<str:key>/", KeyTraceView.as_view(), name="trace-by-key"),
    path("insights/<int:pk>/impact/", InsightImpactView.as_view(), name="insight-impact"),
    path("participants/<int:pk>/impact/", ParticipantImpactView.as_view(), name="participant-impact"),
    path("evidence-debt/", EvidenceDebtView.as_view(), name="evidence-debt"),
)
