"""/insights/"""

from collections.abc import Callable
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter
from research.api.merging import Mergeable
from research.api.serializers import RECORD_FIELDS, Nothing, RecordSerializer, StrictSerializer
from research.api.strength import StrengthField, WithStrength
from research.models import Highlight, Insight, Opportunity, Study, Tag, User, evidence_facts
from research.operations import insights
from research.operations.tags import check_usable

ASKED = "Has somebody looked for evidence against it? POST to seek-opposite once somebody has: that keeps who and when."


class InsightSerializer(RecordSerializer):
    strength = StrengthField()
    asks = serializers.SerializerMethodField(help_text="What nobody has done yet, and somebody should. Blocks nothing.")

    class Meta:
        model = Insight
        fields = [
            *RECORD_FIELDS,
            "study",
            "title",
            "statement",
            "body",
            "status",
            "owner",
            "tags",
            "published_at",
            "opposite_sought_at",
            "opposite_sought_by",
            "confirmed_at",
            "confirmed_by",
            "confirmation_reason",
            "merged_into",
            "strength",
            "asks",
        ]
        read_only_fields = ["status", "merged_into"]
        extra_kwargs = {"tags": {"required": False}}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if "tags" in attrs or (self.instance is not None and "study" in attrs):
            study = attrs["study"] if "study" in attrs else getattr(self.instance, "study", None)
            named = attrs["tags"] if "tags" in attrs else self.instance.tags.all()  # type: ignore[union-attr]
            check_usable(named, study=study.pk if study else None)
        return attrs

    def get_asks(self, insight: Insight) -> list[str]:
        return [ASKED] if insights.needs_opposite_sought(insight) else []


class InsightFilters(RecordFilters):
    study = RelatedFilter(Study)
    status = ChoicesFilter(Insight.Status)
    owner = RelatedFilter(User)
    tag = RelatedFilter(Tag, field_name="tags")
    highlight = RelatedFilter(Highlight, field_name="evidence__highlight")
    opportunity = RelatedFilter(Opportunity, field_name="opportunity_evidence__opportunity")


class Confirmation(StrictSerializer):
    reason = serializers.CharField(max_length=10_000, help_text="Why it is still true.")


class InsightViewSet(WithStrength, Mergeable):
    """Interpretations that rest on evidence. Others call a single piece of feedback so: here that is a highlight."""

    queryset = Insight.objects.all()
    serializer_class = InsightSerializer
    filterset_class = InsightFilters
    orderings = ("-id",)
    related = ("tags",)
    facts_of = evidence_facts.of_insights

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: str) -> Response:
        """Ask for a review."""
        return self._step(insights.submit)

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: str) -> Response:
        """Show it to everyone; needs a statement, and evidence whose consent allows it."""
        return self._step(insights.publish, at=timezone.now())

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    def archive(self, request: Request, pk: str) -> Response:
        """Take it out of sight; what cites it keeps it."""
        return self._step(insights.archive)

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, pk: str) -> Response:
        """Work on it again."""
        return self._step(insights.reopen)

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"], url_path="seek-opposite")
    def seek_opposite(self, request: Request, pk: str) -> Response:
        """Record that you looked for evidence against it."""
        return self._step(insights.seek_opposite, at=timezone.now())

    @extend_schema(request=Confirmation)
    @action(detail=True, methods=["post"])
    def confirm(self, request: Request, pk: str) -> Response:
        """Record that it is still true, and why."""
        reason = self.given(Confirmation).validated_data["reason"]
        return self.answer(insights.confirm(self.get_object(), reason=reason, by=self.by, at=timezone.now()))

    def _step(self, step: Callable[..., Insight], **kwargs: Any) -> Response:
        self.given(Nothing)
        return self.answer(step(self.get_object(), by=self.by, **kwargs))
