"""/assumption-tests/"""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from backlog.models import AssumptionTest, BacklogItem
from backlog.operations import assumption_tests
from backlog.operations.assumption_tests import Outcome
from research.api.endpoints import RecordViewSet
from research.api.fields import RelatedField
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter
from research.api.serializers import RECORD_FIELDS, RecordSerializer, StrictSerializer
from research.api.timestamps import Timestamp
from research.models import EvidenceClass, Interview, Measurement, Study

LEADS_TO = ("interview", "study", "measurement")
MOST_PEOPLE = 2**31 - 1
STATES = (("planned", "planned"), ("running", "running"), ("done", "done"))


class AssumptionTestSerializer(RecordSerializer):
    criterion_at = Timestamp(read_only=True, allow_null=True, help_text="When the criterion was set.")
    result_at = Timestamp(read_only=True, allow_null=True, help_text="When the result was recorded.")
    state = serializers.ChoiceField(choices=STATES, read_only=True)

    class Meta:
        model = AssumptionTest
        fields = [
            *RECORD_FIELDS,
            "item",
            "assumption",
            "kind",
            "method",
            "plan",
            "criterion",
            "criterion_at",
            "participants",
            "planned_on",
            "started_on",
            "done_on",
            *LEADS_TO,
            "state",
            "result",
            "result_words",
            "result_at",
            "evidence_class",
            "supported_before",
            "supported_after",
        ]
        read_only_fields = [
            "done_on",
            "result",
            "result_words",
            "evidence_class",
            "supported_before",
            "supported_after",
        ]
        create_only = ["item"]

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        named = [name for name in LEADS_TO if attrs.get(name, getattr(self.instance, name, None))]
        if len(named) > 1:
            raise serializers.ValidationError(
                {named[-1]: "A test leads to an interview, a study or a measurement: one of them."}
            )
        started, done = attrs.get("started_on"), getattr(self.instance, "done_on", None)
        if started and done and started > done:
            raise serializers.ValidationError({"started_on": "A test starts before it is done."})
        return attrs

    def create(self, validated_data: dict[str, Any]) -> AssumptionTest:
        return assumption_tests.plan(AssumptionTest(**validated_data), by=self.by, at=timezone.now())

    def update(self, instance: AssumptionTest, validated_data: dict[str, Any]) -> AssumptionTest:
        for name, value in validated_data.items():
            setattr(instance, name, value)
        return assumption_tests.revise(instance, by=self.by, at=timezone.now())


class OutcomeSerializer(StrictSerializer):
    result = serializers.ChoiceField(AssumptionTest.Result.choices)
    words = serializers.CharField(required=False, default="", allow_blank=True, help_text="What came out.")
    done_on = serializers.DateField(required=False, help_text="Today, if left out.")
    participants = serializers.IntegerField(
        required=False, min_value=0, max_value=MOST_PEOPLE, help_text="Those of what it leads to, if left out."
    )
    evidence_class = RelatedField(
        queryset=EvidenceClass.objects.all(), required=False, help_text="What its method usually gives, if left out."
    )


class AssumptionTestFilters(RecordFilters):
    item = RelatedFilter(BacklogItem)
    kind = ChoicesFilter(AssumptionTest.Kind)
    method = ChoicesFilter(AssumptionTest.Method)
    result = ChoicesFilter(AssumptionTest.Result)
    evidence_class = RelatedFilter(EvidenceClass)
    interview = RelatedFilter(Interview)
    study = RelatedFilter(Study)
    measurement = RelatedFilter(Measurement)
    state = filters.ChoiceFilter(choices=STATES, method="in_state")

    def in_state(self, rows: QuerySet[AssumptionTest], name: str, state: str) -> QuerySet[AssumptionTest]:
        if state == "done":
            return rows.exclude(result="")
        return rows.filter(result="", started_on__isnull=state == "planned")


class AssumptionTestViewSet(RecordViewSet):
    """Checks of the beliefs that a solution rests on, each with what was to count as success, said beforehand.

    Once there is a result, changing the assumption or its criterion is 409.
    """

    queryset = AssumptionTest.objects.all()
    serializer_class = AssumptionTestSerializer
    filterset_class = AssumptionTestFilters

    @extend_schema(request=OutcomeSerializer, responses=AssumptionTestSerializer)
    @action(detail=True, methods=["post"])
    def record(self, request: Request, pk: str) -> Response:
        """Say what came out, or say it anew. Without a criterion it is 409."""
        test = self.get_object()
        given = self.given(OutcomeSerializer).validated_data
        outcome = Outcome(
            result=given["result"],
            words=given["words"],
            done_on=given.get("done_on") or timezone.localdate(),
            participants=given.get("participants"),
            evidence_class=given.get("evidence_class"),
        )
        return self.answer(assumption_tests.record(test, outcome, by=self.by, at=timezone.now()))
