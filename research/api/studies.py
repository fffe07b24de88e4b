"""/studies/"""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import RecordViewSet
from research.api.fields import RelatedField
from research.api.filters import ChoicesFilter, RecordFilters, RelatedFilter
from research.api.serializers import RECORD_FIELDS, Nothing, RecordSerializer
from research.models import Product, Study, User
from research.operations import studies


class StudySerializer(RecordSerializer):
    members = RelatedField(queryset=User.objects.all(), many=True, required=False)

    class Meta:
        model = Study
        fields = [
            *RECORD_FIELDS,
            "product",
            "slug",
            "title",
            "questions",
            "method",
            "status",
            "visibility",
            "lead",
            "members",
            "starts_on",
            "ends_on",
            "keep_until",
        ]
        read_only_fields = ["visibility"]
        create_only = ["product"]
        extra_kwargs = {"product": {"required": False}}

    def create(self, validated_data: dict[str, Any]) -> Study:
        members = validated_data.pop("members", None)
        study = studies.add(Study(**validated_data), by=self.by)
        return study if members is None else studies.set_members(study, members=members, by=self.by)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A slug that is emptied is made anew only when a study is added."""
        if self.instance is not None and attrs.get("slug") == "":
            attrs.pop("slug")
        return attrs


class StudyFilters(RecordFilters):
    product = RelatedFilter(Product)
    status = ChoicesFilter(Study.Status)
    visibility = ChoicesFilter(Study.Visibility)
    lead = RelatedFilter(User)
    member = RelatedFilter(User, field_name="members")


class StudyViewSet(RecordViewSet):
    """Bounded pieces of research. A title is all that one needs."""

    queryset = Study.objects.all()
    serializer_class = StudySerializer
    filterset_class = StudyFilters
    orderings = ("-id",)
    related = ("members",)

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"], url_path="make-private")
    def make_private(self, request: Request, pk: str) -> Response:
        """Close the study to everyone but its lead and members."""
        self.given(Nothing)
        return self.answer(studies.make_private(self.get_object(), by=self.by))

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"], url_path="make-open")
    def make_open(self, request: Request, pk: str) -> Response:
        """Open the study to everyone whose role reads research."""
        self.given(Nothing)
        return self.answer(studies.make_open(self.get_object(), by=self.by))
