"""/search/"""

from typing import Any

from django.core.signing import BadSignature, Signer
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from backlog import search
from backlog.search import SHELVES, By
from research.api.endpoints import Endpoint
from research.api.errors import refuse_parameter
from research.api.fields import RelatedField
from research.api.serializers import StrictSerializer
from research.api.timestamps import Timestamp
from research.models import Account, Highlight, Segment, Stance, Study, Tag
from research.search import question
from research.search.finding import MOST_RANKED, Filters

KINDS = [shelf.kind for shelf in SHELVES]
USUAL, MOST = 20, 100
BEST_OF_EACH = 5
CURSORS = Signer(salt="throughline.api.search")


class Asked(StrictSerializer):
    """The query parameters."""

    q = serializers.CharField(
        max_length=question.LONGEST,
        required=False,
        allow_blank=True,
        help_text='Words, "phrases", or, -not, begin*, tag:, speaker:, study:, is:pain-point.',
    )
    type = serializers.ChoiceField(KINDS, required=False, help_text="All of one kind, page by page.")
    study = RelatedField(queryset=Study.objects.all(), required=False)
    tag = RelatedField(queryset=Tag.objects.all(), required=False, help_text="With what hangs under it.")
    segment = RelatedField(queryset=Segment.objects.all(), required=False)
    account = RelatedField(queryset=Account.objects.all(), required=False)
    stance = serializers.ChoiceField(Stance.choices, required=False)
    find_by = serializers.ChoiceField(
        By.choices,
        default=By.BOTH,
        help_text="Passages, notes and insights are found by their meaning, too, where the server can.",
    )
    limit = serializers.IntegerField(min_value=1, max_value=MOST, default=USUAL, help_text="Of one kind, at most.")
    cursor = serializers.CharField(max_length=500, required=False, help_text="Take it from `next`.")

    def get_fields(self) -> dict[str, Any]:
        """Two names of the address are words of Python."""
        return {
            **super().get_fields(),
            "from": Timestamp(required=False, help_text="Held, received or made then or later."),
            "to": Timestamp(required=False, help_text="Held, received or made before."),
        }


class SnippetPart(serializers.Serializer[Any]):
    text = serializers.CharField(help_text="Plain text; it is not escaped.")
    is_match = serializers.BooleanField(help_text="Whether it is what was looked for.")


class SearchResult(serializers.Serializer[Any]):
    type = serializers.ChoiceField(KINDS)
    id = serializers.IntegerField()
    title = serializers.CharField()
    snippet = SnippetPart(many=True)
    found_by = serializers.ChoiceField(By.choices)
    note = serializers.IntegerField(required=False, help_text="The note that a passage is in …")
    start = serializers.IntegerField(required=False, allow_null=True, help_text="… and from which code point on …")
    end = serializers.IntegerField(required=False, allow_null=True, help_text="… to which it goes.")
    start_ms = serializers.IntegerField(required=False, allow_null=True, help_text="When in the recording.")
    speaker = serializers.CharField(required=False, help_text="A participant's code, or what the file calls them.")
    held_at = serializers.DateTimeField(required=False, allow_null=True)
    highlight_kind = serializers.ChoiceField(Highlight.Kind.choices, required=False)
    verbatim = serializers.BooleanField(required=False)
    status = serializers.CharField(required=False)
    number = serializers.IntegerField(required=False, help_text="Of an item, within its product.")
    colour = serializers.CharField(required=False, help_text="Of a tag.")


class SearchTotal(serializers.Serializer[Any]):
    type = serializers.ChoiceField(KINDS)
    count = serializers.IntegerField(help_text="With the words that are asked for.")
    similar = serializers.IntegerField(help_text="Besides, by meaning alone.")
    is_capped = serializers.BooleanField(help_text=f"There are more; only the newest {MOST_RANKED:,} were ranked.")


class SearchAnswer(serializers.Serializer[Any]):
    results = SearchResult(many=True)
    totals = SearchTotal(many=True)
    did_you_mean = serializers.CharField(allow_null=True, help_text="The question with its misspelt words corrected.")
    find_by = serializers.ChoiceField(By.choices, help_text="How it was looked for.")
    because = serializers.CharField(help_text="Why it was not looked for by meaning, though that was asked for.")
    next = serializers.URLField(allow_null=True)


class SearchView(Endpoint):
    http_method_names = ["get", "head"]
    permissions = ("research.view_insight",)
    query_parameters = tuple(Asked().fields)

    @extend_schema(
        operation_id="search",
        responses=SearchAnswer,
        parameters=[Asked],
    )
    def get(self, request: Request) -> Response:
        """Find passages, highlights, insights, items, tags and people by their words (see `q`) and by their meaning.

        Without `type` the five best of each kind, with it all of that kind. The best come first, ranked among the
        newest thousand that fit. One query a kind; three where it is looked for by meaning, too.
        """
        asked = self.asked(Asked)
        text, kind = asked.get("q", ""), asked.get("type")
        offset = _offset(asked.get("cursor"), kind)
        answer = search.answer(
            text,
            filters=_filters(asked),
            viewer=self.by,
            kinds=[kind] if kind else KINDS,
            limit=asked["limit"] if kind else min(asked["limit"], BEST_OF_EACH),
            offset=offset,
            by=asked["find_by"],
        )
        shown = offset + asked["limit"]
        has_next = bool(kind) and any(shown < found.answers for found in answer.found)
        return Response(
            {
                "results": [_result(hit) for found in answer.found for hit in found.hits],
                "totals": [
                    {
                        "type": found.kind,
                        "count": found.total,
                        "similar": found.similar,
                        "is_capped": found.is_capped,
                    }
                    for found in answer.found
                ],
                "did_you_mean": answer.did_you_mean,
                "find_by": answer.by,
                "because": answer.because,
                "next": _address(request, kind, shown) if kind and has_next else None,
            }
        )


def _filters(asked: dict[str, Any]) -> Filters:
    ids = {name: asked[name].pk for name in ("study", "tag", "segment", "account") if name in asked}
    return Filters(**ids, held_from=asked.get("from"), held_until=asked.get("to"), stance=asked.get("stance"))


def _result(hit: Any) -> dict[str, Any]:
    snippet = [vars(part) for part in hit.snippet]
    told = {"type": hit.kind, "id": hit.id, "title": hit.title, "snippet": snippet, "found_by": hit.found_by}
    return {**told, **hit.about}


def _offset(cursor: str | None, kind: str | None) -> int:
    if cursor is None:
        return 0
    try:
        of_kind, offset = CURSORS.unsign_object(cursor)
    except (BadSignature, ValueError):
        refuse_parameter("cursor", "This cursor is none of ours.")
    if of_kind != kind:
        refuse_parameter("cursor", "This cursor belongs to another type.")
    return int(offset)


def _address(request: Request, kind: str, offset: int) -> str:
    return replace_query_param(request.build_absolute_uri(), "cursor", CURSORS.sign_object([kind, offset]))


PATHS = (path("search/", SearchView.as_view(), name="search"),)
