"""/saved-searches/: one's own questions, asked again for what is new."""

from typing import Any

from django.http import Http404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from backlog import watching
from backlog.models import SavedSearch
from backlog.search import SHELVES
from research.api.endpoints import Endpoint
from research.api.fields import RelatedField
from research.api.serializers import Nothing, StrictSerializer
from research.api.timestamps import Timestamp
from research.models import Account, Segment, Stance, Study, Tag
from research.search import question
from research.search.finding import Filters

KINDS = [shelf.kind for shelf in SHELVES]


class Kept(StrictSerializer):
    """The body: a name, and what `/search/` may be asked."""

    name = serializers.CharField(max_length=100)
    q = serializers.CharField(max_length=question.LONGEST, required=False, allow_blank=True, default="")
    type = serializers.ChoiceField(KINDS, required=False)
    study = RelatedField(queryset=Study.objects.all(), required=False)
    tag = RelatedField(queryset=Tag.objects.all(), required=False)
    segment = RelatedField(queryset=Segment.objects.all(), required=False)
    account = RelatedField(queryset=Account.objects.all(), required=False)
    stance = serializers.ChoiceField(Stance.choices, required=False)

    def get_fields(self) -> dict[str, Any]:
        return {**super().get_fields(), "from": Timestamp(required=False), "to": Timestamp(required=False)}


class SavedSearchSerializer(serializers.ModelSerializer[SavedSearch]):
    type = serializers.CharField(source="kind", help_text="Empty for all kinds.")
    new = serializers.IntegerField(help_text="What came since you looked, counted every five minutes.")

    class Meta:
        model = SavedSearch
        fields = ["id", "name", "q", "type", "filters", "new", "created_at", "looked_at"]


class SavedSearches(serializers.Serializer[Any]):
    results = SavedSearchSerializer(many=True)


class SavedSearchesView(Endpoint):
    http_method_names = ["get", "head", "post"]
    permissions = ("research.view_insight",)

    @extend_schema(operation_id="saved_searches_list", responses=SavedSearches)
    def get(self, request: Request) -> Response:
        """Your saved searches by name; there are fifty at most."""
        rows = SavedSearch.objects.visible_to(self.by).order_by("name", "pk")
        return Response({"results": SavedSearchSerializer(rows, many=True).data})

    @extend_schema(operation_id="saved_searches_create", request=Kept, responses={201: SavedSearchSerializer})
    def post(self, request: Request) -> Response:
        """Save a question; what is there now counts as seen."""
        given = self.given(Kept).validated_data
        ids = {name: given[name].pk for name in ("study", "tag", "segment", "account") if name in given}
        filters = Filters(**ids, held_from=given.get("from"), held_until=given.get("to"), stance=given.get("stance"))
        saved = watching.keep(
            name=given["name"],
            q=given["q"],
            kind=given.get("type", ""),
            filters=filters,
            by=self.by,
            at=timezone.now(),
        )
        return Response(SavedSearchSerializer(saved).data, status=201)


class SavedSearchView(Endpoint):
    http_method_names = ["delete"]
    permissions = ("research.view_insight",)

    @extend_schema(operation_id="saved_searches_destroy", request=None, responses={204: None})
    def delete(self, request: Request, pk: int) -> Response:
        """Ask no longer."""
        _own(self, pk).delete()
        return Response(status=204)


class SavedSearchLookView(Endpoint):
    http_method_names = ["post"]
    permissions = ("research.view_insight",)

    @extend_schema(operation_id="saved_searches_look", request=Nothing, responses=SavedSearchSerializer)
    def post(self, request: Request, pk: int) -> Response:
        """Note that you see what there is now."""
        self.given(Nothing)
        saved = _own(self, pk)
        watching.look(saved, at=timezone.now())
        return Response(SavedSearchSerializer(saved).data)


def _own(view: Endpoint, pk: int) -> SavedSearch:
    found = SavedSearch.objects.visible_to(view.by).select_related("user").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


PATHS = (
    path("saved-searches/", SavedSearchesView.as_view(), name="saved-searches"),
    path("saved-searches/<int:pk>/", SavedSearchView.as_view(), name="saved-search"),
    path("saved-searches/<int:pk>/look/", SavedSearchLookView.as_view(), name="look-at-saved-search"),
)
