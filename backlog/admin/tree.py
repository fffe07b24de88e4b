"""The opportunity tree as a page: drawn by the server, folded and narrowed by its address."""

import re
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from backlog.admin.drawn_tree import drawn
from backlog.models import AssumptionTest, BacklogItem
from backlog.tracing import strategy_tree
from backlog.tracing.opportunity_tree import Node
from research.admin.showing import page
from research.models import Insight, Opportunity, Product, Viewer

MOST_FOLDED = 500
OPEN = permission_required("research.view_opportunity", raise_exception=True)
COUNTED = ("outcome", "opportunity", "solution")
HANGING = ("research.change_opportunity", "backlog.add_outcomeopportunity", "backlog.delete_outcomeopportunity")
ITEM_KINDS = [choice for choice in BacklogItem.Kind.choices if choice[0] != BacklogItem.Kind.SPIKE]


@require_GET
@OPEN
def view(request: HttpRequest) -> HttpResponse:
    """The whole page."""
    may = {
        "opportunities": request.user.has_perm("research.change_opportunity"),
        "items": request.user.has_perm("backlog.change_backlogitem"),
        "tests": request.user.has_perm("backlog.add_assumptiontest"),
        "cite": request.user.has_perm("research.add_opportunityevidence"),
        "hang": request.user.has_perms(HANGING),
    }
    context = _drawing(request)
    return page(
        request,
        "workplace/tree.html",
        title="Opportunity tree",
        may=may,
        products=list(Product.objects.order_by("pk")),
        opportunity_kinds=Opportunity.Kind.choices,
        item_kinds=ITEM_KINDS,
        assumption_kinds=AssumptionTest.Kind.choices,
        methods=AssumptionTest.Method.choices,
        at_hand=_at_hand(request.GET.get("insight", ""), viewer=request.user) if may["cite"] else None,
        **context,
    )


@require_GET
@OPEN
def drawing(request: HttpRequest) -> HttpResponse:
    """The picture alone: a fragment of the page."""
    return TemplateResponse(request, "workplace/tree_drawing.html", _drawing(request))


def _drawing(request: HttpRequest) -> dict[str, Any]:
    product = _product(request.GET.get("product", ""))
    folded = set(re.findall(r"[rgkaostc]\d{1,18}", request.GET.get("folded", ""))[:MOST_FOLDED])
    if product is None:
        return {"product": None, "root": None}
    root = strategy_tree.of_product(product, viewer=request.user, at=timezone.now())
    nodes = list(root.walked())
    picture = drawn(root, folded=folded)
    return {
        "product": product,
        "root": root,
        "drawing": picture,
        "warned": [one for one in nodes if one.warnings],
        "counts": {kind: sum(1 for one in nodes if one.kind == kind) for kind in COUNTED},
        "tests": sum(1 for one in nodes if one.kind in ("test", "check")),
        "places": [
            (
                one,
                _address(product, folded ^ {one.node.key}) if one.node.children else "",
                _page_of(one.node, product, viewer=request.user),
            )
            for one in picture.placed
        ],
        "folded": sorted(folded),
    }


def _page_of(node: Node, product: Product, *, viewer: Viewer) -> str:
    """Return where an objective or an outcome is read; nothing for the others."""
    if node.kind == "outcome" and viewer.has_perm("backlog.add_checkin"):
        return reverse("check_in", args=[node.pk])
    strategy = f"{reverse('strategy')}?product={product.pk}"
    return {"objective": f"{strategy}#objective-{node.pk}", "outcome": strategy}.get(node.kind, "")


def _at_hand(given: str, *, viewer: Viewer) -> Insight | None:
    """Return the insight that somebody comes with, to let it open an opportunity. Only an open one can."""
    if not (given.isascii() and given.isdecimal() and len(given) < 19):
        return None
    return Insight.objects.visible_to(viewer).open().filter(pk=given).first()


def _product(given: str) -> Product | None:
    """Return the product that is asked for, or the first; None where there is none."""
    if not given:
        return Product.objects.order_by("pk").first()
    if not (given.isascii() and given.isdecimal() and len(given) < 19):
        raise Http404
    product = Product.objects.filter(pk=given).first()
    if product is None:
        raise Http404
    return product


def _address(product: Product, folded: set[str]) -> str:
    query = f"product={product.pk}" + (f"&folded={'.'.join(sorted(folded))}" if folded else "")
    return f"{reverse('opportunity_tree')}?{query}"
