"""/compare/"""

from typing import Any, TypeVar

from django.db.models import Model
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import Endpoint
from research.api.errors import refuse_parameter
from research.api.fields import as_id, seen_by
from research.comparison import document, table
from research.comparison.question import Coding, Columns, Question, Rows
from research.models import Study, Tag

M = TypeVar("M", bound=Model)


class ComparedCell(serializers.Serializer[Any]):
    participants = serializers.IntegerField(help_text="n: the column's participants who say it.")
    of = serializers.IntegerField(help_text="N: the column's participants whose interviews count.")
    percentage = serializers.IntegerField(allow_null=True, help_text="None where N is below 5.")
    highlights = serializers.IntegerField(help_text="Passages, a count of mentions.")
    against = serializers.IntegerField(help_text="Participants who contradict the insight.")


class ComparedColumn(serializers.Serializer[Any]):
    key = serializers.CharField(allow_null=True, help_text="Its id, or the role; null for those without one.")
    name = serializers.CharField()
    participants = serializers.IntegerField(help_text="N: those whose interviews count.")


class ComparedRow(serializers.Serializer[Any]):
    key = serializers.CharField(help_text="Its id, or the kind.")
    name = serializers.CharField()
    depth = serializers.IntegerField(help_text="How deep a tag hangs, from 1 on. It counts what hangs under it, too.")
    cells = ComparedCell(many=True, help_text="In the order of the columns.")
    whole = ComparedCell(help_text="Over all columns, each participant once.")


class Comparison(serializers.Serializer[Any]):
    rows_are = serializers.CharField()
    columns_are = serializers.CharField()
    coding = serializers.CharField()
    participants = serializers.IntegerField(help_text="N over all columns.")
    overlapping = serializers.IntegerField(help_text="Of them in more than one column.")
    interviews = serializers.IntegerField(help_text="Those that count.")
    uncoded_interviews = serializers.IntegerField(help_text="Held, and not counted, since nobody has coded them.")
    columns_left_out = serializers.IntegerField(help_text="More than fit.")
    columns = ComparedColumn(many=True)
    rows = ComparedRow(many=True)


class CompareView(Endpoint):
    http_method_names = ["get", "head"]
    permissions = ("research.view_highlight", "research.view_tag", "research.view_insight")
    query_parameters = ("rows", "columns", "coding", "study", "tag")

    @extend_schema(
        operation_id="compare",
        responses=Comparison,
        parameters=[
            OpenApiParameter("rows", enum=list(Rows), default=Rows.TAGS, description="What is said."),
            OpenApiParameter("columns", enum=list(Columns), default=Columns.SEGMENTS, description="By whom."),
            OpenApiParameter(
                "coding",
                enum=list(Coding),
                default=Coding.DONE,
                description="Which interviews count: those coded to the end, or also those with any highlight.",
            ),
            OpenApiParameter("study", int, description="Only interviews of this study."),
            OpenApiParameter("tag", int, description="Only this tag and those under it."),
        ],
    )
    def get(self, request: Request) -> Response:
        """How many participants say what: n of the N whose interviews are coded, as far as you may see."""
        question = Question(
            rows=self.one_of(Rows, "rows") or Rows.TAGS,
            columns=self.one_of(Columns, "columns") or Columns.SEGMENTS,
            coding=self.one_of(Coding, "coding") or Coding.DONE,
            study=self._record(Study, "study"),
            tag=self._record(Tag, "tag"),
        )
        return Response(document.of(question, table.of(question, viewer=self.by)))

    def _record(self, model: type[M], name: str) -> M | None:
        given = self.request.query_params.get(name)
        if given is None:
            return None
        found = seen_by(self.by, model).filter(pk=as_id(given) or 0).first()
        if found is None:
            refuse_parameter(name, f"There is no such {model._meta.verbose_name}.")
        return found  # type: ignore[no-any-return]  # a row of this model
