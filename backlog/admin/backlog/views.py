"""The backlog as a page: shown, scored, changed many at once, narrowed as somebody likes it."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from backlog.admin import drawn_scatter
from backlog.admin.backlog.asking import BLOCKED, OF_ITEMS, ORDERS, SCORED, Asked, asked_for
from backlog.admin.backlog.asking import items as items_of
from backlog.admin.backlog.rows import Row, rows_of
from backlog.admin.drawn_scatter import Plotted, Scatter
from backlog.models import BacklogItem, SavedFilter
from backlog.operations import backlog_items, saved_filters, scores
from backlog.scoring.plane import PLANES
from research.admin.refusals import SHOWN, explain
from research.admin.showing import page
from research.models import Product, User

MOST = 200
"""Items that the page shows at once. Whoever looks for more narrows the list."""


@permission_required(("backlog.view_backlogitem", "backlog.view_score"), raise_exception=True)
def view(request: HttpRequest) -> HttpResponse:
    """Show the backlog; or change what is selected, all of it alike."""
    if request.method == "POST":
        return _change_all(request)
    asked = asked_for(request)
    items = list(items_of(asked)[: MOST + 1])
    rows = rows_of(items[:MOST], asked)
    return page(
        request,
        "workplace/backlog.html",
        title="Backlog",
        asked=asked,
        rows=rows,
        inputs=asked.framework.inputs,
        note=_note(rows),
        scatter=_scatter(rows, asked),
        is_truncated=len(items) > MOST,
        is_narrowed=asked.is_narrowed,
        frameworks=[(name, one.label) for name, one in OF_ITEMS.items()],
        orders=ORDERS.items(),
        kinds=BacklogItem.Kind.choices,
        statuses=BacklogItem.Status.choices,
        horizons=BacklogItem.Horizon.choices,
        scored=SCORED.items(),
        blocked=BLOCKED.items(),
        epics=_epics(asked),
        filters=list(SavedFilter.objects.visible_to(request.user).order_by("name")),
        query=request.GET.urlencode(),
        products=list(Product.objects.order_by("pk")),
        may={
            "change": request.user.has_perm("backlog.change_backlogitem"),
            "score": request.user.has_perm("backlog.add_score"),
            "add": request.user.has_perm("backlog.add_backlogitem"),
        },
        here=request.get_full_path(),
    )


@require_POST
@permission_required("backlog.add_score", raise_exception=True)
def score(request: HttpRequest, pk: int) -> HttpResponse:
    """Score an item from a plain form, and go back."""
    item = BacklogItem.objects.visible_to(request.user).filter(pk=pk).first()
    framework = request.POST.get("framework", "")
    if item is None or framework not in OF_ITEMS:
        raise Http404
    given = {one.name: request.POST.get(one.name, "") for one in OF_ITEMS[framework].inputs}
    reason = request.POST.get("reason", "")[:500]
    try:
        made = scores.give(
            framework=framework,
            inputs=given,
            item=item,
            reason=reason,
            by=cast("User", request.user),
            at=timezone.now(),
        )
    except SHOWN as error:
        messages.error(request, explain(error).sentence)
    else:
        messages.success(request, f"#{item.number}: {made.result['explanation']}")
    return HttpResponseRedirect(_back(request))


@require_POST
@permission_required("backlog.view_backlogitem", raise_exception=True)
def keep_filter(request: HttpRequest) -> HttpResponse:
    """Keep how the list is narrowed under a name of one's own, or forget one."""
    by, name = cast("User", request.user), request.POST.get("name", "").strip()[:40]
    query = QueryDict(request.POST.get("query", "")[:1000]).urlencode()
    if "forget" in request.POST:
        saved_filters.forget(name=request.POST["forget"], by=by)
        messages.success(request, "Forgotten.")
    elif not name:
        messages.warning(request, "Give the filter a name.")
    else:
        try:
            saved_filters.keep(name=name, query=query[:1000], by=by)
        except SHOWN as error:
            messages.error(request, explain(error).sentence)
        else:
            messages.success(request, f"Kept as “{name}”.")
    return HttpResponseRedirect(f"{reverse('backlog')}?{query}" if query else reverse("backlog"))


def _epics(asked: Asked) -> list[BacklogItem]:
    epics = BacklogItem.objects.filter(product=asked.product, kind=BacklogItem.Kind.EPIC)
    return list(epics.order_by("rank", "pk").only("number", "title")[:MOST])


def _change_all(request: HttpRequest) -> HttpResponse:
    if not request.user.has_perm("backlog.change_backlogitem"):
        raise PermissionDenied
    chosen = [one for one in request.POST.getlist("item")[:MOST] if one.isascii() and one.isdecimal() and len(one) < 19]
    items = list(BacklogItem.objects.visible_to(request.user).filter(pk__in=chosen))
    fields = (("status", BacklogItem.Status.values), ("horizon", BacklogItem.Horizon.values))
    values = {name: request.POST[name] for name, known in fields if request.POST.get(name) in known}
    if not items or not values:
        messages.warning(request, "Select items, and what they should become.")
    else:
        many = backlog_items.change_all(items, values=values, by=cast("User", request.user))
        messages.success(request, f"Changed {many} item{'' if many == 1 else 's'}.")
    return HttpResponseRedirect(_back(request))


def _back(request: HttpRequest) -> str:
    """Return to the list as it was narrowed, and to nowhere outside."""
    address = request.POST.get("here", "")
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts={request.get_host()})
    return address if is_ours else reverse("backlog")


def _note(rows: list[Row]) -> str:
    groups = sorted({row.group for row in rows if row.group})
    if len(groups) < 2:
        return ""
    return f"Ranked apart: {', '.join(groups)}. What is not comparable is not put in one order."


def _scatter(rows: list[Row], asked: Asked) -> Scatter | None:
    """Draw what may be compared with most others."""
    plane = PLANES.get(asked.framework.name)
    given = [row for row in rows if row.score]
    if plane is None or not given:
        return None
    groups = [row.group for row in given]
    largest = max(groups, key=groups.count)
    plotted = [
        Plotted(
            item=row.item.pk,
            label=f"#{row.item.number}",
            title=row.item.title,
            point=plane.of(row.score.inputs, row.score.result["details"]),
        )
        for row in given
        if row.score and row.group == largest
    ]
    return drawn_scatter.drawn(plane, plotted)
