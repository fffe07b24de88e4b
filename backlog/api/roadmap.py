"""/roadmap/"""

from django.urls import URLPattern, path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from backlog.api.document_serializers import serializer_for
from backlog.tracing import roadmap
from backlog.tracing.roadmap import Audience, NotForThem
from research.api.endpoints import Endpoint
from research.api.fields import RelatedField
from research.api.serializers import StrictSerializer
from research.models import Product
from research.operations.studies import only_product


class RoadmapAsked(StrictSerializer):
    audience = serializers.ChoiceField(list(Audience), required=False, help_text="Your own view, if left out.")
    product = RelatedField(
        queryset=Product.objects.all(), required=False, help_text="May be left out while there is one."
    )


class RoadmapView(Endpoint):
    http_method_names = ["get", "head"]
    permissions = ("backlog.view_backlogitem",)
    query_parameters = tuple(RoadmapAsked().fields)

    @extend_schema(operation_id="roadmap", responses=serializer_for(roadmap.RoadmapDocument), parameters=[RoadmapAsked])
    def get(self, request: Request) -> Response:
        """What is to come now, next, later and not now, for which outcome, in which release, on what evidence.

        Stakeholders see nothing that is internal: items marked so, owners, effort. `public` is what a link shows.
        """
        asked = self.asked(RoadmapAsked)
        audience = Audience(asked.get("audience") or roadmap.audience_of(self.by))
        try:
            told = roadmap.of_product(
                asked.get("product") or only_product(), audience=audience, viewer=self.by, at=timezone.now()
            )
        except NotForThem as error:
            raise PermissionDenied(str(error)) from error
        return Response(told)


PATHS: tuple[URLPattern, ...] = (path("roadmap/", RoadmapView.as_view(), name="roadmap-document"),)
