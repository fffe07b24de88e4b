"""The roadmap as a page: a board by when, or a timeline by release; for the team or for stakeholders."""

from typing import cast

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from backlog.tracing import roadmap, roadmap_board, roadmap_svg, roadmap_timeline
from backlog.tracing.roadmap import Audience, NotForThem, RoadmapDocument
from research.admin.showing import page
from research.models import Product, User

VIEWS = {"board": "Board", "timeline": "Timeline"}
AUDIENCES = {Audience.TEAM: "Team", Audience.STAKEHOLDERS: "Stakeholders"}
OPEN = permission_required("backlog.view_backlogitem", raise_exception=True)


@require_GET
@OPEN
def view(request: HttpRequest) -> HttpResponse:
    """Show it (`?view=timeline&audience=stakeholders&product=2`)."""
    product, told = _asked(request)
    chosen = request.GET.get("view", "")
    is_team = request.user.has_perm("backlog.view_internal_backlogitem")
    return page(
        request,
        "workplace/roadmap.html",
        title="Roadmap",
        products=list(Product.objects.order_by("pk")),
        product=product,
        view=chosen if chosen in VIEWS else "board",
        views=VIEWS.items(),
        audiences=[(one.value, words) for one, words in AUDIENCES.items()] if is_team else [],
        may={
            "move": told["audience"] == Audience.TEAM and request.user.has_perm("backlog.change_backlogitem"),
            "share": request.user.has_perm("backlog.add_roadmaplink"),
            "plan": request.user.has_perm("backlog.add_release"),
            "read_releases": request.user.has_perm("backlog.view_release"),
        },
        told=told,
        columns=list(roadmap_board.columns(told)),
        sections=list(roadmap_board.sections(told)),
        notes=roadmap_board.notes(told),
        timeline=roadmap_timeline.drawn(told, today=timezone.localdate()),
    )


@require_GET
@OPEN
def picture(request: HttpRequest) -> HttpResponse:
    """Answer with the timeline as a file. 404 while no entry is in a release."""
    _, told = _asked(request)
    drawn = roadmap_svg.of(told, today=timezone.localdate())
    if not drawn:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{roadmap_svg.NAME}"'}
    return HttpResponse(drawn, content_type="image/svg+xml", headers=headers)


def _asked(request: HttpRequest) -> tuple[Product, RoadmapDocument]:
    """Read the address. Raises `PermissionDenied` for somebody else's view, and `Http404` for what is not there."""
    number = request.GET.get("product", "")
    if number and not (number.isascii() and number.isdecimal() and len(number) < 19):
        raise Http404
    rows = Product.objects.order_by("pk")
    product = (rows.filter(pk=number) if number else rows).first()
    if product is None:
        raise Http404
    viewer = cast("User", request.user)
    asked = request.GET.get("audience", "")
    audience = Audience(asked) if asked in list(Audience) else roadmap.audience_of(viewer)
    try:
        return product, roadmap.of_product(product, audience=audience, viewer=viewer, at=timezone.now())
    except NotForThem as error:
        raise PermissionDenied(str(error)) from error
