"""/opportunities/<id>/place/"""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from backlog.models import KeyResult
from backlog.operations import outcomes
from research.api import etags
from research.api.endpoints import Endpoint
from research.api.fields import RelatedField
from research.api.serializers import StrictSerializer
from research.models import Opportunity

HANGING = ("backlog.add_outcomeopportunity", "backlog.delete_outcomeopportunity")


class PlaceSerializer(StrictSerializer):
    outcome = RelatedField(
        queryset=KeyResult.objects.select_related("objective"), required=False, allow_null=True, help_text="Under this."
    )
    parent = RelatedField(  # type: ignore[assignment]  # a field's name, no serializer above this one
        queryset=Opportunity.objects.all(), required=False, allow_null=True, help_text="Or within this one."
    )


class PlacedSerializer(serializers.Serializer[Any]):
    opportunity = serializers.IntegerField()
    outcome = serializers.IntegerField(allow_null=True, help_text="The key result under which it hangs itself.")
    parent = serializers.IntegerField(allow_null=True)  # type: ignore[assignment]  # a field's name
    version = serializers.IntegerField()


class PlaceView(Endpoint):
    permissions = ("research.change_opportunity", "backlog.view_keyresult")

    @extend_schema(operation_id="opportunities_place", request=PlaceSerializer, responses=PlacedSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Hang the opportunity, with all within it, under an outcome or within another one; with neither, at the top.

        It hangs in one place only. Whoever may not change what hangs under outcomes moves the others.
        """
        rows = Opportunity.objects.visible_to(self.by).filter(pk=pk)
        opportunity = rows.locked().first()
        if opportunity is None:
            raise Http404
        etags.check(request, opportunity)
        given = self.given(PlaceSerializer).validated_data
        outcome = given.get("outcome")
        if outcome != outcomes.outcome_of(opportunity) and not self.by.has_perms(HANGING):
            raise PermissionDenied("Your role does not change what hangs under outcomes.")
        placed = outcomes.place(opportunity, outcome=outcome, parent=given.get("parent"), by=self.by)
        answer = {
            "opportunity": placed.pk,
            "outcome": outcome.pk if outcome else None,
            "parent": placed.parent_id,
            "version": placed.version,
        }
        return Response(answer, headers={"ETag": etags.of(placed)})
