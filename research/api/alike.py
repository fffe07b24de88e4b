"""What is like a highlight or an insight, what may support or contradict it, and which tags the like bears."""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from research.api.endpoints import Endpoint
from research.api.errors import refuse_parameter
from research.api.serializers import StrictSerializer
from research.meaning import alike, learning
from research.meaning.nearest import Near
from research.models import Highlight, Insight, Stance, Tag
from research.operations import evidence

FEW, MOST = 5, 50
LONGEST = 2_000


class Asked(StrictSerializer):
    limit = serializers.IntegerField(min_value=1, max_value=MOST, default=FEW)


class AskedFor(Asked):
    stance = serializers.ChoiceField([Stance.SUPPORTS, Stance.CONTRADICTS], default=Stance.SUPPORTS)


class AskedAbout(Asked):
    text = serializers.CharField(max_length=LONGEST, help_text="The words that are about to be marked.")


class LikeHighlight(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    note = serializers.IntegerField()
    interview = serializers.CharField(help_text="Its title.")
    start = serializers.IntegerField(allow_null=True)
    end = serializers.IntegerField(allow_null=True)
    quote = serializers.CharField(help_text="Empty where the words may not be quoted; `withheld` says why.")
    withheld = serializers.CharField()
    verbatim = serializers.BooleanField()
    kind = serializers.ChoiceField(Highlight.Kind.choices)


class Answer(serializers.Serializer[Any]):
    because = serializers.CharField(help_text="Why there is nothing, where nothing is known of meanings.")


class LikeHighlights(Answer):
    results = LikeHighlight(many=True, help_text="The nearest first.")


class LikeInsight(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    title = serializers.CharField()
    statement = serializers.CharField()
    status = serializers.ChoiceField(Insight.Status.choices)


class LikeInsights(Answer):
    results = LikeInsight(many=True, help_text="The nearest first: they may be the same.")


class SuggestedTag(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()
    colour = serializers.CharField()
    highlights = serializers.IntegerField(help_text="How many of the twenty nearest highlights bear it.")


class SuggestedTags(Answer):
    results = SuggestedTag(many=True)


class AlikeEndpoint(Endpoint):
    """Answers with what is near, or says in `because` that nothing can be known: never an error."""

    http_method_names = ["get", "head"]
    asks: ClassVar[type[Asked]] = Asked

    def known_parameters(self) -> Sequence[str]:
        return tuple(self.asks().fields)

    def near(self, find: Callable[[], list[dict[str, Any]]]) -> Response:
        because = learning.why_not()
        return Response({"results": [] if because else find(), "because": because})

    def one(self, rows: QuerySet[Any], pk: int) -> Any:
        found = rows.filter(pk=pk).first()
        if found is None:
            raise Http404
        return found


class SimilarHighlightsView(AlikeEndpoint):
    permissions = ("research.view_highlight",)

    @extend_schema(operation_id="similar_highlights", responses=LikeHighlights, parameters=[Asked])
    def get(self, request: Request, pk: int) -> Response:
        """More like this: highlights that mean most nearly the same, without those of the same passage."""
        highlight = self.one(Highlight.objects.visible_to(self.by), pk)
        limit = self.asked(Asked)["limit"]
        return self.near(lambda: _highlights(alike.highlights_like(highlight, viewer=self.by, limit=limit)))


class SimilarInsightsView(AlikeEndpoint):
    permissions = ("research.view_insight",)

    @extend_schema(operation_id="similar_insights", responses=LikeInsights, parameters=[Asked])
    def get(self, request: Request, pk: int) -> Response:
        """Insights that say most nearly the same; they may be duplicates."""
        insight = self.one(Insight.objects.visible_to(self.by), pk)
        limit = self.asked(Asked)["limit"]
        return self.near(lambda: _insights(alike.insights_like(insight, viewer=self.by, limit=limit)))


class SuggestedEvidenceView(AlikeEndpoint):
    permissions = ("research.view_insight", "research.view_highlight")
    asks = AskedFor

    @extend_schema(
        operation_id="suggested_evidence",
        responses=LikeHighlights,
        parameters=[
            OpenApiParameter("stance", enum=[Stance.SUPPORTS, Stance.CONTRADICTS], default=Stance.SUPPORTS),
            OpenApiParameter("limit", int, default=FEW),
        ],
    )
    def get(self, request: Request, pk: int) -> Response:
        """Highlights that may support the insight, or may contradict it, and are no evidence of it yet. A guess."""
        insight = self.one(Insight.objects.visible_to(self.by), pk)
        asked = self.asked(AskedFor)
        find = alike.may_contradict if asked["stance"] == Stance.CONTRADICTS else alike.may_support
        among = evidence.citable(insight, viewer=self.by)
        return self.near(lambda: _highlights(find(insight, among=among, limit=asked["limit"])))


class SuggestedTagsView(AlikeEndpoint):
    permissions = ("research.view_tag", "research.view_highlight")
    asks = AskedAbout

    @extend_schema(operation_id="suggested_tags", responses=SuggestedTags, parameters=[AskedAbout])
    def get(self, request: Request) -> Response:
        """Tags that highlights of like words bear."""
        asked = self.asked(AskedAbout)
        if not asked["text"].strip():
            refuse_parameter("text", "Say which words.")
        among = Tag.objects.visible_to(self.by).current()
        return self.near(
            lambda: [
                {"id": tag.pk, "name": tag.name, "colour": tag.colour, "highlights": count}
                for tag, count in alike.tags_for(asked["text"], viewer=self.by, limit=asked["limit"], among=among)
            ]
        )


def _highlights(near: Sequence[Near]) -> list[dict[str, Any]]:
    """Return the highlights in the order of their nearness. One query."""
    rows = Highlight.objects.filter(pk__in=[one.target for one in near]).with_words(at=timezone.now())
    told = rows.values("id", "note", "start", "end", "verbatim", "kind", "words", "withheld", "note__interview__title")
    found = {row["id"]: row for row in told}
    return [
        {
            **{name: row[name] for name in ("id", "note", "start", "end", "verbatim", "kind", "withheld")},
            "quote": row["words"],
            "interview": row["note__interview__title"],
        }
        for one in near
        if (row := found.get(one.target))
    ]


def _insights(near: Sequence[Near]) -> list[dict[str, Any]]:
    found = Insight.objects.in_bulk([one.target for one in near])
    return [
        {"id": one.pk, "title": one.title, "statement": one.statement, "status": one.status}
        for near_one in near
        if (one := found.get(near_one.target))
    ]


PATHS = (
    path("highlights/<int:pk>/similar/", SimilarHighlightsView.as_view(), name="similar-highlights"),
    path("insights/<int:pk>/similar/", SimilarInsightsView.as_view(), name="similar-insights"),
    path("insights/<int:pk>/suggestions/", SuggestedEvidenceView.as_view(), name="suggested-evidence"),
    path("tags/suggestions/", SuggestedTagsView.as_view(), name="suggested-tags"),
)
