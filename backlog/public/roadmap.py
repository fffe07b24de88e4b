"""The roadmap as whoever has a link reads it: nothing internal, and quotes only of those who gave them away."""

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from backlog.models import RoadmapLink
from backlog.tracing import public_words, roadmap, roadmap_board, roadmap_svg, roadmap_timeline
from backlog.tracing.roadmap import Audience, RoadmapDocument
from research.models import Product
from research.operations import public_links
from research.public import doors
from research.public.showing import public_page

BY_LINK = doors.by_link(scope="roadmap")


@BY_LINK
def view(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the roadmap."""
    product, told = _opened(secret)
    return public_page(
        request,
        "public/roadmap.html",
        title=f"Roadmap of {product.name}",
        secret=secret,
        told=told,
        columns=list(roadmap_board.columns(told)),
        sections=list(roadmap_board.sections(told)),
        notes=roadmap_board.notes(told),
        timeline=roadmap_timeline.drawn(told, today=timezone.localdate()),
    )


@BY_LINK
def says_so(request: HttpRequest, secret: str, pk: int) -> HttpResponse:
    """Show who says so of an entry: how many, and in their words where these may be public."""
    _, told = _opened(secret)
    entry = next((one for one in told["entries"] if one["id"] == pk), None)
    if entry is None:
        raise Http404
    return public_page(
        request,
        "public/roadmap_says_so.html",
        title="Who says so?",
        secret=secret,
        card=roadmap_board.card_of(entry),
        insights=public_words.of_item(pk, at=timezone.now()),
    )


@BY_LINK
def picture(request: HttpRequest, secret: str) -> HttpResponse:
    """Answer with the timeline as a file. 404 while no entry is in a release."""
    _, told = _opened(secret)
    drawn = roadmap_svg.of(told, today=timezone.localdate())
    if not drawn:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{roadmap_svg.NAME}"'}
    return HttpResponse(drawn, content_type="image/svg+xml", headers=headers)


def _opened(secret: str) -> tuple[Product, RoadmapDocument]:
    """Raises `LinkGone`."""
    at = timezone.now()
    link = public_links.open_by(RoadmapLink.objects.select_related("product"), secret=secret, at=at)
    told = roadmap.of_product(link.product, audience=Audience.PUBLIC, viewer=AnonymousUser(), at=at)
    return link.product, told
