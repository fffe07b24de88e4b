"""The API's root: the resources of both apps, their schema and its pages."""

from typing import NoReturn

from django.http import Http404
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from backlog.api import routes as backlog
from research.api import routes as research

DOCS = "workplace/api_docs.html"
"""Without the inline style of drf-spectacular's own page, which our Content-Security-Policy forbids."""


class NothingHere(APIView):
    """Any address under /api/ that is none of ours, such as one without the slash at its end."""

    permission_classes = (AllowAny,)
    schema = None

    def initial(self, request: Request, *args: object, **kwargs: object) -> NoReturn:
        raise Http404


router = SimpleRouter()
for prefix, viewset in (*research.VIEWSETS, *backlog.VIEWSETS):
    router.register(prefix, viewset, basename=prefix)

urlpatterns = [
    path("v1/", include([*research.PATHS, *backlog.PATHS, *router.urls])),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="schema", template_name=DOCS), name="docs"),
    re_path("", NothingHere.as_view()),
]
