"""/funnels/<id>/results/"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import Endpoint
from research.api.errors import BadInput, Flaw, pointer
from research.api.timestamps import Timestamp
from research.behaviour import funnels, questions
from research.behaviour.funnels import Group, Result
from research.models import Funnel


class IntervalSerializer(serializers.Serializer[Any]):
    low = serializers.FloatField()
    high = serializers.FloatField()


class ReachedStepSerializer(serializers.Serializer[Any]):
    number = serializers.IntegerField(help_text="In any order: so many different steps.")
    event = serializers.CharField()
    count = serializers.IntegerField(help_text="People, or attempts, that reached it.")
    before = serializers.IntegerField(help_text="n: those that reached the step before.")
    lost = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True, help_text="Of those before; null of nobody.")
    interval = IntervalSerializer(allow_null=True)
    of_all = serializers.FloatField(allow_null=True, help_text="Of those that entered.")
    of_all_interval = IntervalSerializer(allow_null=True)
    median = serializers.FloatField(allow_null=True, help_text="Seconds from the step before.")
    mean = serializers.FloatField(allow_null=True, help_text="Seconds from the step before.")


class FunnelGroupSerializer(serializers.Serializer[Any]):
    name = serializers.CharField(allow_null=True, help_text="The breakdown's value; null for all entries.")
    segment = serializers.IntegerField(allow_null=True, help_text="Where it is broken down by segment.")
    entered = serializers.IntegerField()
    converted = serializers.IntegerField()
    median = serializers.FloatField(allow_null=True, help_text="Seconds from the first step to the last.")
    steps = ReachedStepSerializer(many=True)


class FunnelResultSerializer(serializers.Serializer[Any]):
    formula = serializers.CharField()
    since = serializers.DateTimeField(help_text="Entries from then on …")
    until = serializers.DateTimeField(help_text="… and before then count.")
    window_seconds = serializers.IntegerField()
    preset = serializers.ChoiceField(choices=Funnel.Preset.choices)
    order = serializers.ChoiceField(choices=Funnel.Order.choices)
    counting = serializers.ChoiceField(choices=Funnel.Counting.choices)
    whole = FunnelGroupSerializer()
    groups = FunnelGroupSerializer(many=True, help_text="The twenty largest.")
    has_more_groups = serializers.BooleanField()


class FunnelResultsView(Endpoint):
    http_method_names = ["get", "head"]
    permissions = ("research.view_funnel",)
    query_parameters = ("since", "until")

    @extend_schema(
        operation_id="funnels_results",
        responses=FunnelResultSerializer,
        parameters=[
            OpenApiParameter("since", datetime, description="The funnel's own days before the end, if left out."),
            OpenApiParameter("until", datetime, description="Now, if left out."),
        ],
    )
    def get(self, request: Request, pk: int) -> Response:
        """How many reached each step, of how many, with 95 % intervals and the time it took. Counted anew."""
        funnel = Funnel.objects.visible_to(self.by).filter(pk=pk).first()
        if funnel is None:
            raise Http404
        until = self._moment("until") or timezone.now()
        since = self._moment("since")
        if since and since >= until:
            raise BadInput(Flaw(pointer=pointer("since"), detail="The period ends before it begins.", where="query"))
        result = funnels.of(questions.question_of(funnel, since=since, until=until))
        return Response(_document(funnel, result))

    def _moment(self, name: str) -> datetime | None:
        given = self.request.query_params.get(name)
        if given is None:
            return None
        try:
            found: datetime = Timestamp().run_validation(given)
        except serializers.ValidationError as error:
            raise BadInput(Flaw(pointer=pointer(name), detail="Give a date and time.", where="query")) from error
        return found


def _document(funnel: Funnel, result: Result) -> dict[str, Any]:
    question = result.question
    return {
        "formula": funnels.FORMULA,
        "since": question.since,
        "until": question.until,
        "window_seconds": int(question.window.total_seconds()),
        "preset": funnel.preset,
        "order": funnel.order,
        "counting": funnel.counting,
        "whole": _of_group(result.whole),
        "groups": [_of_group(group) for group in result.groups],
        "has_more_groups": result.has_more_groups,
    }


def _of_group(group: Group) -> dict[str, Any]:
    return {
        "name": group.name,
        "segment": group.segment_id,
        "entered": group.entered,
        "converted": group.converted,
        "median": group.median,
        "steps": [{**asdict(step), "lost": step.lost} for step in group.steps],
    }
