"""/people-told/ and the list of whom to tell that an item shipped."""

from typing import Any

from django.http import Http404
from django.urls import URLPattern, path
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from backlog.api.document_serializers import serializer_for
from backlog.models import BacklogItem, PersonTold
from backlog.operations import loops
from backlog.tracing import loops as reading
from research.api.endpoints import Endpoint, RecordViewSet
from research.api.filters import ChoicesFilter, RelatedFilter
from research.api.serializers import RecordSerializer
from research.models import Participant, User


class PersonToldSerializer(RecordSerializer):
    class Meta:
        model = PersonTold
        fields = ["id", "item", "participant", "on", "how", "note", "by", "at"]
        read_only_fields = ["by", "at"]
        extra_kwargs = {"on": {"required": False, "help_text": "Today, if left out."}}

    def create(self, validated_data: dict[str, Any]) -> PersonTold:
        told = PersonTold(**{"on": timezone.localdate(), **validated_data})
        return loops.tell(told, by=self.by, at=timezone.now())


class PersonToldFilters(filters.FilterSet):
    item = RelatedFilter(BacklogItem)
    participant = RelatedFilter(Participant)
    how = ChoicesFilter(PersonTold.How)
    by = RelatedFilter(User)


class PersonToldViewSet(RecordViewSet):
    """Who was told that an item shipped: by whom, when and how. Only those who agreed to be contacted again."""

    http_method_names = ["get", "head", "post", "delete"]
    queryset = PersonTold.objects.all()
    serializer_class = PersonToldSerializer
    filterset_class = PersonToldFilters

    def locked(self) -> Any:
        return self.visible().select_for_update(of=("self",), no_key=True)

    def remove(self, record: PersonTold) -> None:
        loops.untell(record, by=self.by)


class LoopView(Endpoint):
    http_method_names = ["get", "head"]
    permissions = ("backlog.view_persontold",)

    @extend_schema(operation_id="backlog_items_loop", responses=serializer_for(reading.LoopDocument))
    def get(self, request: Request, pk: int) -> Response:
        """The participants whose words led to the item and who agreed to be contacted again, and who was told.

        Everybody else is counted, with the reason. Names and addresses are there for those who may read them.
        """
        try:
            return Response(reading.of_item(pk, viewer=self.by, at=timezone.now()))
        except BacklogItem.DoesNotExist as error:
            raise Http404 from error


PATHS: tuple[URLPattern, ...] = (path("backlog-items/<int:pk>/loop/", LoopView.as_view(), name="backlog-item-loop"),)
