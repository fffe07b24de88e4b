"""/highlights/<id>/link/"""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.reverse import reverse

from backlog.models import BacklogItem, Evidence
from backlog.operations import linking
from backlog.operations.linking import Linked
from research.api.endpoints import Endpoint
from research.api.fields import LARGEST_ID
from research.api.serializers import StrictSerializer
from research.models import Highlight, Insight, InsightEvidence, Opportunity, OpportunityEvidence, Record

MODELS: dict[str, type[Any]] = {"insight": Insight, "opportunity": Opportunity, "item": BacklogItem}
RESTING = {
    "insight": "research.add_insightevidence",
    "opportunity": "research.add_opportunityevidence",
    "item": "backlog.add_evidence",
}
MAKING = {
    "insight": "research.add_insight",
    "opportunity": "research.add_opportunity",
    "item": "backlog.add_backlogitem",
}
ADDRESSES: dict[type[Record], str] = {
    Insight: "insights",
    InsightEvidence: "insight-evidence",
    Opportunity: "opportunities",
    OpportunityEvidence: "opportunity-evidence",
    BacklogItem: "backlog-items",
    Evidence: "evidence",
}


class LinkSerializer(StrictSerializer):
    to = serializers.ChoiceField(choices=list(MODELS))
    id = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, required=False, help_text="Of what is there.")
    new = serializers.CharField(max_length=300, required=False, help_text="The title or statement of a new one.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("id" in attrs) == ("new" in attrs):
            raise serializers.ValidationError("Give the id of what is there, or the words of a new one.")
        return attrs


class LinkedSerializer(serializers.Serializer[Any]):
    insight = serializers.IntegerField(
        help_text="The insight that now cites the passage; a new draft, if there was none."
    )
    target = serializers.IntegerField()
    made = serializers.ListField(
        child=serializers.CharField(), help_text="Addresses of what is new. DELETE them in reverse to take it all back."
    )


class LinkView(Endpoint):
    permissions = ("research.view_highlight", "research.add_insightevidence")

    @extend_schema(operation_id="highlights_link", request=LinkSerializer, responses={201: LinkedSerializer})
    def post(self, request: Request, pk: int) -> Response:
        """Rest an insight, an opportunity or a backlog item on the passage, in one step.

        Opportunities and items rest on insights: on the newest that cites the passage or, without one, on a new draft.
        """
        highlight, given = self._highlight(pk), self.given(LinkSerializer).validated_data
        self._check(given)
        if "new" in given:
            linked = linking.link_new(highlight, kind=given["to"], words=given["new"], by=self.by)
        else:
            linked = linking.link(highlight, to=self._target(given), by=self.by)
        return Response(self._answer(linked), status=201)

    def _highlight(self, pk: int) -> Highlight:
        rows = Highlight.objects.visible_to(self.by).select_related("note__interview__study")
        highlight = rows.filter(pk=pk).first()
        if highlight is None:
            raise Http404
        return highlight

    def _check(self, given: dict[str, Any]) -> None:
        needed = [RESTING[given["to"]]]
        if "new" in given:
            needed.append(MAKING[given["to"]])
        if given["to"] != "insight":
            needed.append(MAKING["insight"])
        if not self.by.has_perms(needed):
            raise PermissionDenied("Your role does not allow this.")

    def _target(self, given: dict[str, Any]) -> Any:
        found = MODELS[given["to"]].objects.visible_to(self.by).filter(pk=given["id"]).first()
        if found is None:
            raise Http404
        return found

    def _answer(self, linked: Linked) -> dict[str, Any]:
        made = [reverse(f"{ADDRESSES[type(row)]}-detail", args=[row.pk]) for row in linked.made]
        return {"insight": linked.insight.pk, "target": linked.target.pk, "made": made}
