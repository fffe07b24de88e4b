"""Resources of which two may become one: an address that was merged leads on, and both ways are actions."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import RecordViewSet
from research.api.errors import BadInput, Flaw, pointer
from research.api.fields import LARGEST_ID
from research.api.serializers import StrictSerializer
from research.models import Merge
from research.operations import merges


class IntoAnother(StrictSerializer):
    into = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, help_text="The one that stays.")


class PartedFrom(StrictSerializer):
    merged = serializers.IntegerField(min_value=1, max_value=LARGEST_ID, help_text="The one that comes back.")


class Mergeable(RecordViewSet):
    """Two records may be made one. The one that goes is found no more, and its address leads to the other (301)."""

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        try:
            return super().retrieve(request, *args, **kwargs)
        except Http404:
            gone = self.queryset.filter(pk=self.kwargs["pk"], merged_into__in=self.visible())
            if kept := gone.values_list("merged_into", flat=True).first():
                return Response(status=301, headers={"Location": self.reverse_action("detail", args=[kept])})
            raise

    @extend_schema(request=IntoAnother)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Make this one with another, which is the answer: all that leads here leads there, and the address, too."""
        record, wanted = self.get_object(), self.given(IntoAnother).validated_data["into"]
        into = self.visible().filter(pk=wanted).first()
        if into is None:
            name = self.queryset.model._meta.verbose_name
            raise BadInput(Flaw(pointer=pointer("into"), detail=f"There is no {name} {wanted}."))
        merges.merge(record, into=into, by=self.by, at=timezone.now())
        return self.answer(into)

    @extend_schema(request=PartedFrom)
    @action(detail=True, methods=["post"], url_path="undo-merge")
    def undo_merge(self, request: Request, pk: str) -> Response:
        """Part from this one what was merged into it; the answer is this one, as it is without the other."""
        record, gone = self.get_object(), self.given(PartedFrom).validated_data["merged"]
        standing = Merge.objects.standing().filter(noun=merges.noun_of(record), kept_id=record.pk, merged_id=gone)
        merge = standing.first()
        if merge is None:
            raise BadInput(Flaw(pointer=pointer("merged"), detail="Nothing of this number was merged into this one."))
        merges.undo(merge, by=self.by, at=timezone.now())
        return self.answer(record)
