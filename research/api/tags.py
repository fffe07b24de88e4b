"""/tags/"""

from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.utils import timezone
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import RecordViewSet
from research.api.fields import RelatedField
from research.api.filters import RecordFilters, RelatedFilter, TruthFilter
from research.api.serializers import RECORD_FIELDS, Nothing, RecordSerializer, StrictSerializer
from research.models import Highlight, Study, Tag
from research.operations import tags
from research.operations.refusals import Unacceptable

UNDO = Signer(salt="throughline.api.tag-split")


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


class Into(StrictSerializer):
    into = RelatedField(queryset=Tag.objects.all())


class Part(StrictSerializer):
    """Which highlights get another tag instead: one that there is (`into`), or a path that is made (`path`)."""

    highlights = RelatedField(queryset=Highlight.objects.select_related("note__interview"), many=True)
    into = RelatedField(queryset=Tag.objects.all(), required=False)
    path = serializers.CharField(max_length=1_000, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("into" in attrs) == ("path" in attrs):
            raise serializers.ValidationError({"into": "Name a tag or give the path of a new one, not both."})
        return attrs


class Parted(serializers.Serializer[Any]):
    into = serializers.IntegerField(help_text="The tag that they have now.")
    highlights = serializers.IntegerField(help_text="How many changed.")
    undo = serializers.CharField(help_text="POST it to rejoin to take this back.")


class Rejoining(StrictSerializer):
    undo = serializers.CharField(max_length=2_000_000, help_text="What the split gave.")


class Binding(StrictSerializer):
    study = RelatedField(queryset=Study.objects.all())
    under = RelatedField(queryset=Tag.objects.all(), required=False, help_text="Where it hung.")


class Example(StrictSerializer):
    highlight = RelatedField(queryset=Highlight.objects.all())
    is_example = serializers.BooleanField()


class TagViewSet(RecordViewSet):
    """The codebook. A tag without a study belongs to the whole repository."""

    queryset = Tag.objects.all()
    serializer_class = TagSerializer
    filterset_class = TagFilters
    orderings = ("id",)
    version_tells_all = False  # the names above it, in its path

    def represented(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return super().represented(rows).with_path()  # type: ignore[attr-defined,no-any-return]

    @extend_schema(request=Into)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: str) -> Response:
        """Make this tag one with another, which is the answer: highlights go there, the name becomes an alias."""
        tag, into = self.get_object(), self.given(Into).validated_data["into"]
        return self.answer(tags.merge([tag], into=into, by=self.by, at=timezone.now()))

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    def unmerge(self, request: Request, pk: str) -> Response:
        """Undo its merging: it comes back with exactly what moved."""
        self.given(Nothing)
        return self.answer(tags.unmerge(self.get_object(), by=self.by, at=timezone.now()))

    @extend_schema(request=Part, responses=Parted)
    @action(detail=True, methods=["post"])
    def split(self, request: Request, pk: str) -> Response:
        """Let some of its highlights have another tag instead, whoever gave it."""
        tag, part = self.get_object(), self.given(Part).validated_data
        into = part.get("into") or tags.find_or_add(part["path"], by=self.by, study=tag.study, owner=tag.study)
        carried = tags.split(tag, highlights=part["highlights"], into=into, by=self.by)
        undo = UNDO.sign_object({"tag": tag.pk, "into": into.pk, "carried": carried})
        return Response({"into": into.pk, "highlights": len(part["highlights"]), "undo": undo})

    @extend_schema(request=Rejoining)
    @action(detail=True, methods=["post"])
    def rejoin(self, request: Request, pk: str) -> Response:
        """Take a split back."""
        tag = self.get_object()
        try:
            split = UNDO.unsign_object(self.given(Rejoining).validated_data["undo"])
        except BadSignature as error:
            raise Unacceptable("This is not what a split gave.", field="undo") from error
        if split["tag"] != tag.pk:
            raise Unacceptable("This was a split of another tag.", field="undo")
        out_of = Tag.objects.filter(pk=split["into"]).first()
        if out_of is None:
            raise Unacceptable("The other tag is no longer there.", field="undo")
        return self.answer(tags.rejoin(tag, carried=split["carried"], out_of=out_of, by=self.by))

    @extend_schema(request=Example)
    @action(detail=True, methods=["post"])
    def exemplify(self, request: Request, pk: str) -> Response:
        """Let one of its highlights show others what the tag is for, or no longer."""
        tag, given = self.get_object(), self.given(Example).validated_data
        tags.exemplify(tag, **given, by=self.by)
        return self.answer(tag)

    @extend_schema(request=Nothing)
    @action(detail=True, methods=["post"])
    def promote(self, request: Request, pk: str) -> Response:
        """Let the whole repository use a study's tag."""
        self.given(Nothing)
        return self.answer(tags.promote(self.get_object(), by=self.by))

    @extend_schema(request=Binding)
    @action(detail=True, methods=["post"])
    def bind(self, request: Request, pk: str) -> Response:
        """Let one study alone use the tag, the way back from promoting it; refused where others use it."""
        tag, given = self.get_object(), self.given(Binding).validated_data
        return self.answer(tags.bind(tag, study=given["study"], under=given.get("under"), by=self.by))
