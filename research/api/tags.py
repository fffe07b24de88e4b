"""/tags/"""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import RecordViewSet
from research.api.fields import RelatedField
from research.api.filters import RecordFilters, RelatedFilter, TruthFilter
from research.api.serializers import RECORD_FIELDS, RecordSerializer, StrictSerializer
from research.models import Study, Tag
from research.operations import tags


class TagSerializer(RecordSerializer):
    path = serializers.CharField(read_only=True, help_text="Its name and those above it: Calendar/Time zones.")
    aliases = serializers.ListField(child=serializers.CharField(max_length=100), required=False, max_length=100)

    class Meta:
        model = Tag
        fields = [
            *RECORD_FIELDS,
            "parent",
            "name",
            "path",
            "aliases",
            "definition",
            "colour",
            "study",
            "merged_into",
        ]
        create_only = ["study"]
        extra_kwargs = {"merged_into": {"read_only": True}}

    def validate_name(self, name: str) -> str:
        if tags.SEPARATOR in name:
            raise serializers.ValidationError("A tag's name cannot hold a slash: it separates the names of a path.")
        return name


class TagFilters(RecordFilters):
    parent = RelatedFilter(Tag)
    is_root = TruthFilter(field_name="parent", lookup_expr="isnull")
    study = RelatedFilter(Study)
    is_merged = TruthFilter(method="of_merged")
    name = filters.CharFilter(lookup_expr="iexact")

    def of_merged(self, rows: Any, name: str, wanted: bool) -> Any:
        return rows.filter(merged_into__isnull=not wanted)


class Merge(StrictSerializer):
    into = RelatedField(queryset=Tag.objects.all())


class TagViewSet(RecordViewSet):
    """The codebook. A tag without a study belongs to the whole repository."""

    queryset = Tag.objects.all()
    serializer_class = TagSerializer
    filterset_class = TagFilters
    orderings = ("id",)
    version_tells_all = False  # the names above it, in its path

    def represented(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return super().represented(rows).with_path()  # type: ignore[attr-defined,no-any-return]

    @extend_schema(request=Merge)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Make this tag one with another, which is the answer: highlights go there, the name becomes an alias."""
        tag, into = self.get_object(), self.given(Merge).validated_data["into"]
        return self.answer(tags.merge([tag], into=into, by=self.by))
